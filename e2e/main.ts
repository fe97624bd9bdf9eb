import { main } from "../scripts/program/run";
import { e2e } from "./e2e-command";

void main([e2e]);

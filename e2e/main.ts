import { main } from "../scripts/program/run";
import * as commands from "./e2e-command";

void main(Object.values(commands));

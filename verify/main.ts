import { main } from "../scripts/program/run";
import { commands } from "./commands";

void main(commands);

import { commands } from "./commands/all";
import { main } from "./program/run";

void main(commands);

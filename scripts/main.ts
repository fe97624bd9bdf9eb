import * as commands from "./commands/all";
import { main } from "./program/run";

void main(Object.values(commands));

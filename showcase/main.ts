import { main } from "../scripts/program/run";
import * as commands from "./commands";

void main(Object.values(commands));

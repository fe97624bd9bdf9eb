import { main } from "../scripts/program/run";
import * as commands from "./sandbox-command";

void main(Object.values(commands));

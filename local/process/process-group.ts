import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** What identifies a process later on: its pid alone can belong to another process by then. */
export type ProcessMark = {
  readonly pid: number;
  /** When it was started, as `ps` prints it. */
  readonly startedAt: string;
};

/** Marks a process; `undefined` where it is not running. */
export const markOf = (pid: number): ProcessMark | undefined => {
  try {
    const startedAt = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
    return startedAt === "" ? undefined : { pid, startedAt };
  } catch {
    return undefined;
  }
};

/** Whether this very process is running. */
export const isAlive = (mark: ProcessMark): boolean => markOf(mark.pid)?.startedAt === mark.startedAt;

const signalGroup = (pid: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
};

/**
 * Whether the group of this process has members, even where the process itself has ended: until then the system
 * assigns its pid to no other process.
 */
export const isGroupAlive = (mark: ProcessMark): boolean => {
  const leader = markOf(mark.pid);
  return leader === undefined ? signalGroup(mark.pid, 0) : leader.startedAt === mark.startedAt;
};

/** Ends a process group: SIGTERM first, SIGKILL after the grace time. */
export const endGroup = async (pid: number, graceMilliseconds = 5000): Promise<void> => {
  if (!signalGroup(pid, "SIGTERM")) return;
  const deadline = Date.now() + graceMilliseconds;
  while (signalGroup(pid, 0) && Date.now() < deadline) await delay(50);
  signalGroup(pid, "SIGKILL");
};

export type GroupProgram = {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Everything that the program writes. */
  readonly logFile: string;
  /** The standard input; a secret belongs here, not into the arguments. */
  readonly input?: string;
};

/** A running program, with everything that it starts. */
export type ProcessGroup = {
  readonly mark: ProcessMark;
  /** The exit code, or the name of the signal that ended it. */
  readonly ended: Promise<number | string>;
  /** Ends the group: SIGTERM first, SIGKILL after the grace time. */
  readonly end: (graceMilliseconds?: number) => Promise<void>;
};

/**
 * Starts a program as the leader of a new process group, so that everything it starts ends with it.
 * @throws Error with the system's code where it cannot be started.
 */
export const startGroup = async (program: GroupProgram): Promise<ProcessGroup> => {
  const log = openSync(program.logFile, "a");
  try {
    const child = spawn(program.command, program.args, {
      cwd: program.cwd,
      env: program.env,
      detached: true,
      stdio: [program.input === undefined ? "ignore" : "pipe", log, log],
    });
    await once(child, "spawn");
    child.stdin?.on("error", () => {}); // A program that ends without reading its input is not an error here.
    child.stdin?.end(program.input);
    const pid = child.pid ?? 0;
    const ended = once(child, "exit").then(([code, signal]): number | string => code ?? signal);
    return {
      mark: markOf(pid) ?? { pid, startedAt: "" },
      ended,
      end: async (graceMilliseconds) => {
        await endGroup(pid, graceMilliseconds);
        await ended;
      },
    };
  } finally {
    closeSync(log);
  }
};

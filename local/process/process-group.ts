import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** A process as it can be recognised later: a pid alone may have been given to another one meanwhile. */
export type ProcessMark = {
  readonly pid: number;
  /** When it was started, in the words of `ps`. */
  readonly startedAt: string;
};

/** Marks a process; `undefined` where it does not live. */
export const markOf = (pid: number): ProcessMark | undefined => {
  try {
    const startedAt = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
    return startedAt === "" ? undefined : { pid, startedAt };
  } catch {
    return undefined;
  }
};

/** Whether the very process of this mark lives. */
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
 * Whether the group that this process began has members, also where the process itself is gone: while it has, the
 * system gives its number to no other process.
 */
export const isGroupAlive = (mark: ProcessMark): boolean => {
  const leader = markOf(mark.pid);
  return leader === undefined ? signalGroup(mark.pid, 0) : leader.startedAt === mark.startedAt;
};

/** Ends a process group: asks first, and insists after the grace time. */
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
  /** Takes everything that the program writes. */
  readonly logFile: string;
  /** What the program reads; a secret belongs here, not into its arguments. */
  readonly input?: string;
};

/** A running program and all that it starts. */
export type ProcessGroup = {
  readonly mark: ProcessMark;
  /** The exit code, or the name of the signal that ended it. */
  readonly ended: Promise<number | string>;
  /** Asks the group to end, and insists after the grace time. */
  readonly end: (graceMilliseconds?: number) => Promise<void>;
};

const endOf = async (child: ChildProcess): Promise<number | string> => {
  const [code, signal] = await once(child, "exit");
  return typeof code === "number" ? code : String(signal);
};

/**
 * Starts a program as the leader of a process group of its own, so that it ends with everything that it started.
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
    child.stdin?.on("error", () => {}); // A program that ends without reading is no error of ours.
    child.stdin?.end(program.input);
    const pid = child.pid ?? 0;
    const ended = endOf(child);
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

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { Failure, interrupted } from "./failure";

/** A program to start. */
export type Program = {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** What to do if the program is not installed. */
  readonly ifMissing: string;
  /** Is given each line of standard output as it comes, where the output is captured. */
  readonly onLine?: (line: string) => void;
};

export type Captured = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

/** Starts other programs. */
export type Processes = {
  /** Runs a program in this terminal and returns its exit code. */
  readonly run: (program: Program) => Promise<number>;
  /** Runs a program without showing its output, and returns it. */
  readonly capture: (program: Program) => Promise<Captured>;
  /** Resolves once no program runs: after Ctrl-C, Terraform first saves its state. */
  readonly idle: () => Promise<void>;
};

const failureToStart = (error: NodeJS.ErrnoException, { command, ifMissing }: Program): Failure => {
  const problem =
    error.code === "ENOENT" ? "was not found" : `could not be started (${error.code ?? error.message})`;
  return new Failure(`${command} ${problem}; ${ifMissing}`, { cause: error });
};

const readLines = (stream: Readable | null, onLine: Program["onLine"]): void => {
  if (stream !== null && onLine !== undefined) createInterface({ input: stream }).on("line", onLine);
};

const outputOf = async (stream: Readable | null): Promise<string> => (stream === null ? "" : text(stream));

/**
 * In a terminal, Ctrl-C reaches every program of the group, so it is not forwarded: two interrupts would make
 * Terraform quit at once and lose its state. Elsewhere only this process gets the signal, and forwards it.
 */
export const createProcesses = (signal: AbortSignal, forwardsSignals: boolean): Processes => {
  const running = new Set<Promise<unknown>>();

  const start = async (program: Program, isCaptured: boolean): Promise<Captured> => {
    const { command, args, cwd, env } = program;
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: isCaptured ? ["ignore", "pipe", "pipe"] : "inherit",
    });
    readLines(child.stdout, program.onLine);
    const forward = (): void => void child.kill("SIGINT");
    if (forwardsSignals) signal.addEventListener("abort", forward, { once: true });
    const [[exitCode], stdout, stderr] = await Promise.all([
      once(child, "close").catch((error) => {
        throw failureToStart(error, program);
      }),
      outputOf(child.stdout),
      outputOf(child.stderr),
    ]);
    signal.removeEventListener("abort", forward);
    if (signal.aborted) throw interrupted();
    return { exitCode: exitCode ?? 1, stdout, stderr };
  };

  const track = async (program: Program, isCaptured: boolean): Promise<Captured> => {
    signal.throwIfAborted();
    const promise = start(program, isCaptured);
    running.add(promise);
    return promise.finally(() => running.delete(promise));
  };

  return {
    run: async (program) => (await track(program, false)).exitCode,
    capture: (program) => track(program, true),
    idle: async () => {
      await Promise.allSettled(running);
    },
  };
};

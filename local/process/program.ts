import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";

/** Runs a program to its end. The error of one that fails has its `stderr`. */
export const runProgram = promisify(execFile);

const failureSchema = z.object({ stderr: z.string() });

/** The last line that a failed program wrote: usually the reason. */
export const lastLineOf = (error: unknown): string =>
  (failureSchema.safeParse(error).data?.stderr || String(error)).trim().split("\n").at(-1) ?? "";

/** Where and how a missing program is installed. */
export type InstallOptions = {
  /** Kept for the next run. */
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  /** Stops downloads and builds. */
  readonly signal?: AbortSignal | undefined;
};

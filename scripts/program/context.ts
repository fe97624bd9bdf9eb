import type { AwsConfig } from "../aws/client";
import type { ExitCode } from "./failure";
import type { Processes } from "./processes";
import type { Terminal } from "./terminal";

/** Time; tests pass a clock that does not wait. */
export type Clock = {
  readonly now: () => number;
  /** @throws the signal's reason when it is aborted. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
};

/** Everything outside a command, the same for all commands; tests pass another. */
export type Context = {
  /** Folder of `cdktf.json`. */
  readonly projectDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly processes: Processes;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Sets what Ctrl-C prints from now on: what continues in AWS, and how to resume. */
  readonly ifInterrupted: (text: string) => void;
  /** What `ifInterrupted` was given last. */
  readonly resumeHint: () => string;
  /** Sets what the command exits with where it does not fail; 0 otherwise. */
  readonly endWith: (exitCode: ExitCode) => void;
  /** What `endWith` was given last. */
  readonly exitCode: () => ExitCode;
  /** Configuration of AWS clients; without a Region the SDK finds one by itself. */
  readonly awsConfig: (region?: string) => AwsConfig;
  /** The Region of the AWS profile; absent where it has none. */
  readonly profileRegion: () => Promise<string | undefined>;
};

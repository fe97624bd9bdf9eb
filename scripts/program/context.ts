import type { AwsConfig } from "../aws/client";
import type { Processes } from "./processes";
import type { Terminal } from "./terminal";

/** Time, so that tests need not wait for it. */
export type Clock = {
  readonly now: () => number;
  /** @throws the signal's reason when it is aborted. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
};

/** Everything outside a command: it is the same for all of them, and tests put in their own. */
export type Context = {
  /** Folder of `cdktf.json`. */
  readonly projectDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly processes: Processes;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Says what goes on in AWS should the operator press Ctrl-C from now on, and how to resume. */
  readonly ifInterrupted: (text: string) => void;
  /** What `ifInterrupted` said last. */
  readonly resumeHint: () => string;
  /** Configuration of AWS clients; without a Region the SDK finds one by itself. */
  readonly awsConfig: (region?: string) => AwsConfig;
};

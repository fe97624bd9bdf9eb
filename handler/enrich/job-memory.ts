import type { DescribedJob } from "./describe-job";

/** A job as a list showed it, and when. */
export type RememberedJob = DescribedJob & { readonly listedAt: number };

/** What the process remembers of AWS Backup between batches. */
export type JobMemory = {
  /** Jobs that a list showed lately, by type and id. */
  readonly jobs: Map<string, RememberedJob>;
  /** When AWS Backup was last busy, in milliseconds since 1970. */
  busyAt?: number;
};

/** The memory of a new process. */
export const newJobMemory = (): JobMemory => ({ jobs: new Map() });

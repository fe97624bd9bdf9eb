import type { Route } from "../../handler/route/route";

/** A message of a queue, as Lambda passes it on. */
export type QueueMessage = {
  readonly body: string;
  readonly attributes: Readonly<Record<"SentTimestamp" | "ApproximateReceiveCount", string>>;
};

/**
 * An event of AWS Backup as it reaches the function: what Lambda passes to it, and what AWS answers when the function
 * asks. It has AWS's shapes, not the model's: the function must read it like a real one.
 */
export type Sample = {
  /** Names the sample in addresses and file names: `backup-failed-key`. */
  readonly id: string;
  /** What happened, in the words that a reader would search for. */
  readonly title: string;
  readonly group: SampleGroup;
  /** What Lambda passes to the function: one invocation. */
  readonly input: { readonly Records: readonly QueueMessage[] };
  /**
   * AWS's answers by path: `/backup-jobs/<id>`; a resource's list has only the resource in its query:
   * `/backup-jobs/?resourceArn=<arn>`. Any other path is answered with 404.
   */
  readonly answers: Readonly<Record<string, object>>;
  /** Of a plan run: what the ledger knows about it, and whether a bot shows it with one message that changes. */
  readonly run?: { readonly facts: readonly string[]; readonly isShown?: true };
  /** A stage's routes, where the sample is about what they do. */
  readonly routes?: readonly Route[];
};

/** The groups of samples, in the order in which they are shown. */
export const sampleGroups = [
  "Backup jobs",
  "Plan runs",
  "Copy jobs",
  "Restore jobs",
  "Restore tests",
  "The watch",
  "Objects",
  "Recovery points and scans",
  "Vaults, plans and settings",
  "Calls and alarms",
  "Several at once",
  "Services",
  "Partitions",
  "Everything else",
] as const;

export type SampleGroup = (typeof sampleGroups)[number];

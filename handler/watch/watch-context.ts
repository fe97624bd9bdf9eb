import type { Aws } from "../aws/request";
import type { FindingKind } from "../model/found";
import type { WatchSettings } from "./settings";

/** Where the watch runs, and where it reads and writes. */
export type WatchPlace = {
  readonly stage: string;
  readonly region: string;
  readonly accountId: string;
  /** URL of the notifier's queue. */
  readonly queueUrl: string;
  /** URLs of the queues in which an event may wait. */
  readonly waitingQueueUrls: readonly string[];
  readonly ledgerTableName: string;
};

/** What the watch reads from and writes to. The clock is a parameter: months pass in a test. */
export type WatchContext = {
  readonly aws: Aws;
  readonly settings: WatchSettings;
  readonly env: WatchPlace;
  /** When the check was due: the same on a retry. */
  readonly now: Date;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Milliseconds since any moment, which only grow. For how long a check takes. */
  readonly elapsed: () => number;
  readonly log: (line: WatchLine) => void;
};

/** What a check did. */
export type CheckResult = {
  /** Subjects that are so now, by kind of finding. */
  readonly open: Readonly<Partial<Record<FindingKind, number>>>;
  /** Events that were sent: findings, what is over, and late events. */
  readonly sent: { readonly findings: number; readonly over: number; readonly late: number };
  /** Requests to AWS. */
  readonly calls: number;
  /** What could not be seen, as `<what>: <why>`. */
  readonly unseen: readonly string[];
  readonly milliseconds: number;
  /** Why the check is not complete: one sentence. What it found is sent again by the next one. */
  readonly problem?: string;
};

/** The watch's log: one JSON object per line. `doctor` reads it, so its shape is a contract. */
export type WatchLine = { readonly outcome: "checked" | "check-failed" } & CheckResult;

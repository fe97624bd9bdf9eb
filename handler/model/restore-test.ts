import type { Severity } from "./severity";

/** How a restore test ended, or why it did not. */
export type Verdict =
  | "passed"
  | "failed"
  | "too-slow"
  | "timed-out"
  | "not-checked"
  | "not-deleted"
  | "nothing-eligible";

/** One thing that a check looked at. What could not be seen is `unknown`, which is never "passed". */
export type CheckedFact = {
  readonly outcome: "ok" | "not-ok" | "unknown";
  /** `available`, `PostgreSQL 16.4 as its source`, `0 of 12 objects`. */
  readonly text: string;
};

/** The verdict on one restore test, as it is sent. Times are in ISO 8601; what is not known is absent. */
export type RestoreTestVerdict = {
  readonly schema: 1;
  readonly verdict: Verdict;
  /** The stage's name for the test. */
  readonly test: string;
  /** Absent where no test ran. */
  readonly restoreJobId?: string;
  /** AWS Backup's word: `RDS`. */
  readonly resourceType?: string;
  readonly sourceArn?: string;
  /** What the test restored, and AWS deletes after the verdict. */
  readonly createdArn?: string;
  readonly recoveryPointArn?: string;
  readonly vaultName?: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** When the recovery point was made. */
  readonly recoveryPointAt?: string;
  /** What the stage promised. */
  readonly withinMinutes?: number;
  /** Who checked: this product, a function of the stage's owner, or no one. Absent where AWS has a result and not whose it is. */
  readonly checkedBy?: "built-in" | "function" | "no-one";
  readonly checks: readonly CheckedFact[];
  /** AWS's own text, or what a function said. */
  readonly reason?: string;
};

const severities: Readonly<Record<Verdict, Severity>> = {
  passed: "good",
  failed: "danger",
  "too-slow": "warning",
  "timed-out": "warning",
  "not-checked": "warning",
  "not-deleted": "warning",
  "nothing-eligible": "warning",
};

export const isVerdict = (value: unknown): value is Verdict =>
  typeof value === "string" && Object.hasOwn(severities, value);

/** How severe a verdict is. */
export const severityOfVerdict = (verdict: Verdict): Severity => severities[verdict];

import type { JobPhase } from "./job-phase";
import type { Origin } from "./origin";
import type { Severity } from "./severity";

/** How far a run of a backup plan is, as far as that is known. */
export type RunPhase = "started" | "completed" | "completed-with-failures" | "completed-unchecked";

/** All backups that a rule of a plan started at one time. Made by `handler/runs`, not by AWS. */
export type RunEvent = {
  readonly kind: "run";
  readonly phase: RunPhase;
  /** As severe as its worst job, and good only once it is known to have ended well. */
  readonly severity: Severity;
  /** As the ledger names it. */
  readonly id: string;
  readonly planId: string;
  /** The plan's name, or its id. */
  readonly plan: string;
  /** The rule's name, or its id. */
  readonly rule: string;
  readonly startBy: Date;
  /** How many of its jobs are in which phase. A job whose end is not known is `started`. */
  readonly jobs: Readonly<Partial<Record<JobPhase, number>>>;
  /** Resources whose backups did not end well, the worst first. */
  readonly failed: readonly string[];
  /** How many of its jobs are known to be the first backups of their resources. */
  readonly firsts?: number;
  /** Why it is not known whether more backups of the run go on. */
  readonly unanswered?: string;
  readonly origin: Origin;
};

import type { BackupEvent } from "../model/event";
import type { JobEvent } from "../model/job-event";
import type { Origin } from "../model/origin";

/** What all jobs of a run of a backup plan have in common, and no others. */
export type RunKey = {
  readonly accountId: string;
  readonly region: string;
  readonly planId: string;
  /** The rule's id, or its name where AWS gives no id. */
  readonly rule: string;
  /** The scheduled time plus the start window. */
  readonly startBy: Date;
};

/** A backup job that a plan started, with all that names its run. */
export type RunJob = JobEvent & { readonly jobId: string };

/** Names a run in the ledger: `run|111122223333|eu-west-1|<plan>|<rule>|2026-08-22T04:00:00.000Z`. */
export const subjectOf = ({ accountId, region, planId, rule, startBy }: RunKey): string =>
  ["run", accountId, region, planId, rule, startBy.toISOString()].join("|");

/** Reads such a name; `undefined` for anything else. */
export const keyOf = (subject: string): RunKey | undefined => {
  const [, accountId = "", region = "", planId = "", rule = "", time = ""] =
    /^run\|([^|]+)\|([^|]+)\|([^|]+)\|([^|]+)\|([^|]+)$/.exec(subject) ?? [];
  const startBy = new Date(time);
  return Number.isNaN(startBy.getTime()) ? undefined : { accountId, region, planId, rule, startBy };
};

/** The run that a job belongs to; `undefined` where no plan started it, or AWS does not say all that names its run. */
export const runOf = (event: BackupEvent): { readonly job: RunJob; readonly key: RunKey } | undefined => {
  if (event.kind !== "job" || event.jobType !== "backup" || event.jobId === undefined) return undefined;
  const { planId, ruleId, ruleName, startBy } = event.details;
  const { accountId, region }: Origin = event.origin;
  const rule = ruleId ?? ruleName;
  // A part of a composite backup counts with the backup that it belongs to.
  if (event.details.parentJobId !== undefined) return undefined;
  if (!accountId || !region || !planId || !rule || !startBy) return undefined;
  return { job: { ...event, jobId: event.jobId }, key: { accountId, region, planId, rule, startBy } };
};

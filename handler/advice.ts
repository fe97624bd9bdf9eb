import type { TroubledEvent } from "./advise";
import { causeOf } from "./causes";
import type { Advice, JobEvent, JobPhase } from "./model";
import { runAgainCommandOf } from "./run-again";
import { known } from "./wire/fields";

/** What to do where AWS Backup's reason is not a known one. AWS Backup does not repeat a job that failed. */
const nextByPhase: Readonly<Record<JobEvent["jobType"], Partial<Readonly<Record<JobPhase, string>>>>> = {
  backup: {
    failed:
      "AWS Backup does not try again by itself: until the plan's next run this resource has no newer backup.",
    expired: "Give the plan's rule a longer start or completion window, or spread the schedules.",
    aborted: "If nobody of yours stopped it, look for `StopBackupJob` in CloudTrail.",
    partial: "Open the job, see which parts are missing, and back those up again.",
    "completed-with-issues": "Open the job, and judge whether this recovery point is enough.",
  },
  copy: {
    failed: "Check the destination vault's access policy and its key, then copy the recovery point again.",
    aborted: "If the copy is still wanted, start it again.",
    partial: "Open the job, see which parts are missing, and copy those again.",
    "completed-with-issues": "Open the job, and judge whether this copy is enough.",
  },
  restore: {
    failed: "Check the restore role and the restore's settings, then start it again.",
    aborted: "If the restore is still wanted, start it again.",
    partial: "Open the job, and see which parts were not restored.",
    "completed-with-issues": "Open the job, and check what was restored.",
  },
};

/** Leads to the command. A recovery point that nobody deletes costs money for ever. */
const leadTo = (command: string, { jobType }: TroubledEvent): string => {
  if (jobType === "restore") return "The backup's settings, for another restore:";
  const endless = jobType === "backup" && !command.includes(" --lifecycle ");
  return endless
    ? "To run it again (without a `--lifecycle` the backup is kept for ever):"
    : "To run it again:";
};

/** Of a job that completed with issues there is a recovery point, whatever it lacks. */
const runAgainPhases: readonly JobPhase[] = ["failed", "expired", "aborted", "partial"];

const runAgainOf = (event: TroubledEvent): string | undefined =>
  event.kind === "job" && runAgainPhases.includes(event.phase) ? runAgainCommandOf(event) : undefined;

/** What to make of an event. Where nothing at all is known, the event's own words must do. */
export const adviceOn = (event: TroubledEvent): Advice | undefined => {
  const reason = event.kind === "job" ? event.details.reason : event.reason;
  const cause = reason === undefined ? undefined : causeOf(reason, event.jobType);
  const command = cause?.runAgain === "pointless" ? undefined : runAgainOf(event);
  const byPhase = event.kind === "job" ? nextByPhase[event.jobType][event.phase] : undefined;
  const sentences = [
    cause?.next ?? byPhase ?? [],
    command === undefined ? [] : leadTo(command, event),
  ].flat();
  const next = sentences.length === 0 ? undefined : sentences.join(" ");
  const advice: Advice = known({ means: cause?.means, next, command });
  return Object.keys(advice).length > 0 ? advice : undefined;
};

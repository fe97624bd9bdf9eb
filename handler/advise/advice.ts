import type { Advice, AdvisableEvent, Command, JobEvent, JobPhase } from "../model/event";
import { known } from "../model/fields";
import { plain } from "../render/mrkdwn";
import { causeOf } from "./causes";
import type { Cause } from "./causes/cause";
import { runAgainCommandOf } from "./rerun-command";

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
    failed:
      "Open the job, and look at the destination vault's access policy and keys if its reason names them.",
    aborted: "If the copy is still wanted, start it again.",
    partial: "Open the job, see which parts are missing, and copy those again.",
    "completed-with-issues": "Open the job, and judge whether this copy is enough.",
  },
  restore: {
    failed: "Open the job, and compare the restore's role and settings with its reason.",
    aborted: "If the restore is still wanted, start it again.",
    partial: "Open the job, and see which parts were not restored.",
    "completed-with-issues": "Open the job, and check what was restored.",
  },
};

/** Says what the command is good for. A recovery point that nobody deletes costs money for ever. */
const labelOf = (line: string, { jobType, phase }: JobEvent, isMended: boolean): string => {
  if (jobType === "restore") return "*The backup's settings, for another restore*";
  const again = phase === "aborted" ? "*Start it again*" : "*Run it again*";
  const condition = isMended ? "" : " once that is mended";
  const endless = jobType === "backup" && !line.includes(" --lifecycle ");
  return `${again}${condition}${endless ? "; without a `--lifecycle` the backup is kept for ever" : ""}`;
};

/** Of a job that completed with issues there is a recovery point, whatever it lacks. */
const runAgainPhases: readonly JobPhase[] = ["failed", "expired", "aborted", "partial"];

/** The command to run a job again. Where the cause is known, it must be mended first. */
const runAgainOf = (event: AdvisableEvent, cause: Cause | undefined): Command | undefined => {
  if (event.kind !== "job" || !runAgainPhases.includes(event.phase) || cause?.runAgain === "pointless") {
    return undefined;
  }
  const line = runAgainCommandOf(event);
  const isMended = cause === undefined || event.phase === "aborted";
  return line === undefined ? undefined : { label: labelOf(line, event, isMended), line };
};

/** AWS Backup was not asked, or did not answer: that it gave no reason would not be true. */
const unansweredAdvice = (problem: string): Advice => ({
  means: `This notifier could not ask AWS Backup for the reason: ${plain(problem, 200)}`,
  next: "Open the job for it. If other messages lack their reasons too, `npm run doctor` says why.",
});

/** What to make of an event. Where nothing at all is known, the event's own words must do. */
export const adviceOn = (event: AdvisableEvent): Advice | undefined => {
  const reason = event.kind === "job" ? event.details.reason : event.reason;
  const cause = reason === undefined ? undefined : causeOf(reason, event.jobType);
  if (event.kind === "job" && reason === undefined && event.unanswered !== undefined) {
    return unansweredAdvice(event.unanswered);
  }
  const command = runAgainOf(event, cause);
  const byPhase = event.kind === "job" ? nextByPhase[event.jobType][event.phase] : undefined;
  const advice: Advice = known({ means: cause?.means, next: cause?.next ?? byPhase, command });
  return Object.keys(advice).length > 0 ? advice : undefined;
};

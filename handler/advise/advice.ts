import type { Advice, Command } from "../model/advice";
import type { AdvisableEvent } from "../model/event";
import { known } from "../model/fields";
import type { JobEvent } from "../model/job-event";
import type { JobPhase } from "../model/job-phase";
import type { ObjectEvent } from "../model/object-event";
import { isMuchSmaller } from "../render/history-words";
import { clause, plain } from "../render/mrkdwn";
import { categoryAdviceOf } from "./categories";
import { causeOf } from "./causes";
import type { Cause } from "./causes/cause";
import { foundAdviceOn } from "./found-advice";
import { leftoverOf, meaningOf } from "./job-meaning";
import { noticeAdviceOn } from "./notice-advice";
import { objectMeaningOf } from "./object-meaning";
import { partsWordsOf } from "./parts-words";
import { rerunCommandOf } from "./rerun-command";
import { restoreTestAdvice } from "./restore-test-advice";

/** What to do if the reason is not a known one. AWS Backup does not retry a failed job. */
const nextByPhase: Readonly<Record<JobEvent["jobType"], Partial<Readonly<Record<JobPhase, string>>>>> = {
  backup: {
    failed: "AWS Backup does not retry it: this resource has no newer backup until the plan's next run.",
    expired: "Give the plan's rule a longer start or completion window, or space out the schedules.",
    aborted: "If nobody on your team stopped it, look for `StopBackupJob` in CloudTrail.",
    partial: "Open the job to see which parts are missing, and back up the whole again.",
    "completed-with-issues": "Open the job, and decide whether this recovery point is good enough.",
  },
  copy: {
    failed:
      "Open the job, and check the destination vault's access policy and keys if the reason names them.",
    aborted: "If you still need the copy, start it again.",
    partial: "Open the job to see which parts are missing, and copy the whole again.",
    "completed-with-issues": "Open the job, and decide whether this copy is good enough.",
  },
  restore: {
    failed: "Open the job, and check the restore's role and settings against the reason.",
    aborted: "If you still need the restore, start it again.",
    partial: "Open the job to see which parts were not restored.",
    "completed-with-issues": "Open the job, and check what was restored.",
  },
};

/** A part of a composite backup cannot be backed up again by itself: the result would not belong to the whole. */
const nextOfPart = "The composite backup lacks this part. Once the cause is fixed, back up the whole again.";

/** Says what the command does. A recovery point without a lifecycle costs money forever. */
const labelOf = (line: string, { jobType, phase }: JobEvent, isFixed: boolean): string => {
  if (jobType === "restore") return "*The backup's settings, for a new restore*";
  const again = phase === "aborted" ? "*Start it again*" : "*Run it again*";
  const condition = isFixed ? "" : " once fixed";
  const endless = jobType === "backup" && !line.includes(" --lifecycle ");
  return `${again}${condition}${endless ? "; without `--lifecycle` the backup is kept forever" : ""}`;
};

/** Without `completed-with-issues`: such a job has a recovery point, even if something is missing. */
const rerunPhases: readonly JobPhase[] = ["failed", "expired", "aborted", "partial"];

/** The command to run a job again. A known cause must be fixed first. */
const commandOf = (event: JobEvent | ObjectEvent, cause: Cause | undefined): Command | undefined => {
  if (event.kind !== "job" || !rerunPhases.includes(event.phase) || cause?.runAgain === "pointless") {
    return undefined;
  }
  const line = rerunCommandOf(event);
  const isFixed = cause === undefined || event.phase === "aborted";
  return line === undefined ? undefined : { label: labelOf(line, event, isFixed), line };
};

/** A problem with AWS Backup's API in words for any reader: its own sentence, or what a status or an error code means. */
const problemWords = (problem: string): string => {
  if (/^HTTP 40[13]$/.test(problem)) return "access was denied";
  return /^(?:HTTP \d+|E[A-Z_]+|socket hang up)$/.test(problem)
    ? "no usable answer"
    : clause(plain(problem, 200), 200);
};

/** What to do where the notifier may be at fault. Readers of the channel need not have a clone of it. */
const ask = "ask those who run this notifier to check it.";

/** AWS Backup was not asked, or did not answer: it would be wrong to say that it gave no reason. */
const unansweredAdvice = (problem: string): Advice => ({
  means: `The notifier could not get the reason from AWS Backup: ${problemWords(problem)}.`,
  next: `Open the job to see it. If other messages have no reason either, ${ask}`,
});

const uncheckedAdvice = (problem = "no answer"): Advice => ({
  means: `AWS Backup reports it as completed. Whether it had issues is unknown, because the notifier could not ask: ${problemWords(problem)}.`,
  next: `Open the job to check it. If other messages say the same, ${ask}`,
});

/** A job that succeeded says nothing about what is in its backup. */
const smallerAdvice: Advice = {
  means: "The job succeeded, but data may have been deleted, or may be missing from the backup.",
  next: "Compare the resource with an earlier recovery point, and keep the earlier ones until you know why.",
};

/** The advice on an event; `undefined` if nothing is known beyond the event's own text. */
export const adviceOn = (event: AdvisableEvent): Advice | undefined => {
  if (event.kind === "notice") {
    if (event.found) return foundAdviceOn(event.found, event.origin);
    return event.subject === "restore test" ? restoreTestAdvice(event) : noticeAdviceOn(event);
  }
  if (event.kind === "object") return { means: objectMeaningOf(event), ...reasonAdviceOn(event) };
  const byReason = reasonAdviceOn(event);
  const { stoppedBy } = event.details;
  const next = byReason?.next && [byReason.next, leftoverOf(event)].filter(Boolean).join(" ");
  const advice = {
    ...(isMuchSmaller(event) && smallerAdvice),
    ...meaningOf(event),
    ...byReason,
    ...known({ next }),
    ...partsWordsOf(event),
    ...(stoppedBy !== undefined && { highlight: `by ${stoppedBy}` }),
  };
  return Object.keys(advice).length > 0 ? advice : undefined;
};

const reasonAdviceOn = (event: JobEvent | ObjectEvent): Advice | undefined => {
  const reason = event.kind === "job" ? event.details.reason : event.reason;
  const cause = reason === undefined ? undefined : causeOf(reason, event.jobType);
  if (event.kind === "job" && event.phase === "completed-unchecked") return uncheckedAdvice(event.unanswered);
  // How a composite backup's parts ended is its reason.
  const stoppedBy = event.kind === "job" ? event.details.stoppedBy : undefined;
  const isExplained = event.kind !== "job" || (reason ?? event.details.parts ?? stoppedBy) !== undefined;
  if (!isExplained && event.unanswered !== undefined) {
    return unansweredAdvice(event.unanswered);
  }
  const command = commandOf(event, cause);
  const byPhase =
    event.kind === "job"
      ? event.details.parentJobId !== undefined && rerunPhases.includes(event.phase)
        ? nextOfPart
        : nextByPhase[event.jobType][event.phase]
      : undefined;
  const byCategory =
    event.kind === "job" && reason === undefined
      ? categoryAdviceOf(event.details.messageCategory)
      : undefined;
  const byCaller =
    stoppedBy &&
    "Ask them whether they meant it: this resource has no newer backup until the plan's next run.";
  const next = byCaller ?? cause?.next ?? byCategory?.next ?? byPhase;
  const advice: Advice = known({ means: cause?.means, next, command });
  return Object.keys(advice).length > 0 ? advice : undefined;
};

import { known } from "../model/fields";
import type { JobEvent } from "../model/job-event";
import type { JobPhase } from "../model/job-phase";
import { type Resource, type ResourceFacts, resourceOf, resourceTypeOf } from "../model/resource";
import { isNothingLeft, severityByPhase, severityOf } from "../model/severity-of";
import { emojis } from "./card";
import { isFirstBackup, isMuchSmaller, recoveriesWords, recoveryWords } from "./history-words";
import { code, short, words } from "./mrkdwn";

/** A restore test is a restore job that a restore testing plan started. */
type Class = JobEvent["jobType"] | "restore test";

const classOf = ({ jobType, details }: JobEvent): Class =>
  details.restoreTestingPlanArn === undefined && details.validationStatus === undefined
    ? jobType
    : "restore test";

const classWords: Readonly<Record<Class, readonly [one: string, many: string]>> = {
  backup: ["Backup", "backups"],
  copy: ["Copy", "copies"],
  restore: ["Restore", "restores"],
  "restore test": ["Restore test", "restore tests"],
};

const looks: Readonly<Record<JobPhase, { readonly emoji: string; readonly words: string }>> = {
  started: { emoji: "hourglass_flowing_sand", words: "started" },
  completed: { emoji: "white_check_mark", words: "completed" },
  "completed-unchecked": { emoji: "warning", words: "completed, could not be checked" },
  "completed-with-issues": { emoji: "warning", words: "completed with issues" },
  partial: { emoji: "warning", words: "partially completed" },
  failed: { emoji: "red_circle", words: "failed" },
  expired: { emoji: "alarm_clock", words: "expired" },
  aborted: { emoji: "octagonal_sign", words: "stopped" },
  validating: { emoji: "test_tube", words: "awaiting validation" },
  validated: { emoji: "white_check_mark", words: "passed" },
  "validation-failed": { emoji: "red_circle", words: "failed validation" },
  "validation-timed-out": { emoji: "alarm_clock", words: "not validated in time" },
  unknown: { emoji: "grey_question", words: "changed" },
};

/** More exact words for states that share a phase. */
const stateWords: Readonly<Record<string, string>> = {
  CREATED: "created",
  PENDING: "pending",
  ABORTING: "stopping",
};

/** What happened, without the subject: `failed`, `stopping`, `in state PAUSED`. */
export const wordsOf = ({ phase, state = "" }: JobEvent): string => {
  // A word of any other form is not an AWS state: it is shown as a fact.
  if (phase === "unknown" && /^[A-Z]+(?:_[A-Z]+)*$/.test(state) && state.length <= 60)
    return `in state ${state.replaceAll("_", " ")}`;
  return (Object.hasOwn(stateWords, state) && stateWords[state]) || looks[phase].words;
};

/** The emoji of what happened, or of its severity where that is not the usual one. */
export const emojiOf = (event: JobEvent): string => {
  if (isNothingLeft(event)) return looks.failed.emoji;
  const severity = severityOf(event);
  return severity === severityByPhase[event.phase] ? looks[event.phase].emoji : emojis[severity];
};

const smallerWords = (event: JobEvent): string | undefined =>
  isMuchSmaller(event) ? "much smaller than usual" : undefined;

/** What happened: `Backup failed`, `First backup completed`. */
export const titleOf = (event: JobEvent): string =>
  isFirstBackup(event)
    ? `First backup ${wordsOf(event)}`
    : `${classWords[classOf(event)][0]}${event.phase === "unknown" ? " job" : ""} ${smallerWords(event) ?? recoveryWords(event) ?? wordsOf(event)}`;

/** The title after a number of such jobs: `backups failed`. */
export const groupTitleOf = (event: JobEvent): string => {
  if (isFirstBackup(event)) return `first backups ${wordsOf(event)}`;
  const jobClass = classOf(event);
  return `${event.phase === "unknown" ? `${jobClass} jobs` : classWords[jobClass][1]} ${smallerWords(event) ?? recoveriesWords(event) ?? wordsOf(event)}`;
};

/** What a restore made. Its ARN may not name its type, as with clusters: then it is of the restored one's. */
export const createdOf = ({
  createdResourceArn,
  resourceType,
}: JobEvent["details"]): ResourceFacts | undefined =>
  createdResourceArn === undefined
    ? undefined
    : {
        resourceArn: createdResourceArn,
        ...known({ resourceType: resourceTypeOf(createdResourceArn) ?? resourceType }),
      };

/** What a job is about: what a restore made, but of a restore test what it tests. */
export const aboutOf = (event: JobEvent): Resource =>
  resourceOf((classOf(event) === "restore" && createdOf(event.details)) || event.details);

/** `orders (RDS)`, or the job if the resource is unknown. */
export const nameOf = (event: JobEvent): string | undefined => {
  const { name, service } = aboutOf(event);
  if (name === undefined) return event.jobId && `job ${short(event.jobId, 120)}`;
  return `${short(name, 120)}${service ? ` (${short(service, 40)})` : ""}`;
};

/** The same in mrkdwn. */
export const subjectOf = (event: JobEvent): string | undefined => {
  const { name, service } = aboutOf(event);
  if (name === undefined) return event.jobId && `job ${code(event.jobId, 100)}`;
  return `${code(name, 160)}${service ? ` (${words(service, 60)})` : ""}`;
};

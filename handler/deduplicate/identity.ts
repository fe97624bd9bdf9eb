import { type BackupEvent, type JobPhase, phaseOf } from "../model/event";

/** What an event says, in words that are the same however often and by whichever way AWS delivers it. */
export type Identity = {
  /** What it is about: a job, or AWS's message itself. */
  readonly subject: string;
  /** What is said about it. A job has several states; a message is only there. */
  readonly state: string;
};

/** What keeps an event apart from its copies; a job's comes as AWS Backup wrote it, in upper or lower case. */
const jobSubject = (jobType: string, jobId: string): string => `${jobType}|${jobId.toLowerCase()}`;

/**
 * Identifies an event: a job by class, id and state, since SNS and EventBridge tell of the same state under
 * different message ids; a recovery point's index likewise; anything else by its message. `undefined` where AWS gave no id at all.
 */
export const identityOf = (event: BackupEvent): Identity | undefined => {
  if (event.kind === "job" && event.jobId !== undefined && event.state !== undefined) {
    // Deprecated vault events are named after their outcome: BACKUP_JOB_SUCCESSFUL is the state COMPLETED.
    const state = event.state === "SUCCESSFUL" ? "COMPLETED" : event.state;
    // A restore test is completed before it is validated: the verdict is news of its own.
    const { validationStatus: verdict = "VALIDATING" } = event.details;
    return {
      subject: jobSubject(event.jobType, event.jobId),
      state: verdict === "VALIDATING" ? state : `${state} ${verdict}`,
    };
  }
  if (event.kind === "notice" && event.subject === "recovery point index" && !event.isContinuous) {
    const { recoveryPointArn, state } = event;
    // Vault notifications and EventBridge both tell of an index; one that AWS Backup renews is completed more than once.
    if (recoveryPointArn !== undefined) return { subject: `index|${recoveryPointArn}`, state };
  }
  const { messageId } = event.origin;
  return messageId === undefined ? undefined : { subject: `message|${messageId}`, state: "SENT" };
};

const open: readonly JobPhase[] = ["started", "unknown"];

const isEnd = (state: string): boolean => !open.includes(phaseOf(state.split(" ", 1)[0]));

/** What an event is novelty to a reader who was told these states of its subject already. */
export type Novelty = "new" | "duplicate" | "stale";

/** A job's start after its end is late; so is nothing else, since an end may be corrected by another end. */
export const noveltyOf = ({ state }: Identity, told: ReadonlySet<string>): Novelty => {
  if (told.has(state)) return "duplicate";
  return phaseOf(state) === "started" && [...told].some(isEnd) ? "stale" : "new";
};

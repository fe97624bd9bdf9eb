import type { BackupEvent } from "../model/event";
import { type JobPhase, phaseOf } from "../model/job-phase";

/** What an event says: equal however often and by whichever path AWS delivers it. */
export type Identity = {
  /** What it is about: a job, or AWS's message itself. */
  readonly subject: string;
  /** What it says about it. A job has several states; a message has one. */
  readonly state: string;
};

/** AWS writes a job's id in upper or lower case. */
const jobSubject = (jobType: string, jobId: string): string => `${jobType}|${jobId.toLowerCase()}`;

/**
 * Identifies an event: a job by type, id and state, since SNS and EventBridge report the same state under different
 * message ids; a recovery point's index likewise; anything else by its message. `undefined` where AWS gave no id at all.
 */
export const identityOf = (event: BackupEvent): Identity | undefined => {
  if (event.kind === "job" && event.jobId !== undefined && event.state !== undefined) {
    // Deprecated vault events are named after their outcome: BACKUP_JOB_SUCCESSFUL is the state COMPLETED.
    const state = event.state === "SUCCESSFUL" ? "COMPLETED" : event.state;
    // A restore test completes before it is validated: the verdict is a separate update.
    const { validationStatus: verdict = "VALIDATING" } = event.details;
    return {
      subject: jobSubject(event.jobType, event.jobId),
      state: verdict === "VALIDATING" ? state : `${state} ${verdict}`,
    };
  }
  if (event.kind === "notice" && event.subject === "recovery point index" && !event.isContinuous) {
    const { recoveryPointArn, state } = event;
    // Vault notifications and EventBridge both report an index; one that AWS Backup renews completes more than once.
    if (recoveryPointArn !== undefined) return { subject: `index|${recoveryPointArn}`, state };
  }
  const { messageId } = event.origin;
  return messageId === undefined ? undefined : { subject: `message|${messageId}`, state: "SENT" };
};

const open: readonly JobPhase[] = ["started", "unknown"];

const isEnd = (state: string): boolean => !open.includes(phaseOf(state.split(" ", 1)[0]));

/** What an event is to a reader who already knows some states of its subject. */
export type Novelty = "new" | "duplicate" | "stale";

/** Only a job's start after its end is stale: an end may be corrected by another end. */
export const noveltyOf = ({ state }: Identity, sent: ReadonlySet<string>): Novelty => {
  if (sent.has(state)) return "duplicate";
  return phaseOf(state) === "started" && [...sent].some(isEnd) ? "stale" : "new";
};

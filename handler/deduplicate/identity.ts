import { createHash } from "node:crypto";
import type { BackupEvent } from "../model/event";
import type { JobEvent } from "../model/job-event";
import { isIssue, type JobPhase, phaseOf } from "../model/job-phase";
import type { NoticeEvent } from "../model/notice-event";

/** What an event says: equal however often and by whichever path AWS delivers it. */
export type Identity = {
  /** What it is about: a job, or AWS's message itself. */
  readonly subject: string;
  /** The state that it reports. A job has several; a message has one. */
  readonly state: string;
  /**
   * What else makes it news, as `<kind>:<value>`: a reason, an issue's category, a failed deletion, a time. A copy that
   * says less says nothing new; one that says more, or something else, does.
   */
  readonly facts: readonly string[];
};

/** A reason may be long, and the ledger keeps every fact, so a hash stands for it. */
const hashOf = (text: string): string =>
  createHash("sha256").update(text.replace(/\s+/g, " ").toLowerCase()).digest("hex").slice(0, 16);

/** AWS writes a job's id in upper or lower case. The same id in another account or Region is another job. */
export const jobSubject = ({
  jobType,
  jobId = "",
  origin,
}: Pick<JobEvent, "jobType" | "jobId" | "origin">): string =>
  [jobType, jobId.toLowerCase(), origin.accountId ?? "-", origin.region ?? "-"].join("|");

const jobFacts = ({ phase, details }: JobEvent): readonly string[] => {
  if (phase === "started") return []; // What AWS says about a job that still runs changes and needs no action.
  const { reason, messageCategory: category, deletionStatus, stoppedBy } = details;
  return [
    ...(reason === undefined ? [] : [`reason:${hashOf(reason)}`]),
    ...(isIssue(category) ? [`category:${category.toLowerCase().replace(/[^a-z0-9]/g, "")}`] : []),
    ...(deletionStatus === "FAILED" ? ["deletion:FAILED"] : []),
    ...(stoppedBy === undefined ? [] : [`caller:${hashOf(stoppedBy)}`]),
  ];
};

const uncheckedState = "COMPLETED_UNCHECKED";

const jobIdentity = (event: JobEvent): Identity | undefined => {
  // What the stage stopped by itself says nothing of the job's own message.
  if (event.jobId === undefined || event.state === undefined || event.isExpected) return undefined;
  // Deprecated vault events are named after their outcome: BACKUP_JOB_SUCCESSFUL is the state COMPLETED.
  const state = event.state === "SUCCESSFUL" ? "COMPLETED" : event.state;
  // Not the full fact: details that arrive later are news.
  if (event.phase === "completed-unchecked")
    return { subject: jobSubject(event), state: uncheckedState, facts: [] };
  // A restore test completes before it is validated: the verdict is a separate update.
  const { validationStatus: verdict = "VALIDATING" } = event.details;
  return {
    subject: jobSubject(event),
    state: verdict === "VALIDATING" ? state : `${state} ${verdict}`,
    facts: jobFacts(event),
  };
};

const minuteMilliseconds = 60_000;

/** Vault notifications and EventBridge both report an index, within minutes; the same state later is another fact. */
const indexIdentity = ({ recoveryPointArn, state, origin }: NoticeEvent): Identity | undefined =>
  recoveryPointArn === undefined
    ? undefined
    : {
        subject: `index|${recoveryPointArn}`,
        state,
        facts: origin.sentAt
          ? [`at:${state}:${Math.round(origin.sentAt.getTime() / minuteMilliseconds)}`]
          : [],
      };

const changeable = /^(?:recovery point|backup vault|backup plan|Region settings)$/;

/**
 * A deletion is one fact, whichever of its events comes first: its end adds nothing to its beginning, however long it took, nor
 * an earlier beginning to its end. (AWS Backup Developer Guide, RecoveryPoint states)
 */
const deletion: Readonly<Record<string, "at" | "ended">> = {
  "deleting manually": "at",
  "deleted manually": "ended",
};

/**
 * CloudTrail and AWS Backup both report a change, within minutes: the call says who made it, and is news without the
 * other. A plan's version, a lock or opt-ins distinguish several changes; a call may name only some of the opt-ins.
 */
const changeIdentity = (event: NoticeEvent): Identity | undefined => {
  const { subject, state, origin, caller, version, isLocked, optIns } = event;
  const { sentAt, accountId = "-", region = "-" } = origin;
  if (sentAt === undefined || !changeable.test(subject) || state === "change refused") return undefined;
  const detail = version ?? isLocked ?? (caller ? undefined : optIns && JSON.stringify(optIns));
  const phase = Object.hasOwn(deletion, state) ? deletion[state] : undefined;
  const change = phase === undefined ? state : "deleted manually";
  return {
    subject: ["change", subject, event.id ?? "-", accountId, region].join("|"),
    state: change,
    facts: [
      `${phase ?? "at"}:${change}:${Math.round(sentAt.getTime() / minuteMilliseconds)}`,
      ...(detail === undefined ? [] : [`detail:${hashOf(`${detail}`)}`]),
      ...(caller === undefined ? [] : [`caller:${hashOf(caller.call + caller.name)}`]),
    ],
  };
};

/** Whether an event is the verdict on a restore, and so about that restore's job. That something was not deleted is its own message. */
export const isVerdictOnJob = (event: BackupEvent): event is NoticeEvent & { readonly id: string } =>
  event.kind === "notice" &&
  event.subject === "restore test" &&
  event.id !== undefined &&
  event.state !== "not deleted";

/** No state of a job begins so. */
const verdictPrefix = "TEST ";

const isVerdictState = (state: string): boolean => state.startsWith(verdictPrefix);

/** What the function calls not checked, AWS ends as timed out: both are one verdict. */
const verdictIdentity = ({ id: jobId, state, origin }: NoticeEvent & { readonly id: string }): Identity => ({
  subject: jobSubject({ jobType: "restore", jobId, origin }),
  state: `${verdictPrefix}${state === "timed out" ? "NOT CHECKED" : state.toUpperCase()}`,
  facts: [],
});

const ownIdentity = (event: BackupEvent): Identity | undefined => {
  if (event.kind === "job") return jobIdentity(event);
  if (event.kind !== "notice") return undefined;
  if (event.found) return event.found.identity;
  if (isVerdictOnJob(event)) return verdictIdentity(event);
  const change = changeIdentity(event);
  if (change) return change;
  // One that AWS Backup keeps renewing completes again and again: each message counts.
  const isIndex = event.subject === "recovery point index" && !event.isContinuous;
  return isIndex ? indexIdentity(event) : undefined;
};

/**
 * Identifies an event: a job by type, id, account, Region and state, since SNS and EventBridge report the same state under
 * different message ids; a recovery point's index likewise; anything else by its message. `undefined` where AWS gave no id
 * at all.
 */
export const identityOf = (event: BackupEvent): Identity | undefined => {
  const { messageId } = event.origin;
  const message =
    messageId === undefined ? undefined : { subject: `message|${messageId}`, state: "SENT", facts: [] };
  return ownIdentity(event) ?? message;
};

const open: readonly JobPhase[] = ["started", "unknown"];

/** Whether a state that was sent is a job's end. */
export const isEnd = (state: string): boolean =>
  state === uncheckedState || isVerdictState(state) || !open.includes(phaseOf(state.split(" ", 1)[0]));

/** What an event is to a reader who already knows some states and facts of its subject. */
export type Novelty = "new" | "duplicate" | "stale";

const kindOf = (fact: string): string => fact.slice(0, fact.lastIndexOf(":"));

const minuteOf = (fact: string): number => Number(fact.slice(fact.lastIndexOf(":") + 1));

/** Two paths report one change within minutes. */
const sameTimeMinutes = 10;

const at = /^at:/;
const ended = /^ended:/;

/**
 * Whether a fact was sent. A time counts as sent within minutes of another, or before an end; where none is known, it may be
 * news. An end is none where its state was sent.
 */
const wasSent = (fact: string, sent: ReadonlySet<string>): boolean => {
  if (ended.test(fact)) return true;
  if (!at.test(fact)) return sent.has(fact);
  const minute = minuteOf(fact);
  const end = kindOf(fact).replace(at, "ended:");
  return [...sent].some(
    (one) =>
      (kindOf(one) === kindOf(fact) && Math.abs(minuteOf(one) - minute) <= sameTimeMinutes) ||
      (kindOf(one) === end && minuteOf(one) >= minute),
  );
};

/**
 * A job's start after its end is stale, and whatever a job's event says after the verdict on it; an end may be corrected by another
 * end.
 */
export const noveltyOf = ({ state, facts }: Identity, sent: ReadonlySet<string>): Novelty => {
  if (sent.has(state) && facts.every((fact) => wasSent(fact, sent))) return "duplicate";
  if (!isVerdictState(state) && [...sent].some(isVerdictState)) return "stale";
  return phaseOf(state) === "started" && [...sent].some(isEnd) ? "stale" : "new";
};

/** Whether two events of one subject may be copies of one fact: the same state, and nothing that differs. */
export const mayBeCopies = (one: Identity, other: Identity): boolean =>
  one.state === other.state &&
  one.facts.every((fact) => {
    const counterparts = other.facts.filter((another) => kindOf(another) === kindOf(fact));
    return counterparts.length === 0 || wasSent(fact, new Set(counterparts));
  });

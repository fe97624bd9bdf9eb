import type { JobPhase, JobType } from "../../handler/model/job-phase";
import type { NoticeEvent } from "../../handler/model/notice-event";
import type { ObjectEvent } from "../../handler/model/object-event";
import type { RunPhase } from "../../handler/model/run-event";
import { hinted } from "./field";
import { shown } from "./problem";

type Dashed<Text extends string> = Text extends `${infer Head} ${infer Tail}`
  ? `${Head}-${Dashed<Tail>}`
  : Text;

/** A copy has no issues of its own, so none waits for an answer. */
const neverSent = "copy.completed-unchecked";

type NoticeSubject = Lowercase<Dashed<NoticeEvent["subject"]>>;

/** A kind of message, as in the notifier's log: `backup.started`, `object.skipped`, `recovery-point.modified`. */
export type MessageKind =
  | Exclude<`${JobType}.${JobPhase}`, typeof neverSent>
  | `object.${ObjectEvent["outcome"]}`
  | `run.${RunPhase}`
  | `${NoticeSubject}.${string}`;

/** One kind of message, or several: `backup.failed`, `copy.*`, `*.failed`. */
export type MessageKinds =
  | MessageKind
  | `${JobType | "object" | "run" | NoticeSubject}.*`
  | `*.${JobPhase | RunPhase | ObjectEvent["outcome"]}`;

// Records, not lists: the compiler requires a new phase or subject here as soon as the handler has one.
const jobTypes: Readonly<Record<JobType, true>> = { backup: true, copy: true, restore: true };
const phases: Readonly<Record<JobPhase, true>> = {
  started: true,
  completed: true,
  "completed-unchecked": true,
  "completed-with-issues": true,
  partial: true,
  failed: true,
  expired: true,
  aborted: true,
  validating: true,
  validated: true,
  "validation-failed": true,
  "validation-timed-out": true,
  unknown: true,
};
const runPhases: Readonly<Record<RunPhase, true>> = {
  started: true,
  completed: true,
  "completed-with-failures": true,
  "completed-unchecked": true,
};
const outcomes: Readonly<Record<ObjectEvent["outcome"], true>> = { failed: true, skipped: true };
/**
 * Subjects and their states, as AWS documents them. (AWS Backup API Reference, BackupVaultEvent, RecoveryPointStatus,
 * IndexStatus, ScanState; AWS Backup Developer Guide, monitoring events using EventBridge; Amazon CloudWatch User Guide,
 * alarm states) Those of calls that CloudTrail recorded are in handler/parse/cloudtrail.ts.
 */
const subjects: Readonly<Record<NoticeSubject, readonly string[]>> = {
  "recovery-point": [
    "creating",
    "available",
    "completed",
    "partial",
    "modified",
    "stopped",
    "expired",
    "deleting",
    "deleted",
    "deleting-manually",
    "deleted-manually",
    "detached",
    "change-refused",
  ],
  "recovery-point-index": ["pending", "completed", "failed", "deleting", "deleted"],
  "continuous-backup": ["interrupted"],
  "backup-vault": [
    "created",
    "modified",
    "deleted",
    "access-policy-changed",
    "access-policy-deleted",
    "notifications-changed",
    "notifications-deleted",
    "change-refused",
  ],
  "backup-plan": ["created", "modified", "deleted", "selection-deleted", "change-refused"],
  "region-settings": ["modified", "change-refused"],
  "malware-scan": [
    "created",
    "running",
    "threats-found",
    "no-threats-found",
    "completed-with-issues",
    "failed",
    "canceled",
  ],
  alarm: ["alarm", "ok", "insufficient-data"],
  "restore-test": [
    "passed",
    "failed",
    "too-slow",
    "timed-out",
    "not-checked",
    "not-deleted",
    "nothing-eligible",
  ],
  // The watch's own words. (handler/model/found.ts)
  watch: [
    ...["overdue", "never-backed-up", "unprotected", "unheard", "copy-overdue", "guard", "blind", "digest"],
  ],
  "access-point": ["available", "creation-failed", "disassociated", "expired", "deletion-failed", "deleted"],
};

const closedKinds: readonly string[] = [
  ...Object.keys(jobTypes)
    .flatMap((type) => Object.keys(phases).map((phase) => `${type}.${phase}`))
    .filter((kind) => kind !== neverSent),
  ...Object.keys(runPhases).map((phase) => `run.${phase}`),
  ...Object.keys(outcomes).map((outcome) => `object.${outcome}`),
];

/** Every kind that AWS reports today. A state that it adds to a subject becomes another kind. */
export const knownMessageKinds: readonly string[] = [
  ...closedKinds,
  ...Object.entries(subjects).flatMap(([subject, states]) => states.map((state) => `${subject}.${state}`)),
];

/** The kinds and groups of kinds that AWS cannot add to, for hints. */
const closedMessageKinds: readonly string[] = [
  ...closedKinds,
  ...[...Object.keys(jobTypes), "object", "run", ...Object.keys(subjects)].map((subject) => `${subject}.*`),
  ...Object.keys({ ...phases, ...runPhases, ...outcomes }).map((state) => `*.${state}`),
];

/** How kinds of manual deletions used to end. AWS might add such a state, but a route with it would match nothing. */
const formerEnd = /-by-hand$/;

/** Whether a value names one or several kinds of messages. */
export const isMessageKinds = (value: unknown): value is MessageKinds => {
  if (typeof value !== "string" || formerEnd.test(value)) return false;
  const [subject = "", state = ""] = value.split(".");
  const isNotice = Object.hasOwn(subjects, subject) && /^[a-z][a-z-]*$/.test(state);
  return closedMessageKinds.includes(value) || (isNotice && value === `${subject}.${state}`);
};

/** Reports a value that names no kind of message. */
export const messageKindProblem = (value: unknown, ...alsoAllowed: readonly string[]): string => {
  if (value === neverSent) {
    return `${shown(value)} is never sent, because a copy has no issues of its own; use "copy.completed", or remove it`;
  }
  return typeof value === "string" && formerEnd.test(value)
    ? `${shown(value)} was renamed; use "${value.replace(formerEnd, "-manually")}"`
    : hinted(value, [...closedMessageKinds, ...alsoAllowed], "a kind of message");
};

import type { JobPhase, JobType, NoticeEvent, ObjectEvent } from "../../handler/model";

type Dashed<Text extends string> = Text extends `${infer Head} ${infer Tail}`
  ? `${Head}-${Dashed<Tail>}`
  : Text;

type NoticeSubject = Lowercase<Dashed<NoticeEvent["subject"]>>;

/**
 * A kind of message, as the notifier's log names it: `backup.started`, `copy.failed`, `object.skipped`,
 * `recovery-point.modified`. Test messages and unrecognised events cannot be muted: nobody should miss them.
 */
export type MessageKind =
  | `${JobType}.${JobPhase}`
  | `object.${ObjectEvent["outcome"]}`
  | `${NoticeSubject}.${string}`;

// Records, not lists: the compiler asks for a new phase or subject here as soon as the handler knows one.
const jobTypes: Readonly<Record<JobType, true>> = { backup: true, copy: true, restore: true };
const phases: Readonly<Record<JobPhase, true>> = {
  started: true,
  completed: true,
  "completed-with-issues": true,
  partial: true,
  failed: true,
  expired: true,
  aborted: true,
  unknown: true,
};
const outcomes: Readonly<Record<ObjectEvent["outcome"], true>> = { failed: true, skipped: true };
const subjects: Readonly<Record<NoticeSubject, true>> = {
  "recovery-point": true,
  "recovery-point-index": true,
  "continuous-backup": true,
  "backup-vault": true,
  "backup-plan": true,
  "region-settings": true,
  "malware-scan": true,
  "access-point": true,
};

/** Kinds with a closed list of states; to name them in a hint. */
export const closedMessageKinds: readonly string[] = [
  ...Object.keys(jobTypes).flatMap((type) => Object.keys(phases).map((phase) => `${type}.${phase}`)),
  ...Object.keys(outcomes).map((outcome) => `object.${outcome}`),
];

export const isMessageKind = (value: unknown): value is MessageKind => {
  if (typeof value !== "string") return false;
  const [subject = "", state = ""] = value.split(".");
  const isNotice = Object.hasOwn(subjects, subject) && /^[a-z][a-z-]*$/.test(state);
  return closedMessageKinds.includes(value) || (isNotice && value === `${subject}.${state}`);
};

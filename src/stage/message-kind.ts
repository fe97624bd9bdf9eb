import type { JobPhase, JobType, NoticeEvent, ObjectEvent } from "../../handler/model";

type Dashed<Text extends string> = Text extends `${infer Head} ${infer Tail}`
  ? `${Head}-${Dashed<Tail>}`
  : Text;

type NoticeSubject = Lowercase<Dashed<NoticeEvent["subject"]>>;

/** A kind of message, as the notifier's log names it: `backup.started`, `object.skipped`, `recovery-point.modified`. */
export type MessageKind =
  | `${JobType}.${JobPhase}`
  | `object.${ObjectEvent["outcome"]}`
  | `${NoticeSubject}.${string}`;

/** One kind of message, or several: `backup.failed`, `copy.*`, `*.failed`. */
export type MessageKinds =
  | MessageKind
  | `${JobType | "object" | NoticeSubject}.*`
  | `*.${JobPhase | ObjectEvent["outcome"]}`;

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
  validating: true,
  validated: true,
  "validation-failed": true,
  "validation-timed-out": true,
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

/** Kinds, and groups of kinds, that are closed lists; to name them in a hint. */
export const closedMessageKinds: readonly string[] = [
  ...Object.keys(jobTypes).flatMap((type) => Object.keys(phases).map((phase) => `${type}.${phase}`)),
  ...Object.keys(outcomes).map((outcome) => `object.${outcome}`),
  ...[...Object.keys(jobTypes), "object", ...Object.keys(subjects)].map((subject) => `${subject}.*`),
  ...Object.keys({ ...phases, ...outcomes }).map((state) => `*.${state}`),
];

/** Whether a value names one kind of message, or several. */
export const isMessageKinds = (value: unknown): value is MessageKinds => {
  if (typeof value !== "string") return false;
  const [subject = "", state = ""] = value.split(".");
  const isNotice = Object.hasOwn(subjects, subject) && /^[a-z][a-z-]*$/.test(state);
  return closedMessageKinds.includes(value) || (isNotice && value === `${subject}.${state}`);
};

/**
 * What AWS Backup said, free of AWS's wire shapes and of Slack's.
 * `parse` makes these values, `enrich` completes them, `render` shows them.
 */

import type { Digest } from "./digest";
import type { Fields } from "./fields";
import type { JobEvent } from "./job-event";
import type { NoticeEvent } from "./notice-event";
import type { ObjectEvent } from "./object-event";
import type { Origin } from "./origin";
import type { RunEvent } from "./run-event";
import type { Severity } from "./severity";

/** An event that may need advice. */
export type AdvisableEvent = JobEvent | ObjectEvent | NoticeEvent;

/** What the watch says once a day. */
export type DigestMessage = {
  readonly kind: "digest";
  /** By `digestSeverityOf`. */
  readonly severity: Severity;
  readonly digest: Digest;
  readonly origin: Origin;
};

/** The message of `npm run send-test`. */
export type TestEvent = {
  readonly kind: "test";
  readonly testId: string;
  /** With which version of the secret's SSM parameter it is sent; absent where that is not known. */
  readonly proof?: { readonly secretVersion: number };
  /** The name of the further channel that it is for; absent for the main one. */
  readonly channel?: string;
  readonly origin: Origin;
};

/** An event that fits no other kind. It still reaches Slack. */
export type UnrecognizedEvent = {
  readonly kind: "unrecognized";
  /** What identifies it: an event type, a detail type, `not JSON`. */
  readonly what: string;
  /** The event as it came, cut to a length that Slack takes. */
  readonly raw: string;
  /** The whole event, until it is interpreted. */
  readonly fields?: Fields;
  readonly origin: Origin;
};

/** Everything that the notifier handles. */
export type BackupEvent =
  | JobEvent
  | ObjectEvent
  | NoticeEvent
  | RunEvent
  | DigestMessage
  | TestEvent
  | UnrecognizedEvent;

/** `EventType` of the message that `npm run send-test` publishes to the topic. Its `Id` attribute is the test's id. */
export type TestEventType = "BACKUP_NOTIFICATIONS_TEST";

/** Names a kind of message, to mute it: `backup.started`, `copy.failed`, `object.skipped`, `recovery-point.modified`. */
export const messageKindOf = (event: BackupEvent): string => {
  switch (event.kind) {
    case "job":
      return `${event.jobType}.${event.phase}`;
    case "object":
      return `object.${event.outcome}`;
    case "notice":
      return `${event.subject}.${event.state}`.toLowerCase().replaceAll(" ", "-");
    case "run":
      return `run.${event.phase}`;
    case "digest":
      return "watch.digest";
    default:
      return event.kind;
  }
};

/** Names the thing an event is about, for logs: a job id, an ARN; `-` where AWS gave none. */
export const idOf = (event: BackupEvent): string => {
  switch (event.kind) {
    case "job":
    case "object":
      return event.jobId ?? "-";
    case "notice":
      return event.id ?? "-";
    case "run":
      return event.id;
    case "digest":
      return event.digest.to;
    case "test":
      return event.testId;
    case "unrecognized":
      return "-";
  }
};

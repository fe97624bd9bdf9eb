import type { Digest } from "./digest";
import type { Found } from "./found";
import type { Caller } from "./notice-event";
import type { RestoreTestVerdict } from "./restore-test";
import type { Severity } from "./severity";

/**
 * Events that this product's functions send to the notifier's own queue. Their envelope is EventBridge's, so that one reader
 * knows both: `{ version: "1", id, source, "detail-type", time, account, region, detail: { schema: 1, ... } }`.
 */

/** The notifier to itself: messages of jobs still show an old state. What they should show is in the ledger. */
export type EditDue = {
  readonly source: "backup-notifications.notifier";
  readonly detailType: "Edit Due";
  readonly detail: {
    readonly schema: 1;
    /** The jobs, as the ledger names them. */
    readonly subjects: readonly string[];
    /** How often these edits were put off before. */
    readonly round: number;
  };
};

/** The notifier to itself: a run of a backup plan may be over, or its message show an old state. */
export type RunDue = {
  readonly source: "backup-notifications.notifier";
  readonly detailType: "Run Due";
  readonly detail: {
    readonly schema: 1;
    /** As the ledger names the run. */
    readonly run: string;
    /** How often it was looked at before, and how many facts about its jobs were known then. */
    readonly round: number;
    readonly facts: number;
  };
};

/** The watch found something that nobody announced, or that something is over. */
export type FindingEvent = {
  readonly source: "backup-notifications.watch";
  readonly detailType: "Finding";
  readonly detail: Found;
};

/** The watch found a job of whose end no event came: the event as AWS would have sent it to EventBridge. */
export type LateEvent = {
  readonly source: "backup-notifications.watch";
  readonly detailType: "Late Event";
  readonly detail: { readonly schema: 1; readonly event: Readonly<Record<string, unknown>> };
};

/** The day's summary. */
export type DigestEvent = {
  readonly source: "backup-notifications.watch";
  readonly detailType: "Digest";
  readonly detail: Digest;
};

/** How a restore test ended. The watch sends it where the function that checks did not. */
export type RestoreTestEvent = {
  readonly source: "backup-notifications.restore-test" | "backup-notifications.watch";
  readonly detailType: "Restore Test";
  readonly detail: RestoreTestVerdict;
};

/** Distinguished by `detailType`. A function adds its events here, and their reader in `handler/parse/own-event.ts`. */
export type OwnEvent = EditDue | RunDue | FindingEvent | LateEvent | DigestEvent | RestoreTestEvent;

/** What other people's tools get of an event: the understood event. Fields that AWS's event does not fill are absent. */
export type BackupUpdate = {
  readonly source: "backup-notifications.notifier";
  readonly detailType: "Backup Update";
  readonly detail: {
    readonly schema: 1;
    /** The same each time this update is sent, so that a receiver can drop repeats. */
    readonly id: string;
    readonly stage: string;
    /** As in routes: `backup.failed`. */
    readonly kind: string;
    readonly severity: Severity;
    /** `Backup failed`. */
    readonly title: string;
    /** The whole event in one sentence. */
    readonly text: string;
    /** When AWS sent the event, in ISO 8601. */
    readonly sentAt?: string;
    readonly accountId?: string;
    readonly accountName?: string;
    readonly region?: string;
    readonly resource?: { readonly arn?: string; readonly type?: string; readonly name?: string };
    readonly vaultName?: string;
    readonly jobId?: string;
    /** AWS's word: `FAILED`. */
    readonly state?: string;
    readonly recoveryPointArn?: string;
    /** Who made the call that changed something. */
    readonly caller?: Caller;
    /** AWS's own text. */
    readonly reason?: string;
    /** One or two sentences, with code in back quotes, as are `next`. */
    readonly meaning?: string;
    readonly next?: string;
    /** To run a job again. */
    readonly command?: string;
    readonly links?: readonly { readonly label: string; readonly url: string }[];
  };
};

/** What an envelope says besides the event. */
export type Sent = {
  readonly id: string;
  readonly at: Date;
  readonly accountId: string;
  readonly region: string;
};

/** An event in its envelope. */
export const envelopeOf = (
  { source, detailType, detail }: OwnEvent | BackupUpdate,
  { id, at, accountId, region }: Sent,
) => ({
  version: "1",
  id,
  source,
  "detail-type": detailType,
  time: at.toISOString(),
  account: accountId,
  region,
  detail,
});

/** The body of a message for the notifier's queue. */
export const ownEventBody = (event: OwnEvent, sent: Sent): string => JSON.stringify(envelopeOf(event, sent));

/**
 * Events that this product's functions send to the notifier's own queue. Their envelope is EventBridge's, so that one reader
 * knows both: `{ version: "1", id, source, "detail-type", time, account, region, detail: { schema: 1, ... } }`.
 */

/** The functions that may send them. */
export type OwnSource =
  | "backup-notifications.notifier"
  | "backup-notifications.watch"
  | "backup-notifications.restore-test";

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

/** Distinguished by `detailType`. A function adds its events here, and their reader in `handler/parse/own-event.ts`. */
export type OwnEvent = EditDue | RunDue;

/** What an envelope says besides the event. */
export type Sent = {
  readonly id: string;
  readonly at: Date;
  readonly accountId: string;
  readonly region: string;
};

/** The body of a message for the notifier's queue. */
export const ownEventBody = (
  { source, detailType, detail }: OwnEvent,
  { id, at, accountId, region }: Sent,
): string =>
  JSON.stringify({
    version: "1",
    id,
    source,
    "detail-type": detailType,
    time: at.toISOString(),
    account: accountId,
    region,
    detail,
  });

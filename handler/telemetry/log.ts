/**
 * The notifier's log: one JSON object per line. Ids only, except for `content`; never the webhook URL.
 * `send-test` reads these lines, so their shape is a contract.
 */
export type LogLine =
  | {
      readonly outcome: "delivered";
      readonly kind: string;
      readonly id: string;
      readonly slackStatus: number;
      readonly milliseconds: number;
      /** Of a test: the version of the secret's SSM parameter that was used, where it is known. */
      readonly secretVersion?: number;
      /** How many events one message reports, where it reports several. */
      readonly eventsInMessage?: number;
    }
  /** The event returns to the queue. `reason` is one sentence: what happened and what to do. */
  | {
      readonly outcome: "failed";
      readonly kind: string;
      readonly id: string;
      readonly reason: string;
      readonly slackStatus?: number;
    }
  /** An operator must act first: the event is in the dead-letter queue. */
  | {
      readonly outcome: "parked";
      readonly kind: string;
      readonly id: string;
      readonly reason: string;
      readonly slackStatus?: number;
    }
  | { readonly outcome: "muted" | "duplicate" | "stale"; readonly kind: string; readonly id: string }
  /** Returns to the queue before anything is posted: AWS Backup is asked again then. */
  | { readonly outcome: "postponed"; readonly kind: string; readonly id: string; readonly reason: string }
  /** The message of its plan run counts it; `run` is the run as the ledger names it. */
  | { readonly outcome: "counted"; readonly kind: string; readonly id: string; readonly run: string }
  /** Returns to the queue before it is posted: failures of one run gather. */
  | { readonly outcome: "gathered"; readonly kind: string; readonly id: string; readonly reason: string }
  /** A plan run, named as the ledger does: its backups are posted one by one; or AWS Backup does not say if it is over. */
  | { readonly outcome: "run-not-counted" | "run-not-checked"; readonly id: string; readonly reason: string }
  /** Messages of the bot keep showing an old state of a job, which `id` names as the ledger does. */
  | { readonly outcome: "edit-skipped"; readonly id: string; readonly reason: string }
  | { readonly outcome: "not-enriched"; readonly kind: string; readonly id: string; readonly reason: string }
  /** The event is sent without advice. */
  | { readonly outcome: "not-advised"; readonly kind: string; readonly id: string; readonly reason: string }
  /**
   * An event that its message does not show whole, as AWS sent it, but for access key IDs and URLs. Of one that is too
   * long, the beginning; `length` is then its size in bytes.
   */
  | {
      readonly outcome: "content";
      readonly kind: string;
      readonly id: string;
      readonly content: string;
      readonly length?: number;
    }
  /** A topic or bus did not take the event: it waits in the dead-letter queue for that target, or not even that queue took it. */
  | {
      readonly outcome: "forward-parked" | "forward-lost";
      readonly kind: string;
      readonly id: string;
      readonly target: string;
      readonly reason: string;
    }
  /** What forwards could not be loaded. */
  | { readonly outcome: "forward-failed"; readonly reason: string }
  /**
   * Events go on without the ledger, their resources' tags, their accounts' names or a part of the function, or return later
   * than they should.
   */
  | {
      readonly outcome: "ledger-failed" | "not-returned" | "tags-not-read" | "names-not-read" | "part-failed";
      readonly reason: string;
    };

/** Writes one line. Lambda sends standard output to the function's log group. */
export const log = (line: LogLine): void => {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), ...line })}\n`);
};

/** Writes metrics in CloudWatch's embedded metric format, on one line. */
export const report = (metrics: object): void => {
  process.stdout.write(`${JSON.stringify(metrics)}\n`);
};

/**
 * The notifier's log: one JSON object a line. Ids only: never the webhook URL, never a whole event.
 * `send-test` and `doctor` read these lines, so their shape is a contract.
 */
export type LogLine =
  | {
      readonly outcome: "delivered";
      readonly kind: string;
      readonly id: string;
      readonly slackStatus: number;
      readonly milliseconds: number;
    }
  | {
      readonly outcome: "failed";
      readonly kind: string;
      readonly id: string;
      /** `retry`: the event comes back by itself; `permanent`: somebody must act first. */
      readonly failure: "retry" | "permanent";
      /** One sentence: what happened and what to do. */
      readonly reason: string;
      readonly slackStatus?: number;
    }
  | { readonly outcome: "muted"; readonly kind: string; readonly id: string }
  | { readonly outcome: "not-enriched"; readonly kind: string; readonly id: string; readonly reason: string };

/** Writes one line. Lambda sends standard output to the function's log group. */
export const log = (line: LogLine): void => {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), ...line })}\n`);
};

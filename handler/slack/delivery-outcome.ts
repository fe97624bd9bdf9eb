/** How a message fared. `reason` is one sentence: what happened and what to do. */
export type Delivery =
  | { readonly outcome: "delivered"; readonly slackStatus: number }
  /** The event must come back: by itself it will be delivered later. */
  | {
      readonly outcome: "retry";
      readonly reason: string;
      readonly slackStatus?: number;
      readonly retryAfterSeconds?: number;
    }
  /** Somebody must act first: about this message, or about the channel and with it all its messages. */
  | {
      readonly outcome: "permanent";
      readonly concerns: "message" | "channel";
      readonly reason: string;
      readonly slackStatus?: number;
    };

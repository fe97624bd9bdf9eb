import type { Update } from "../deduplicate/update";
import type { Delivery } from "../slack/delivery-outcome";

/** A message that did not reach Slack. */
export type Undelivered = Exclude<Delivery, { readonly outcome: "delivered" }> & { readonly untried?: true };

/** An update that did not reach Slack, and why. */
export type Failed = { readonly update: Update; readonly result: Undelivered };

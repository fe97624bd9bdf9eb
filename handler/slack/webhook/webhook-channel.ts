import { messageOf } from "../../render/message";
import type { Channel } from "../channel";
import { type DeliverOptions, deliver } from "./deliver";

/** The channel behind a Slack webhook: takes whole messages, and never gives one back to change. */
export const createWebhookChannel = (options: DeliverOptions): Channel => ({
  send: ({ card }, remainingMilliseconds) => deliver(messageOf(card), remainingMilliseconds, options),
});

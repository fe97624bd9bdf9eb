// Loaded once Slack does not take a message.
import type { Place } from "../../model/place";
import { type ChannelRefusal, type Delivery, deliveryOf } from "../delivery-outcome";
import type { CallResult } from "../retry";
import { setWebhookCommand } from "./secret";

/** The channel, for what to type; absent for the main one. */
type Named = Place & { readonly channel?: string | undefined };

/** What an operator must do. A webhook has neither scopes nor a channel to choose. */
const reasonOf = (means: ChannelRefusal, word: string, named: Named): string =>
  means === "misdirected" || means === "unexplained"
    ? `the response is not Slack's (${word}); check the webhook URL and what stands between the function and Slack`
    : `Slack refused the webhook (${word}): it, its channel or its creator is gone; create a new webhook and store it with \`${setWebhookCommand(named, named.channel)}\``;

/** What a webhook's call means for its events. */
export const undeliveredOf = (result: CallResult, named: Named): Delivery =>
  deliveryOf(result, (means, word) => reasonOf(means, word, named));

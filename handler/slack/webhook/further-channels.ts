import type { Secret } from "../../aws/ssm-secret";
import type { Place } from "../../model/place";
import type { Card } from "../../render/card";
import { code, short } from "../../render/mrkdwn";
import type { Channel, Channels } from "../channel";
import { setWebhookCommand } from "./secret";

type FurtherChannelsOptions = Place & {
  readonly main: Channel;
  /** Reads the webhook URL of a further channel. */
  readonly webhookOf: (name: string) => Secret;
  readonly channelOf: (webhook: Secret, name: string) => Channel;
};

/** Notes on a card which channel it was meant for. */
const misplaced = (card: Card, name: string, place: Place): Card => ({
  ...card,
  sentence: `${short(card.sentence, 500)} (meant for channel ${short(name, 40)}, which has no webhook yet)`,
  footer: [
    ...(card.footer ?? []),
    `meant for channel ${code(name, 40)}, which has no webhook yet: ${code(setWebhookCommand(place, name), 120)}`,
  ],
});

/**
 * The stage's main channel, and further ones with one webhook each. A message for a channel whose webhook has not been
 * stored yet goes to the main channel, and says so: misplaced is better than late or lost.
 */
export const createFurtherChannels = ({
  main,
  webhookOf,
  channelOf,
  ...place
}: FurtherChannelsOptions): Channels => {
  const further = new Map<string, Channel>();

  const open = (name: string): Channel => {
    const webhook = webhookOf(name);
    const own = channelOf(webhook, name);
    return {
      ...own,
      probe: async (remainingMilliseconds) => {
        const { probe } = (await webhook()).missing ? main : own;
        return probe?.(remainingMilliseconds);
      },
      send: async (message, remainingMilliseconds) => {
        const { missing } = await webhook();
        if (!missing) return own.send(message, remainingMilliseconds);
        return main.send({ ...message, card: misplaced(message.card, name, place) }, remainingMilliseconds);
      },
      secret: async (options) => {
        const read = await webhook(options);
        return read.missing && main.secret ? main.secret(options) : read;
      },
    };
  };

  return (name) => {
    if (name === undefined) return main;
    const channel = further.get(name) ?? open(name);
    further.set(name, channel);
    return channel;
  };
};

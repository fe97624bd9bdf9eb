import type { Card } from "../../render/card";
import { code, short } from "../../render/mrkdwn";
import type { Channel, Channels } from "../channel";
import { setWebhookCommand, type Webhook } from "./secret";

type FurtherChannelsOptions = {
  readonly stage: string;
  readonly main: Channel;
  /** Reads the webhook URL of a further channel. */
  readonly webhookOf: (name: string) => Webhook;
  readonly channelOf: (webhook: Webhook, name: string) => Channel;
};

/** Says on a card where it should have been. */
const misplaced = (card: Card, name: string, stage: string): Card => ({
  ...card,
  sentence: `${short(card.sentence, 500)} (meant for channel ${short(name, 40)}, which has no webhook yet)`,
  footer: [
    ...(card.footer ?? []),
    `meant for channel ${code(name, 40)}, which has no webhook yet: ${code(setWebhookCommand(stage, name), 120)}`,
  ],
});

/**
 * The stage's main channel, and further ones behind webhooks of their own. What is meant for a channel whose webhook
 * nobody has stored yet is told in the main channel, and says so: misplaced is better than late or lost.
 */
export const createFurtherChannels = ({
  stage,
  main,
  webhookOf,
  channelOf,
}: FurtherChannelsOptions): Channels => {
  const further = new Map<string, Channel>();

  const open = (name: string): Channel => {
    const webhook = webhookOf(name);
    const own = channelOf(webhook, name);
    return {
      ...own,
      send: async (bulletin, remainingMilliseconds) => {
        const address = await webhook();
        if (address.ok || !address.missing) return own.send(bulletin, remainingMilliseconds);
        return main.send({ ...bulletin, card: misplaced(bulletin.card, name, stage) }, remainingMilliseconds);
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

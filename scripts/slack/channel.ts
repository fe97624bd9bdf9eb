import { z } from "zod";
import { isChannelName, mainChannel } from "../../handler/model/channel-name";
import type { StackOutputs } from "../../src/outputs";
import { wrongUsage } from "../program/failure";

/** The further channels of a deployed stage that have their own webhooks. */
export const webhookChannelsOf = ({ further_channels }: StackOutputs): readonly string[] =>
  further_channels.split(",").filter((name) => name !== "");

const idsByName = z.record(z.string(), z.string());

/** The IDs of a bot's further channels by their names. */
export const botChannelsOf = ({ bot_channels }: StackOutputs): Readonly<Record<string, string>> =>
  bot_channels === "" ? {} : idsByName.parse(JSON.parse(bot_channels));

/** The names of a deployed stage's further channels, with either transport. */
const furtherChannelsOf = (outputs: StackOutputs): readonly string[] => [
  ...webhookChannelsOf(outputs),
  ...Object.keys(botChannelsOf(outputs)),
];

/** All channels of a deployed stage: `undefined` for the main one, which is the first. */
export const channelsOf = (outputs: StackOutputs): readonly (string | undefined)[] => [
  undefined,
  ...furtherChannelsOf(outputs),
];

/**
 * The channel that an operator names: `undefined` for the main one.
 * @throws Failure (exit code 2) that lists the stage's channels.
 */
export const channelOf = (flag: string | undefined, outputs: StackOutputs): string | undefined => {
  if (flag === undefined || flag === mainChannel) return undefined;
  const further = furtherChannelsOf(outputs);
  if (further.includes(flag)) return flag;
  const known = [mainChannel, ...further].join(", ");
  throw wrongUsage(
    `--channel is ${isChannelName(flag) ? `"${flag}"` : "not a channel's name"}; stage ${outputs.stage} is deployed with ${known}; to add a channel, name it in ${outputs.bot_channel === "" ? "channels" : "bot.channels"} of stages/${outputs.stage}.ts and deploy`,
  );
};

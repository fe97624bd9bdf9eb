import { isChannelName, mainChannel } from "../../handler/route";
import type { StackOutputs } from "../../src/outputs";
import { wrongUsage } from "../program/failure";

/** The further channels of a deployed stage. */
export const furtherChannelsOf = ({ further_channels }: StackOutputs): readonly string[] =>
  further_channels.split(",").filter((name) => name !== "");

/**
 * The channel that an operator names: `undefined` for the main one.
 * @throws Failure (exit code 2) that lists the channels there are.
 */
export const channelOf = (flag: string | undefined, outputs: StackOutputs): string | undefined => {
  if (flag === undefined || flag === mainChannel) return undefined;
  const further = furtherChannelsOf(outputs);
  if (further.includes(flag)) return flag;
  const known = [mainChannel, ...further].join(", ");
  throw wrongUsage(
    `--channel is ${isChannelName(flag) ? `"${flag}"` : "not a channel's name"}; stage ${outputs.stage} has ${known}, as deployed; to add a channel, name it in channels of stages/${outputs.stage}.ts and deploy`,
  );
};

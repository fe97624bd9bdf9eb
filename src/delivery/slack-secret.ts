import { furtherWebhookParameterName, secretParameterNames } from "../outputs";
import type { NamedStage } from "../stage/load";

/** What the notifier proves itself to Slack with, and the SSM parameter that keeps it. Its value is never here. */
export type SlackSecret = {
  readonly way: "webhook" | "bot";
  readonly parameterName: string;
  /** Of the further channels' webhooks. */
  readonly furtherParameterNames: readonly string[];
};

export const secretOf = ({ name, bot, channels }: NamedStage): SlackSecret => {
  const way = bot ? "bot" : "webhook";
  return {
    way,
    parameterName: secretParameterNames(name)[way],
    furtherParameterNames: channels.map((channel) => furtherWebhookParameterName(name, channel)),
  };
};

import { furtherWebhookParameterName, secretParameterNames } from "../outputs";
import type { NamedStage } from "../stage/load";

/** The credential for Slack and the SSM parameter that stores it. The value is never here. */
export type SlackSecret = {
  readonly kind: "webhook" | "bot";
  readonly parameterName: string;
  /** For the webhooks of further channels. */
  readonly furtherParameterNames: readonly string[];
};

export const secretOf = ({ name, bot, channels }: NamedStage): SlackSecret => {
  const kind = bot ? "bot" : "webhook";
  return {
    kind,
    parameterName: secretParameterNames(name)[kind],
    furtherParameterNames: channels.map((channel) => furtherWebhookParameterName(name, channel)),
  };
};

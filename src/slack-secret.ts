import { secretParameterNames } from "./outputs";
import type { NamedStage } from "./stage/load";

/** What the notifier proves itself to Slack with, and the SSM parameter that keeps it. Its value is never here. */
export type SlackSecret = {
  readonly way: "webhook" | "bot";
  readonly parameterName: string;
};

export const secretOf = ({ name, bot }: NamedStage): SlackSecret => {
  const way = bot ? "bot" : "webhook";
  return { way, parameterName: secretParameterNames(name)[way] };
};

import type { StackOutputs } from "../../src/outputs";
import type { AwsConfig } from "../aws/client";
import type { Clock } from "../program/context";
import { type Place, typed } from "../program/npm-command";
import type { SynthesizedStack } from "../stack/synthesized-stack";

/** What the checks work on. */
export type DeployedStage = {
  readonly outputs: StackOutputs;
  /** What the stage file asks for. */
  readonly expected: SynthesizedStack;
  readonly aws: AwsConfig;
  readonly clock: Pick<Clock, "now">;
};

/** The remedy for what was changed outside Terraform. */
export const deployAgain = (place: Place): string => `restore it with ${typed("deploy", place)}`;

/** The remedy for what AWS is still changing. */
export const lookAgain = "check again in a minute";

/** How to read what the notifier has logged lately. */
export const readTheLog = ({ log_group_name, region }: StackOutputs): string =>
  `\`aws logs tail ${log_group_name} --since 1h --region ${region}\``;

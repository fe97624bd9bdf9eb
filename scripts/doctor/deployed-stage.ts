import type { StackOutputs } from "../../src/outputs";
import type { AwsConfig } from "../aws/client";
import type { Clock } from "../program/context";
import { type Place, typed } from "../program/npm-command";
import type { SynthesizedStack } from "../stack/synthesized-stack";

/** What the checks look at. */
export type DeployedStage = {
  readonly outputs: StackOutputs;
  /** What the stage file asks for. */
  readonly wanted: SynthesizedStack;
  readonly aws: AwsConfig;
  readonly clock: Pick<Clock, "now">;
};

/** The remedy for what somebody has changed beside Terraform. */
export const deployAgain = (place: Place): string => `put it back with ${typed("deploy", place)}`;

/** How to read what the notifier has logged lately. */
export const readTheLog = ({ log_group_name, region }: StackOutputs): string =>
  `\`aws logs tail ${log_group_name} --since 1h --region ${region}\``;

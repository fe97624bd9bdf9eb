import { parseArn } from "../../handler/model/arn";
import type { StackOutputs } from "../../src/outputs";

/** An ARN's or a URL's last part: the resource's name. */
export const lastPartOf = (text: string): string => text.split("/").at(-1) ?? text;

/** The ARN of a resource in the stage's partition, Region and account. */
export const arnIn = (outputs: StackOutputs, service: string, resource: string): string => {
  const { partition = "aws" } = parseArn(outputs.topic_arn) ?? {};
  return `arn:${partition}:${service}:${outputs.region}:${outputs.account_id}:${resource}`;
};

/** A queue's URL ends with its name. (Amazon SQS Developer Guide, Queue and message identifiers) */
export const queueArnOf = (queueUrl: string, outputs: StackOutputs): string =>
  arnIn(outputs, "sqs", lastPartOf(queueUrl));

export const functionArnOf = (outputs: StackOutputs): string =>
  arnIn(outputs, "lambda", `function:${outputs.function_name}`);

/** A vault that notifies the stage. */
export type StageVault = { readonly name: string; readonly arn: string; readonly isOwn: boolean };

/** All vaults that notify the stage: its own first, then the existing ones that it names. */
export const vaultsOf = (outputs: StackOutputs): readonly StageVault[] => [
  ...(outputs.vault_name === "" ? [] : [{ name: outputs.vault_name, arn: outputs.vault_arn, isOwn: true }]),
  ...outputs.existing_vault_names
    .split(",")
    .filter((name) => name !== "")
    .map((name) => ({ name, arn: arnIn(outputs, "backup", `backup-vault:${name}`), isOwn: false })),
];

import { parseArn } from "../../handler/model/arn";
import { copyRegionOf, furtherWebhookParameterName, secretParameterNames } from "../../src/outputs";
import { webhookChannelsOf } from "../slack/channel";
import type { DeployedResource, Deployment } from "../stack/deployment";

/** The parameter of a secret. It is not in Terraform's state. */
export type StoredName = { readonly name: string; readonly what: "webhook URL" | "bot token" };

/** What `cleanup` works on. Every field is read from what is deployed. */
export type Leftovers = {
  readonly region?: string;
  /** Absent where the state does not show it. */
  readonly accountId?: string;
  /** What may be stored: the secret that the stage uses, and that of the other transport, from before. */
  readonly secrets: readonly [StoredName, StoredName];
  /** Parameters of further channels' webhook URLs: deployed, named in the stage file, or stored. */
  readonly furtherParameterNames: readonly string[];
};

const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** The paths are a contract with the stack: a partially destroyed stack has no outputs that name them. */
const secretsOf = (
  stage: string,
  transport: "webhook" | "bot" = "webhook",
): readonly [StoredName, StoredName] => {
  const names = secretParameterNames(stage);
  const webhook: StoredName = { name: names.webhook, what: "webhook URL" };
  const bot: StoredName = { name: names.bot, what: "bot token" };
  return transport === "bot" ? [bot, webhook] : [webhook, bot];
};

const furtherOf = (stage: string, channels: readonly string[]): readonly string[] =>
  [...new Set(channels)].map((channel) => furtherWebhookParameterName(stage, channel));

const ofResources = (
  resources: readonly DeployedResource[],
  stage: string,
  channels: readonly string[],
): Leftovers => {
  const atHome = resources.filter(({ address }) => copyRegionOf(address) === undefined);
  const arns = atHome.map(({ values }) => parseArn(textOf(values["arn"])));
  const located = arns.find((arn) => arn?.region !== undefined && arn.accountId !== undefined);
  return {
    secrets: secretsOf(stage),
    furtherParameterNames: furtherOf(stage, channels),
    ...(located?.region !== undefined && { region: located.region }),
    ...(located?.accountId !== undefined && { accountId: located.accountId }),
  };
};

/** What is left of a stage to clean up; of a partially deployed or destroyed one, what Terraform's state contains. */
export const leftoversOf = (
  deployment: Exclude<Deployment, { readonly state: "none" }>,
  stage: string,
  channels: readonly string[],
): Leftovers => {
  if (deployment.state === "partial") return ofResources(deployment.resources, stage, channels);
  const { outputs } = deployment;
  return {
    region: outputs.region,
    accountId: outputs.account_id,
    secrets: secretsOf(outputs.stage, outputs.bot_token_parameter_name === "" ? "webhook" : "bot"),
    furtherParameterNames: furtherOf(stage, [...webhookChannelsOf(outputs), ...channels]),
  };
};

/** Adds parameters that hold secrets of the stage, such as those of removed channels. */
export const withSecrets = (leftovers: Leftovers, parameterNames: readonly string[]): Leftovers => {
  const inUse = leftovers.secrets.map(({ name }) => name);
  const further = new Set([...leftovers.furtherParameterNames, ...parameterNames]);
  return { ...leftovers, furtherParameterNames: [...further].filter((name) => !inUse.includes(name)) };
};

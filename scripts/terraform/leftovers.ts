import { parseArn } from "../../handler/arn";
import type { DeployedResource, Deployment } from "./deployment";

/** What a clean-up works on. Every field is read from what is deployed. */
export type Leftovers = {
  readonly region?: string;
  /** Absent where nothing in the state tells. */
  readonly accountId?: string;
  /** The stage's own vault; absent without one. */
  readonly vaultName?: string;
  readonly webhookParameterName: string;
  /** Vaults that the stage only names. They are never touched. */
  readonly existingVaultNames: readonly string[];
};

const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** The path is a promise between the rooms; a half-destroyed stack has no outputs to tell it. */
const webhookParameterNameOf = (stage: string): string => `/backup-notifications/${stage}/slack-webhook-url`;

const ofResources = (resources: readonly DeployedResource[], stage: string): Leftovers => {
  const arns = resources.map(({ values }) => parseArn(textOf(values["arn"])));
  const place = arns.find((arn) => arn?.region !== undefined && arn.accountId !== undefined);
  const vaultName = textOf(resources.find(({ type }) => type === "aws_backup_vault")?.values["name"]);
  return {
    webhookParameterName: webhookParameterNameOf(stage),
    existingVaultNames: [],
    ...(place?.region !== undefined && { region: place.region }),
    ...(place?.accountId !== undefined && { accountId: place.accountId }),
    ...(vaultName !== undefined && { vaultName }),
  };
};

/** What is left of a stage to clean up; of a half-made or half-destroyed one, what Terraform's state knows. */
export const leftoversOf = (
  deployment: Exclude<Deployment, { readonly state: "none" }>,
  stage: string,
): Leftovers => {
  if (deployment.state === "partial") return ofResources(deployment.resources, stage);
  const { outputs } = deployment;
  return {
    region: outputs.region,
    accountId: outputs.account_id,
    webhookParameterName: outputs.webhook_parameter_name,
    existingVaultNames: outputs.existing_vault_names.split(",").filter((name) => name !== ""),
    ...(outputs.vault_name !== "" && { vaultName: outputs.vault_name }),
  };
};

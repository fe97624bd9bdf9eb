import { z } from "zod";

/**
 * The stack's outputs: written by `stack.ts`, read by `scripts/`, so that no one types an id or an ARN.
 * Whatever a stage does not have (own vault, test workload, queue) is an empty string,
 * because Terraform drops null outputs.
 */
export const outputsSchema = z.object({
  stage: z.string(),
  region: z.string(),
  account_id: z.string(),
  topic_arn: z.string(),
  /** The key that encrypts the parameter of the webhook or the bot token. */
  key_arn: z.string(),
  /** Empty with a bot. */
  webhook_parameter_name: z.string(),
  /** Names of further channels, each with its own webhook, separated by commas. */
  further_channels: z.string(),
  /** Empty with a webhook, like `bot_channel` and `bot_api_url`. */
  bot_token_parameter_name: z.string(),
  bot_channel: z.string(),
  /** The bot's further channels, ids by name, as JSON; empty if there are none. */
  bot_channels: z.string(),
  bot_api_url: z.string(),
  /** Hosts that a webhook URL may point to, separated by commas. */
  slack_hosts: z.string(),
  function_name: z.string(),
  log_group_name: z.string(),
  delivery: z.enum(["queue", "direct"]),
  /** Empty with direct delivery. */
  queue_url: z.string(),
  dead_letter_queue_url: z.string(),
  /** Topic of the alarms that watch the notifier itself. */
  alarm_topic_arn: z.string(),
  /** Empty without a ledger. */
  ledger_table_name: z.string(),
  /** Empty without a dashboard. */
  dashboard_name: z.string(),
  /** The vault that the stage defines; empty if it only names existing vaults. */
  vault_name: z.string(),
  vault_arn: z.string(),
  /** Whether Terraform destroys the stage's vault together with its recovery points; empty without one. */
  vault_force_destroy: z.enum(["true", "false", ""]),
  /** Ids of the vault's backup plans, separated by commas; empty without one. */
  plan_ids: z.string(),
  /** ARNs of the vaults that the stack makes in other Regions for copies, separated by commas; empty without one. */
  copy_vault_arns: z.string(),
  backup_role_arn: z.string(),
  /** The role that restores for tests; empty without restore tests. */
  restore_role_arn: z.string(),
  /** Existing vaults, which only get notifications, separated by commas. Never cleaned up. */
  existing_vault_names: z.string(),
  /** Empty without a test workload. */
  instance_id: z.string(),
  instance_arn: z.string(),
  /** ARNs of what the test workload has, separated by commas; empty without one. */
  test_resource_arns: z.string(),
  /** Empty without a watch, like the others of it, which such a stage does not have at all. */
  watch_function_name: z.string().default(""),
  watch_log_group_name: z.string().default(""),
  watch_schedule_group_name: z.string().default(""),
  watch_check_every_hours: z.string().default(""),
  /** Runs of the watch that failed. */
  watch_failed_runs_queue_url: z.string().default(""),
  /** Names of the restore testing plans, separated by commas; empty without restore tests, like the others of them. */
  restore_test_plan_names: z.string().default(""),
  /** The function that checks what was restored. */
  restore_test_function_name: z.string().default(""),
  restore_test_log_group_name: z.string().default(""),
  restore_test_rule_name: z.string().default(""),
  restore_test_queue_url: z.string().default(""),
  /** The state file, in the project's folder, or `s3://<bucket>/<key>`. */
  state_path: z.string(),
});

export type StackOutputs = z.infer<typeof outputsSchema>;

/** What the stack writes: a stage that has no watch has no outputs of one. */
export type GivenOutputs = z.input<typeof outputsSchema>;

/** The ids in a list, as outputs hold it. */
export const idsIn = (list: string): readonly string[] => list.split(",").filter((id) => id !== "");

/**
 * Outputs as this version reads them: versions before several plans had the one plan's id, none made vaults for copies, and
 * the instance was the only test resource.
 */
export const upgradedOutputs = (
  outputs: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> => ({
  ...("plan_id" in outputs && { plan_ids: outputs["plan_id"] }),
  ...("instance_arn" in outputs && { test_resource_arns: outputs["instance_arn"] }),
  ...("vault_arn" in outputs && { copy_vault_arns: "", restore_role_arn: "" }),
  ...outputs,
});

/** The output with what the policy of the stage's existing key must have, as JSON; there is none where the stack makes the key. */
export const keyStatementsOutput = "key_policy_statements";

/** Terraform id of a stage's stack; its state file is named after it. */
export const stackIdOf = (stage: string): string => `backup-notifications-${stage}`;

/** The ledger's table, known before it exists. */
export const ledgerNameOf = (stackId: string): string => `${stackId}-ledger`;

/** A stage's state file, in the project's folder. */
export const statePathOf = (stage: string): string => `terraform.${stackIdOf(stage)}.tfstate`;

/** Where a stage's state is in its bucket: one for each account and Region, so that none takes another's. */
export const stateKeyOf = (
  {
    stage,
    accountId,
    region,
  }: { readonly stage: string; readonly accountId: string; readonly region: string },
  keyPrefix?: string,
): string => [...(keyPrefix ? [keyPrefix] : []), accountId, region, `${stackIdOf(stage)}.tfstate`].join("/");

/** A stage's restore testing plan, of which AWS Backup takes letters, digits and `_`, at most 50. */
export const restoreTestPlanNameOf = (stage: string, test: string): string =>
  `backup_notifications_${stage.replaceAll("-", "_")}_${test}`;

/** The construct of a vault for copies in another Region. */
export const copyVaultIdOf = (region: string): string => `copies-${region}`;

/** The Region of the copies to whose vault a resource in the state belongs; `undefined` for all others. */
export const copyRegionOf = (address: string): string | undefined =>
  /^[^.]+\.copies-([a-z0-9-]+)_/.exec(address)?.[1];

/** The tag that names the stage to which a vault belongs. `cleanup` empties no vault without it. */
export const ownershipTag = "backup-notifications:stage";

/** The statement of a vault's access policy that lets only one role delete: scripts read that role from it. */
export const deletionPolicySid = "OnlyBreakGlassRole";

/** The statement of a vault's access policy that lets other accounts copy into it. */
export const copyPolicySid = "AccountsCopyInto";

/** A bot's further channels, as outputs and environment variables hold them. */
export const botChannelsText = (channels: Readonly<Record<string, string>>): string =>
  Object.keys(channels).length === 0 ? "" : JSON.stringify(channels);

/** The parameter in which a stage keeps the webhook URL of a further channel. */
export const furtherWebhookParameterName = (stage: string, channel: string): string =>
  `/backup-notifications/${stage}/channels/${channel}/slack-webhook-url`;

/** The parameters with a stage's account names, numbered from 1. */
export const accountNamesParameterName = (stage: string, number: number): string =>
  `/backup-notifications/${stage}/account-names/${number}`;

/** The parameters for a stage's Slack credential: a webhook URL or a bot token. */
export const secretParameterNames = (stage: string): { readonly webhook: string; readonly bot: string } => ({
  webhook: `/backup-notifications/${stage}/slack-webhook-url`,
  bot: `/backup-notifications/${stage}/slack-bot-token`,
});

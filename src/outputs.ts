import { z } from "zod";

/**
 * The stack's outputs: written by `stack.ts`, read by `scripts/`. Nobody types an id or an ARN.
 * What a stage does not have (no vault of its own, no test workload, direct delivery) is an empty string,
 * because Terraform drops null outputs.
 */
export const outputsSchema = z.object({
  stage: z.string(),
  region: z.string(),
  account_id: z.string(),
  topic_arn: z.string(),
  /** Key that encrypts the webhook parameter, or the bot token's. */
  key_arn: z.string(),
  /** Empty with a bot. */
  webhook_parameter_name: z.string(),
  /** Names of further channels, each behind a webhook of its own, separated by commas. */
  further_channels: z.string(),
  /** Empty with a webhook, as are the bot's channel id and the address of its Web API. */
  bot_token_parameter_name: z.string(),
  bot_channel: z.string(),
  /** The bot's further channels, ids by name as JSON; empty without. */
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
  /** The stage's own vault; empty when the stage only names existing vaults. */
  vault_name: z.string(),
  vault_arn: z.string(),
  plan_id: z.string(),
  backup_role_arn: z.string(),
  /** Existing vaults that only get notifications, separated by commas. Never cleaned up. */
  existing_vault_names: z.string(),
  /** Empty without a test workload. */
  instance_id: z.string(),
  instance_arn: z.string(),
});

export type StackOutputs = z.infer<typeof outputsSchema>;

/** Terraform id of a stage's stack; also names its state file. */
export const stackIdOf = (stage: string): string => `backup-notifications-${stage}`;

/** A bot's further channels as outputs and environments hold them. */
export const botChannelsText = (channels: Readonly<Record<string, string>>): string =>
  Object.keys(channels).length === 0 ? "" : JSON.stringify(channels);

/** The parameter in which a stage keeps the webhook URL of a further channel. */
export const furtherWebhookParameterName = (stage: string, channel: string): string =>
  `/backup-notifications/${stage}/channels/${channel}/slack-webhook-url`;

/** The two parameters in which a stage may keep what it proves itself to Slack with. */
export const secretParameterNames = (stage: string): { readonly webhook: string; readonly bot: string } => ({
  webhook: `/backup-notifications/${stage}/slack-webhook-url`,
  bot: `/backup-notifications/${stage}/slack-bot-token`,
});

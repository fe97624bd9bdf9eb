import type { DeliveryPath } from "./delivery/delivery-path";
import type { Base } from "./delivery/stack-context";
import type { DeliveryAlarms } from "./monitoring/alarm-set";
import type { DeliveryDashboard } from "./monitoring/dashboard";
import { botChannelsText, type StackOutputs } from "./outputs";
import type { NamedStage } from "./stage/load";
import type { TestWorkload } from "./test-workload/test-workload";
import type { BackupVault } from "./vault/backup-vault";

type VaultOutput =
  | "vault_name"
  | "vault_arn"
  | "plan_id"
  | "backup_role_arn"
  | "existing_vault_names"
  | "instance_id"
  | "instance_arn";

/** What is backed up, and where to. An empty text stands for what the stage does not have. */
export const vaultOutputs = (
  stage: NamedStage,
  vault: BackupVault | undefined,
  workload: TestWorkload | undefined,
): Pick<StackOutputs, VaultOutput> => ({
  vault_name: vault?.name ?? "",
  vault_arn: vault?.arn ?? "",
  plan_id: vault?.planId ?? "",
  backup_role_arn: vault?.role.arn ?? "",
  existing_vault_names: (stage.existingVaults ?? []).join(","),
  instance_id: workload?.instanceId ?? "",
  instance_arn: workload?.instanceArn ?? "",
});

/** What the way from the topic to Slack is made of, and what watches it. */
export type Delivery = Base &
  DeliveryPath & {
    readonly alarms: DeliveryAlarms;
    readonly dashboard: DeliveryDashboard | undefined;
  };

/** The way to Slack: a webhook's parameter, or a bot's parameter, channel and API. */
const slackOutputs = ({
  stage: { bot, channels },
  secret: { parameterName },
}: Base): Pick<
  StackOutputs,
  | "webhook_parameter_name"
  | "further_channels"
  | "bot_token_parameter_name"
  | "bot_channel"
  | "bot_channels"
  | "bot_api_url"
> => ({
  webhook_parameter_name: bot ? "" : parameterName,
  further_channels: channels.join(","),
  bot_token_parameter_name: bot ? parameterName : "",
  bot_channel: bot?.channel ?? "",
  bot_channels: botChannelsText(bot?.channels ?? {}),
  bot_api_url: bot?.apiUrl ?? "",
});

/** Where events go by, and where they wait. */
export const deliveryOutputs = (delivery: Delivery): Omit<StackOutputs, VaultOutput> => ({
  stage: delivery.stage.name,
  region: delivery.home.region,
  account_id: delivery.home.accountId,
  topic_arn: delivery.topic.arn,
  key_arn: delivery.key.arn,
  ...slackOutputs(delivery),
  slack_hosts: delivery.stage.slackHosts.join(","),
  function_name: delivery.notifier.name,
  log_group_name: delivery.notifier.logGroupName,
  delivery: delivery.stage.delivery,
  queue_url: delivery.queue?.url ?? "",
  dead_letter_queue_url: delivery.deadLetterQueue.url,
  alarm_topic_arn: delivery.alarms.topic.arn,
  ledger_table_name: delivery.ledger?.name ?? "",
  dashboard_name: delivery.dashboard?.name ?? "",
});

import type { BackupVault } from "./constructs/backup-vault";
import type { DeadLetterQueue } from "./constructs/dead-letter-queue";
import type { DeliveryQueue } from "./constructs/delivery-queue";
import type { EncryptionKey } from "./constructs/encryption-key";
import type { Home } from "./constructs/home";
import type { NotificationTopic } from "./constructs/notification-topic";
import type { NotifierFunction } from "./constructs/notifier-function";
import type { TestWorkload } from "./constructs/test-workload";
import type { StackOutputs } from "./outputs";
import type { NamedStage } from "./stage/load";

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

/** The way from the topic to Slack. */
export type DeliveryPath = {
  readonly stage: NamedStage;
  readonly webhookParameterName: string;
  readonly home: Home;
  readonly key: EncryptionKey;
  readonly topic: NotificationTopic;
  readonly notifier: NotifierFunction;
  readonly queue: DeliveryQueue | undefined;
  readonly deadLetterQueue: DeadLetterQueue;
  readonly alarmTopic: NotificationTopic;
};

/** Where events go by, and where they wait. */
export const deliveryOutputs = (path: DeliveryPath): Omit<StackOutputs, VaultOutput> => ({
  stage: path.stage.name,
  region: path.home.region,
  account_id: path.home.accountId,
  topic_arn: path.topic.arn,
  key_arn: path.key.arn,
  webhook_parameter_name: path.webhookParameterName,
  slack_hosts: path.stage.slackHosts.join(","),
  function_name: path.notifier.name,
  log_group_name: path.notifier.logGroupName,
  delivery: path.stage.delivery,
  queue_url: path.queue?.url ?? "",
  dead_letter_queue_url: path.deadLetterQueue.url,
  alarm_topic_arn: path.alarmTopic.arn,
  ledger_table_name: "",
});

import type { DeliveryPath } from "./delivery/delivery-path";
import type { StackContext } from "./delivery/stack-context";
import type { AlarmSet } from "./monitoring/alarm-set";
import type { Dashboard } from "./monitoring/dashboard";
import { botChannelsText, type StackOutputs } from "./outputs";
import type { RestoreTests } from "./restore-test/restore-tests";
import type { Validator } from "./restore-test/validator";
import type { NamedStage } from "./stage/load";
import type { TestResources } from "./test-workload/test-resources";
import type { BackupPlan } from "./vault/backup-plan";
import type { BackupVault } from "./vault/backup-vault";
import type { CopyVault } from "./vault/copy-vault";
import type { Watch } from "./watch/watch";

/** The vault that a stage defines, with its plans and role. */
export type OwnBackup = {
  readonly vault: BackupVault;
  readonly plans: readonly BackupPlan[];
  readonly copyVaults: readonly CopyVault[];
};

/** What is backed up, and where to. Whatever the stage does not have is an empty string. */
export const vaultOutputs = (
  stage: NamedStage,
  backup: OwnBackup | undefined,
  { instance, arns }: TestResources,
) =>
  ({
    vault_name: backup?.vault.name ?? "",
    vault_arn: backup?.vault.arn ?? "",
    vault_force_destroy: stage.vault ? (stage.vault.forceDestroy ? "true" : "false") : "",
    plan_ids: (backup?.plans ?? []).map(({ id }) => id).join(","),
    copy_vault_arns: (backup?.copyVaults ?? []).map(({ arn }) => arn).join(","),
    backup_role_arn: backup?.vault.role.arn ?? "",
    existing_vault_names: (stage.existingVaults ?? []).map(({ name }) => name).join(","),
    instance_id: instance?.instanceId ?? "",
    instance_arn: instance?.arn ?? "",
    test_resource_arns: arns.join(","),
  }) satisfies Partial<StackOutputs>;

/** None without a watch, so that a stage without one is as it was. */
export const watchOutputs = (watch: Watch | undefined) =>
  (watch === undefined
    ? {}
    : {
        watch_function_name: watch.functionName,
        watch_log_group_name: watch.logGroupName,
        watch_schedule_group_name: watch.scheduleGroupName,
        watch_check_every_hours: String(watch.checkEveryHours),
        watch_failed_runs_queue_url: watch.failedRuns.url,
      }) satisfies Partial<StackOutputs>;

/** None without restore tests. */
export const restoreTestOutputs = (tests: RestoreTests | undefined, validator: Validator | undefined) =>
  (tests === undefined || validator === undefined
    ? {}
    : {
        restore_test_plan_names: tests.planNames.join(","),
        restore_test_function_name: validator.functionName,
        restore_test_log_group_name: validator.logGroupName,
        restore_test_rule_name: validator.ruleName,
        restore_test_queue_url: validator.queue.url,
      }) satisfies Partial<StackOutputs>;

/** The path from the topic to Slack, and what watches it. */
export type WatchedDelivery = StackContext &
  DeliveryPath & {
    readonly alarms: AlarmSet;
    readonly dashboard: Dashboard | undefined;
  };

/** How to reach Slack: a webhook's parameter, or a bot's parameter, channel and API. */
const slackOutputs = ({ stage: { bot, channels }, secret: { parameterName } }: StackContext) =>
  ({
    webhook_parameter_name: bot ? "" : parameterName,
    further_channels: channels.join(","),
    bot_token_parameter_name: bot ? parameterName : "",
    bot_channel: bot?.channel ?? "",
    bot_channels: botChannelsText(bot?.channels ?? {}),
    bot_api_url: bot?.apiUrl ?? "",
  }) satisfies Partial<StackOutputs>;

/** What events pass through, and where they wait. */
export const deliveryOutputs = (delivery: WatchedDelivery) =>
  ({
    stage: delivery.stage.name,
    region: delivery.aws.region,
    account_id: delivery.aws.accountId,
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
  }) satisfies Partial<StackOutputs>;

import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import { DataAwsBackupVault } from "@cdktf/provider-aws/lib/data-aws-backup-vault";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { alarmsOf } from "./alarms";
import { BackupVault } from "./constructs/backup-vault";
import { DeadLetterQueue } from "./constructs/dead-letter-queue";
import { DeliveryAlarms } from "./constructs/delivery-alarms";
import { DeliveryQueue } from "./constructs/delivery-queue";
import { EncryptionKey } from "./constructs/encryption-key";
import { Home } from "./constructs/home";
import { NotificationTopic } from "./constructs/notification-topic";
import { functionTimeoutSeconds, logGroupNameOf, NotifierFunction } from "./constructs/notifier-function";
import type { QueueSender } from "./constructs/queue-policy";
import { StateChangeRule } from "./constructs/state-change-rule";
import { TestWorkload } from "./constructs/test-workload";
import { VaultNotifications } from "./constructs/vault-notifications";
import { type StackOutputs, stackIdOf } from "./outputs";
import type { NamedStage } from "./stage/load";
import { defaultVaultEvents } from "./stage/vault-event";

export type BackupNotificationsProps = {
  readonly stage: NamedStage;
  readonly region: string;
  /** Directory that holds the bundled handler. */
  readonly codeDirectory: string;
  /** Folder of the state file, seen from the folder that Terraform runs in: an absolute path would differ per machine. */
  readonly stateDirectory: string;
  /** Other provider versions than the bindings ask for, for machines with a mirror. */
  readonly providerVersions: { readonly aws?: string | undefined; readonly archive?: string | undefined };
};

/** One stage: vaults -> topic -> queue -> notifier, and alarms for when that fails. */
export class BackupNotificationsStack extends TerraformStack {
  constructor(scope: Construct, props: BackupNotificationsProps) {
    const { stage, region } = props;
    const stackId = stackIdOf(stage.name);
    super(scope, stackId);
    this.addProviders(props);
    new LocalBackend(this, { path: `${props.stateDirectory}/terraform.${stackId}.tfstate` });

    const home = new Home(this, "home", { region, namePrefix: stackId });
    const key = new EncryptionKey(this, "key", {
      home,
      logGroupName: logGroupNameOf(home),
      eventBridge: stage.eventBridge,
      deletionWindowDays: stage.vault?.forceDestroy ? 7 : 30,
    });
    const topic = new NotificationTopic(this, "topic", { home, key, name: stackId });
    const events = stage.events ?? defaultVaultEvents(props.providerVersions.aws);

    const vault = stage.vault && new BackupVault(this, "vault", { home, key, settings: stage.vault });
    if (vault) new VaultNotifications(this, "vault-notifications", { vault, topic, events });
    for (const name of stage.existingVaults ?? []) {
      // Read first, so that a misspelt name fails the plan and not half a deployment.
      const existing = new DataAwsBackupVault(this, `existing-vault-${name}`, { name });
      new VaultNotifications(this, `existing-vault-notifications-${name}`, {
        vault: { name, arn: existing.arn },
        topic,
        events,
      });
    }

    const rule = stage.eventBridge ? new StateChangeRule(this, "state-changes", { home }) : undefined;
    const senders = sendersOf(topic, rule);
    const deadLetterQueue = new DeadLetterQueue(this, "dead-letters", { home, key, senders });
    const webhookParameterName = `/backup-notifications/${stage.name}/slack-webhook-url`;
    const notifier = new NotifierFunction(this, "notifier", {
      home,
      key,
      deadLetterQueue,
      settings: stage.notifier,
      codeDirectory: props.codeDirectory,
      ...(setsZipFileMode(props.providerVersions.archive) && { zipFileMode: "0644" }),
      environment: {
        STAGE: stage.name,
        WEBHOOK_PARAMETER_NAME: webhookParameterName,
        SLACK_HOSTS: stage.slackHosts.join(","),
        MUTED_KINDS: stage.mutedKinds.join(","),
      },
    });

    const queue =
      stage.delivery === "queue"
        ? new DeliveryQueue(this, "queue", {
            home,
            key,
            topic,
            senders,
            deadLetterQueue,
            functionTimeoutSeconds,
          })
        : undefined;
    if (queue) notifier.consume(queue);
    else notifier.subscribe(topic, deadLetterQueue);
    rule?.sendTo(queue ?? notifier, deadLetterQueue);
    if (rule && !queue) notifier.permit("rule", "events.amazonaws.com", rule.arn);

    new DeliveryAlarms(this, "alarms", {
      home,
      key,
      email: stage.alarmEmail,
      alarms: alarmsOf({ topic, deadLetterQueue, notifier, queue, rule }),
    });
    const workload =
      stage.testWorkload &&
      new TestWorkload(this, "test-workload", {
        home,
        key,
        instanceType: stage.testWorkload.instanceType,
        selectionTags: stage.vault?.selectionTags ?? {},
      });

    this.addOutputs({
      stage: stage.name,
      region,
      account_id: home.accountId,
      topic_arn: topic.arn,
      key_arn: key.arn,
      webhook_parameter_name: webhookParameterName,
      slack_hosts: stage.slackHosts.join(","),
      function_name: notifier.name,
      log_group_name: notifier.logGroupName,
      delivery: stage.delivery,
      queue_url: queue?.url ?? "",
      dead_letter_queue_url: deadLetterQueue.url,
      vault_name: vault?.name ?? "",
      vault_arn: vault?.arn ?? "",
      plan_id: vault?.planId ?? "",
      backup_role_arn: vault?.role.arn ?? "",
      existing_vault_names: (stage.existingVaults ?? []).join(","),
      instance_id: workload?.instanceId ?? "",
      instance_arn: workload?.instanceArn ?? "",
    });
  }

  private addProviders({ stage, region, providerVersions }: BackupNotificationsProps): void {
    const tags = { application: "backup-notifications", stage: stage.name, ...stage.tags };
    new AwsProvider(this, "aws", { region, defaultTags: [{ tags }] });
    new ArchiveProvider(this, "archive");
    for (const [provider, version] of Object.entries(providerVersions)) {
      if (version) this.addOverride(`terraform.required_providers.${provider}.version`, version);
    }
  }

  /** Outputs belong here: inside a construct, Terraform's name for them would end in a hash. */
  private addOutputs(outputs: StackOutputs): void {
    for (const [name, value] of Object.entries(outputs)) new TerraformOutput(this, name, { value });
  }
}

/** Archive 1.x cannot set the mode of zipped files. */
const setsZipFileMode = (archiveProviderVersion = "2"): boolean =>
  Number.parseInt(archiveProviderVersion, 10) >= 2;

const sendersOf = (topic: NotificationTopic, rule: StateChangeRule | undefined): readonly QueueSender[] => [
  { sid: "TopicDelivers", service: "sns.amazonaws.com", sourceArn: topic.arn },
  ...(rule ? [{ sid: "RuleDelivers", service: "events.amazonaws.com", sourceArn: rule.arn }] : []),
];

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
import { flowLogGroupNameOf } from "./constructs/flow-log";
import { Home } from "./constructs/home";
import { NotificationTopic } from "./constructs/notification-topic";
import { functionTimeoutSeconds, logGroupNameOf, NotifierFunction } from "./constructs/notifier-function";
import type { QueueSender } from "./constructs/queue-policy";
import { StateChangeRule } from "./constructs/state-change-rule";
import { TestWorkload } from "./constructs/test-workload";
import { VaultNotifications } from "./constructs/vault-notifications";
import { deliveryOutputs, vaultOutputs } from "./output-values";
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
    const { stage } = props;
    const stackId = stackIdOf(stage.name);
    super(scope, stackId);
    this.addProviders(props);
    new LocalBackend(this, { path: `${props.stateDirectory}/terraform.${stackId}.tfstate` });

    const home = new Home(this, "home", { region: props.region, namePrefix: stackId });
    const key = this.key(home, stage);
    const topic = new NotificationTopic(this, "topic", { home, key, name: stackId });
    const webhookParameterName = `/backup-notifications/${stage.name}/slack-webhook-url`;
    const base: Base = { ...props, home, key, topic, webhookParameterName };

    const vault = stage.vault && new BackupVault(this, "vault", { home, key, settings: stage.vault });
    this.notifyOf(vault, base);

    const rule = stage.eventBridge ? new StateChangeRule(this, "state-changes", { home }) : undefined;
    const senders = sendersOf(topic, rule);
    const deadLetterQueue = new DeadLetterQueue(this, "dead-letters", { home, key, senders });
    const notifier = this.notifier(deadLetterQueue, base);
    const queue =
      stage.delivery === "queue" ? this.queue(senders, deadLetterQueue, notifier, base) : undefined;
    if (!queue) notifier.subscribe(topic, deadLetterQueue);
    rule?.sendTo(queue ?? notifier, deadLetterQueue);
    if (rule && !queue) notifier.permit("rule", "events.amazonaws.com", rule.arn);

    const alarms = alarmsOf({ topic, deadLetterQueue, notifier, queue, rule });
    const { topic: alarmTopic } = new DeliveryAlarms(this, "alarms", {
      home,
      key,
      email: stage.alarmEmail,
      alarms,
    });
    const workload = this.testWorkload(base);

    this.addOutputs({
      ...deliveryOutputs({ ...base, notifier, queue, deadLetterQueue, alarmTopic }),
      ...vaultOutputs(stage, vault, workload),
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

  private key(home: Home, stage: NamedStage): EncryptionKey {
    return new EncryptionKey(this, "key", {
      home,
      logGroupNames: [logGroupNameOf(home), ...(stage.testWorkload ? [flowLogGroupNameOf(home)] : [])],
      eventBridge: stage.eventBridge,
      // What force-destroy takes away needs no long regret either.
      deletionWindowDays: stage.vault?.forceDestroy ? 7 : 30,
    });
  }

  private notifyOf(vault: BackupVault | undefined, { stage, topic, providerVersions }: Base): void {
    const events = stage.events ?? defaultVaultEvents(providerVersions.aws);
    if (vault) new VaultNotifications(this, "vault-notifications", { vault, topic, events });
    for (const name of stage.existingVaults ?? []) {
      // Read first, so that a misspelt name fails the plan and not half a deployment.
      const { arn } = new DataAwsBackupVault(this, `existing-vault-${name}`, { name });
      new VaultNotifications(this, `existing-vault-notifications-${name}`, {
        vault: { name, arn },
        topic,
        events,
      });
    }
  }

  private notifier(deadLetterQueue: DeadLetterQueue, base: Base): NotifierFunction {
    const { stage, home, key, codeDirectory } = base;
    return new NotifierFunction(this, "notifier", {
      home,
      key,
      deadLetterQueue,
      settings: stage.notifier,
      codeDirectory,
      ...(setsZipFileMode(base.providerVersions.archive) && { zipFileMode: "0644" }),
      environment: {
        STAGE: stage.name,
        WEBHOOK_PARAMETER_NAME: base.webhookParameterName,
        SLACK_HOSTS: stage.slackHosts.join(","),
        MUTED_KINDS: stage.mutedKinds.join(","),
        DEAD_LETTER_QUEUE_URL: deadLetterQueue.url,
        LEDGER_TABLE_NAME: "",
      },
    });
  }

  private queue(
    senders: readonly QueueSender[],
    deadLetterQueue: DeadLetterQueue,
    notifier: NotifierFunction,
    { home, key, topic }: Base,
  ): DeliveryQueue {
    const queue = new DeliveryQueue(this, "queue", {
      home,
      key,
      topic,
      senders,
      deadLetterQueue,
      functionTimeoutSeconds,
    });
    notifier.consume(queue);
    return queue;
  }

  private testWorkload({ stage, home, key }: Base): TestWorkload | undefined {
    const { testWorkload, vault } = stage;
    if (!testWorkload || !vault) return undefined;
    const { instanceType } = testWorkload;
    const { selectionTags } = vault;
    return new TestWorkload(this, "test-workload", { home, key, instanceType, selectionTags });
  }

  /** Outputs belong here: inside a construct, Terraform's name for them would end in a hash. */
  private addOutputs(outputs: StackOutputs): void {
    for (const [name, value] of Object.entries(outputs)) new TerraformOutput(this, name, { value });
  }
}

/** What most constructs need. */
type Base = BackupNotificationsProps & {
  readonly home: Home;
  readonly key: EncryptionKey;
  readonly topic: NotificationTopic;
  readonly webhookParameterName: string;
};

/** Archive 1.x cannot set the mode of zipped files. */
const setsZipFileMode = (archiveProviderVersion = "2"): boolean =>
  Number.parseInt(archiveProviderVersion, 10) >= 2;

const sendersOf = (topic: NotificationTopic, rule: StateChangeRule | undefined): readonly QueueSender[] => [
  { sid: "TopicDelivers", service: "sns.amazonaws.com", sourceArn: topic.arn },
  ...(rule ? [{ sid: "RuleDelivers", service: "events.amazonaws.com", sourceArn: rule.arn }] : []),
];

import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import { DataAwsBackupVault } from "@cdktf/provider-aws/lib/data-aws-backup-vault";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { type DeliveryPath, layDeliveryPath } from "./delivery/delivery-path";
import { logGroupNameOf } from "./delivery/notifier-function";
import { secretOf } from "./delivery/slack-secret";
import type { BackupNotificationsProps, Base } from "./delivery/stack-context";
import { NotificationTopic } from "./delivery/topic";
import { Home } from "./foundation/aws-environment";
import { EncryptionKey } from "./foundation/encryption-key";
import { DeliveryAlarms } from "./monitoring/alarm-set";
import { alarmsOf } from "./monitoring/alarms";
import { DeliveryDashboard } from "./monitoring/dashboard";
import { deliveryOutputs, vaultOutputs } from "./output-values";
import { type StackOutputs, stackIdOf } from "./outputs";
import type { NamedStage } from "./stage/load";
import { defaultVaultEvents } from "./stage/vault-event";
import { flowLogGroupNameOf } from "./test-workload/flow-log";
import { TestWorkload } from "./test-workload/test-workload";
import { BackupVault } from "./vault/backup-vault";
import { VaultNotifications } from "./vault/vault-notifications";

/** One stage: vaults -> topic -> queue -> notifier, and alarms and a dashboard to see that it works. */
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
    const base: Base = { ...props, home, key, topic, secret: secretOf(stage) };

    const vault = stage.vault && new BackupVault(this, "vault", { home, key, settings: stage.vault });
    this.notifyOf(vault, base);
    const path = layDeliveryPath(this, base);
    const alarms = this.alarms(path, base);
    const dashboard = this.dashboard(path, alarms, vault, base);
    const workload = this.testWorkload(base);

    this.addOutputs({
      ...deliveryOutputs({ ...base, ...path, alarms, dashboard }),
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

  private alarms(path: DeliveryPath, { stage, home, key }: Base): DeliveryAlarms {
    return new DeliveryAlarms(this, "alarms", {
      home,
      key,
      email: stage.alarmEmail,
      alarms: alarmsOf({ ...path, stage: stage.name, silenceAlarmHours: stage.silenceAlarmHours }),
    });
  }

  private dashboard(
    path: DeliveryPath,
    alarms: DeliveryAlarms,
    vault: BackupVault | undefined,
    { stage, home }: Base,
  ): DeliveryDashboard | undefined {
    if (!stage.dashboard) return undefined;
    const vaultNames = [...(vault ? [vault.name] : []), ...(stage.existingVaults ?? [])];
    return new DeliveryDashboard(this, "dashboard", { home, stage: stage.name, path, alarms, vaultNames });
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

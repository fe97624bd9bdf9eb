import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import { DataAwsBackupVault } from "@cdktf/provider-aws/lib/data-aws-backup-vault";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { addBackend } from "./backend";
import { functionCodeOf } from "./delivery/bundled-function";
import { createDeliveryPath, type DeliveryPath } from "./delivery/delivery-path";
import { logGroupNameOf } from "./delivery/notifier-function";
import { secretOf } from "./delivery/slack-secret";
import type { BackupNotificationsProps, StackContext } from "./delivery/stack-context";
import { NotificationTopic } from "./delivery/topic";
import { AwsEnvironment } from "./foundation/aws-environment";
import { deletionWindowDaysOf, EncryptionKey, statementsForExistingKey } from "./foundation/encryption-key";
import { preventTakeover } from "./foundation/takeover";
import { AlarmSet } from "./monitoring/alarm-set";
import { alarmsOf, type WatchedPath } from "./monitoring/alarms";
import { Dashboard } from "./monitoring/dashboard";
import {
  deliveryOutputs,
  type OwnBackup,
  restoreTestOutputs,
  vaultOutputs,
  watchOutputs,
} from "./output-values";
import { copyVaultIdOf, type GivenOutputs, keyStatementsOutput, ledgerNameOf, stackIdOf } from "./outputs";
import { RestoreTests } from "./restore-test/restore-tests";
import { restoreRuleArnOf, Validator, validatorLogGroupNameOf } from "./restore-test/validator";
import { copyAccountsOf, copyRegionsOf } from "./stage/copy-destinations";
import { heardBy } from "./stage/heard";
import type { NamedStage } from "./stage/load";
import { neededOptIns } from "./stage/needed-opt-ins";
import { ownTakenBy } from "./stage/own-resources";
import { stackTagsOf } from "./stage/own-tags";
import { hasScan } from "./stage/scan";
import type { SelectionSettings } from "./stage/selection";
import { targetAccountOf } from "./stage/targets";
import { defaultVaultEvents, type VaultEvent } from "./stage/vault-event";
import { watchSettingsOf } from "./stage/watch-settings";
import { flowLogGroupNameOf } from "./test-workload/flow-log";
import type { TestInstance } from "./test-workload/test-instance";
import { createTestResources, hasTestNetwork } from "./test-workload/test-resources";
import { AccessPolicy, needsAccessPolicy } from "./vault/access-policy";
import { AirGappedVault } from "./vault/air-gapped-vault";
import { BackupVault } from "./vault/backup-vault";
import { CopyVault } from "./vault/copy-vault";
import { canTakeBuckets, createPlans } from "./vault/plans";
import { VaultLock } from "./vault/vault-lock";
import { VaultNotifications } from "./vault/vault-notifications";
import { Watch, watchLogGroupNameOf } from "./watch/watch";

/** Without its vault, key or role, a stage has no backups any more: one of the three stops a whole `destroy`. */
const isProtected = ({ vault }: NamedStage, allowsDestroy: boolean): boolean =>
  vault !== undefined && !vault.forceDestroy && !allowsDestroy;

/** One stage: vaults -> topic -> queue -> notifier, with alarms and a dashboard that watch them. */
export class BackupNotificationsStack extends TerraformStack {
  constructor(scope: Construct, props: BackupNotificationsProps) {
    const { stage } = props;
    const stackId = stackIdOf(stage.name);
    super(scope, stackId);
    this.addProviders(props);
    // Terraform ignores this comment; an output would differ from one operator to the next.
    if (props.regionFrom) this.addOverride("//.regionFrom", props.regionFrom);
    const subscribed = (stage.existingVaults ?? []).flatMap(({ name, subscribeTo }) =>
      subscribeTo === undefined ? [] : [[name, subscribeTo] as const],
    );
    if (subscribed.length > 0) this.addOverride("//.subscribedTopics", Object.fromEntries(subscribed));
    const optIns = neededOptIns(stage);
    if (Object.keys(optIns).length > 0) this.addOverride("//.optIns", optIns);
    const statePath = addBackend(this, props);

    const aws = new AwsEnvironment(this, "home", {
      region: props.region,
      namePrefix: stackId,
      iam: stage.iam,
      onlyAccountId: targetAccountOf(stage),
    });
    const key = this.key(aws, props);
    const topic = new NotificationTopic(this, "topic", { aws, key, name: stackId });
    const context: StackContext = { ...props, aws, key, topic, secret: secretOf(stage) };

    const testResources = createTestResources(this, context);
    const backup = this.ownBackup(context, testResources.instance);
    const existingVaultArns = this.addVaultNotifications(backup?.vault, context);
    const restoreTests = this.restoreTests(backup, existingVaultArns, context);
    const path = createDeliveryPath(this, context, restoreTests ? [restoreRuleArnOf(aws)] : []);
    const watch = this.watch(path, backup, context);
    const validator = restoreTests && this.validator(path, context);
    const watched = { ...path, watch, validator };
    const alarms = this.alarms(watched, context);
    const dashboard = this.dashboard(watched, alarms, backup?.vault, context);
    preventTakeover(this, key.alias);

    this.addOutputs({
      ...deliveryOutputs({ ...context, ...path, alarms, dashboard }),
      ...vaultOutputs(stage, backup, testResources),
      restore_role_arn: restoreTests?.roleArn ?? "",
      ...watchOutputs(watch),
      ...restoreTestOutputs(restoreTests, validator),
      state_path: statePath,
    });
  }

  private awsProvider(
    id: string,
    props: BackupNotificationsProps,
    other?: { readonly alias: string },
  ): AwsProvider {
    const { stage, region, usesFips } = props;
    return new AwsProvider(this, id, {
      region: other?.alias ?? region,
      ...(stage.accountId !== undefined && { allowedAccountIds: [stage.accountId] }),
      defaultTags: [{ tags: stackTagsOf(stage) }],
      ...(usesFips && { useFipsEndpoint: true }),
      ...other,
    });
  }

  private addProviders(props: BackupNotificationsProps): void {
    const { providerVersions } = props;
    this.awsProvider("aws", props);
    new ArchiveProvider(this, "archive");
    for (const [provider, version] of Object.entries(providerVersions)) {
      if (version) this.addOverride(`terraform.required_providers.${provider}.version`, version);
    }
  }

  private key(aws: AwsEnvironment, { stage, allowsDestroy }: BackupNotificationsProps): EncryptionKey {
    const uses = {
      logGroupNames: [
        logGroupNameOf(aws),
        ...(hasTestNetwork(stage) ? [flowLogGroupNameOf(aws)] : []),
        ...(stage.watch ? [watchLogGroupNameOf(aws)] : []),
        ...(stage.restoreTests ? [validatorLogGroupNameOf(aws)] : []),
      ],
      eventBridge: heardBy(stage) !== undefined || stage.restoreTests !== undefined,
      copyAccounts: copyAccountsOf(stage.vault?.plans ?? [], targetAccountOf(stage)),
      receivesCopies: stage.vault?.receivesCopiesFrom !== undefined,
    };
    const { kmsKeyArn } = stage;
    if (kmsKeyArn !== undefined) {
      const value = JSON.stringify(statementsForExistingKey(kmsKeyArn, uses));
      new TerraformOutput(this, keyStatementsOutput, { value });
    }
    return new EncryptionKey(this, "key", {
      aws,
      uses,
      existingKeyArn: kmsKeyArn,
      deletionWindowDays: deletionWindowDaysOf(stage.vault?.forceDestroy),
      isProtected: isProtected(stage, allowsDestroy),
    });
  }

  /** The vault that the stage defines, and what fills it. Role, plans and selections are the vault's children. */
  private ownBackup(context: StackContext, testInstance: TestInstance | undefined): OwnBackup | undefined {
    const { stage, aws, key, allowsDestroy } = context;
    if (!stage.vault) return undefined;
    const { name = aws.namePrefix, plans, forceDestroy, lock, airGapped } = stage.vault;
    const vault = new BackupVault(this, "vault", {
      aws,
      key,
      name,
      stage: stage.name,
      forceDestroy,
      isProtected: isProtected(stage, allowsDestroy),
      holdsBuckets: plans.some(({ selections }) => selections.some(canTakeBuckets)),
      scans: plans.some(hasScan),
    });
    if (lock) new VaultLock(vault, "lock", { vault, lock });
    if (needsAccessPolicy(stage.vault)) {
      new AccessPolicy(vault, "deletion-policy", { ...stage.vault, vault, partition: aws.partition });
    }
    const copyVaults = this.copyVaults(vault, stage.vault, context);
    const airGappedVaultArn =
      airGapped &&
      new AirGappedVault(vault, "air-gapped", {
        name,
        stage: stage.name,
        settings: airGapped,
        isProtected: isProtected(stage, allowsDestroy),
      }).arn;
    const ledgerArn = aws.arn("dynamodb", `table/${ledgerNameOf(aws.namePrefix)}`);
    const exceptOwn = (settings: SelectionSettings): readonly string[] => {
      const taken = ownTakenBy(settings, stage);
      return [
        ...(taken.ledger && stage.ledger ? [ledgerArn] : []),
        ...(taken.disk && testInstance ? [testInstance.diskArn] : []),
      ];
    };
    const destinations = {
      airGappedVaultArn,
      copyVaultArns: new Map([...copyVaults].map(([region, { arn }]) => [region, arn])),
    };
    return {
      vault,
      plans: createPlans(vault, { aws, plans, destinations, exceptOwn }),
      copyVaults: [...copyVaults.values()],
    };
  }

  /** A vault in each Region that rules copy to, however many they are. */
  private copyVaults(
    source: BackupVault,
    { name, plans, forceDestroy, lock, breakGlassRoleArn }: NonNullable<NamedStage["vault"]>,
    context: StackContext,
  ): ReadonlyMap<string, CopyVault> {
    const { stage, aws, allowsDestroy } = context;
    const vaultIn = (region: string): CopyVault =>
      new CopyVault(this, copyVaultIdOf(region), {
        aws,
        provider: this.awsProvider(`aws-${region}`, context, { alias: region }),
        source,
        sourceName: name ?? aws.namePrefix,
        stage: stage.name,
        forceDestroy,
        lock,
        breakGlassRoleArn,
        isProtected: isProtected(stage, allowsDestroy),
      });
    return new Map(copyRegionsOf(plans).map((region) => [region, vaultIn(region)]));
  }

  private eventsOf({ stage, providerVersions }: StackContext): readonly VaultEvent[] {
    return stage.events ?? defaultVaultEvents(providerVersions.aws);
  }

  /** @returns the ARN of each existing vault, by its name */
  private addVaultNotifications(
    vault: BackupVault | undefined,
    context: StackContext,
  ): ReadonlyMap<string, string> {
    const { stage, topic } = context;
    const events = this.eventsOf(context);
    if (vault) new VaultNotifications(this, "vault-notifications", { vault, topic, events });
    const existingArns = new Map<string, string>();
    for (const { name, subscribeTo } of stage.existingVaults ?? []) {
      // Read first, so that a misspelled name fails the plan, not the deployment halfway through.
      const { arn } = new DataAwsBackupVault(this, `existing-vault-${name}`, { name });
      existingArns.set(name, arn);
      if (subscribeTo !== undefined) continue;
      new VaultNotifications(this, `existing-vault-notifications-${name}`, {
        vault: { name, arn },
        topic,
        events,
      });
    }
    return existingArns;
  }

  private restoreTests(
    backup: OwnBackup | undefined,
    existingVaultArns: ReadonlyMap<string, string>,
    { stage, aws }: StackContext,
  ): RestoreTests | undefined {
    if (!stage.restoreTests) return undefined;
    const own =
      stage.vault && backup ? [[stage.vault.name ?? aws.namePrefix, backup.vault.arn] as const] : [];
    return new RestoreTests(this, "restore-tests", {
      aws,
      stage: stage.name,
      tests: stage.restoreTests,
      vaultArns: new Map([...own, ...existingVaultArns]),
    });
  }

  /** What checks the restores. */
  private validator({ queue, deadLetterQueue }: DeliveryPath, context: StackContext): Validator | undefined {
    const { stage, aws, key, restoreTestCodeDirectory } = context;
    // `stageSchema` refuses restore tests without a watch, which has a queue.
    if (!stage.restoreTests || restoreTestCodeDirectory === undefined || !queue) return undefined;
    return new Validator(this, "restore-test-validator", {
      aws,
      key,
      code: functionCodeOf(restoreTestCodeDirectory, context),
      stage: stage.name,
      tests: stage.restoreTests,
      notifier: stage.notifier,
      queue,
      deadLetterQueue,
      usesFips: context.usesFips ?? false,
    });
  }

  private watch(
    { queue, deadLetterQueue, ledger }: DeliveryPath,
    backup: OwnBackup | undefined,
    context: StackContext,
  ): Watch | undefined {
    const { stage, aws, key, topic, watchCodeDirectory } = context;
    const { watch } = stage;
    // `stageSchema` refuses a watch without queue and ledger.
    if (watch === undefined || watchCodeDirectory === undefined || !queue || !ledger) return undefined;
    const settings = watchSettingsOf(
      { ...stage, watch },
      {
        topicArn: topic.arn,
        keyArn: key.arn,
        ...(backup && {
          own: {
            vaultArn: backup.vault.arn,
            planIds: backup.plans.map(({ id }) => id),
            roleArn: backup.vault.role.arn,
          },
        }),
        events: this.eventsOf(context),
      },
    );
    return new Watch(this, "watch", {
      aws,
      key,
      code: functionCodeOf(watchCodeDirectory, context),
      stage: stage.name,
      watch,
      settings,
      notifier: stage.notifier,
      ledger,
      queue,
      deadLetterQueue,
      backupRoleArn: backup?.vault.role.arn,
      usesFips: context.usesFips ?? false,
    });
  }

  private alarms(path: WatchedPath, { stage, aws, key }: StackContext): AlarmSet {
    return new AlarmSet(this, "alarms", {
      aws,
      key,
      email: stage.alarmEmail,
      furtherTopicArns: stage.alarmTopics,
      alarms: alarmsOf({
        ...path,
        stage: stage.name,
        operands: `${stage.name} ${aws.region}`,
        silenceAlarmHours: stage.silenceAlarmHours,
      }),
    });
  }

  private dashboard(
    path: WatchedPath,
    alarms: AlarmSet,
    vault: BackupVault | undefined,
    { stage, aws }: StackContext,
  ): Dashboard | undefined {
    if (!stage.dashboard) return undefined;
    const named = [...(vault ? [vault.name] : []), ...(stage.existingVaults ?? []).map(({ name }) => name)];
    const vaultNames = stage.jobs === "all-vaults" ? [] : named;
    return new Dashboard(this, "dashboard", { aws, stage: stage.name, path, alarms, vaultNames });
  }

  /** Outputs belong here: those of a construct get a name that ends in a hash. */
  private addOutputs(outputs: GivenOutputs): void {
    for (const [name, value] of Object.entries(outputs)) new TerraformOutput(this, name, { value });
  }
}

import {
  CreateLogicallyAirGappedBackupVaultCommand,
  DescribeBackupJobCommand,
  ListRecoveryPointsByBackupVaultCommand,
  StartBackupJobCommand,
} from "@aws-sdk/client-backup";
import { accountId, openStage, region, roleArn, type Stage, volumeArn } from "./stage";

const fileSystemArn = `arn:aws:elasticfilesystem:${region}:${accountId}:file-system/fs-0123456789abcdef0`;
const airGappedArn = `arn:aws:backup:${region}:${accountId}:backup-vault:kept`;
const offsiteArn = `arn:aws:backup:${region}:${accountId}:backup-vault:offsite`;

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
  stage.backup.seedVault({ name: "main" });
  stage.backup.seedVault({ name: "offsite" });
  await stage.client.send(
    new CreateLogicallyAirGappedBackupVaultCommand({
      BackupVaultName: "kept",
      MinRetentionDays: 7,
      MaxRetentionDays: 365,
    }),
  );
});

afterEach(() => stage.close());

const runRule = (resourceArn: string, rule: object = {}) => {
  const planId = stage.backup.seedPlan({
    BackupPlanName: "kept",
    Rules: [
      {
        RuleName: "daily",
        TargetBackupVaultName: "main",
        TargetLogicallyAirGappedBackupVaultArn: airGappedArn,
        StartWindowMinutes: 60,
        CompletionWindowMinutes: 240,
        Lifecycle: { DeleteAfterDays: 35 },
        ...rule,
      },
    ],
  });
  return stage.backup.runPlanRule({ planId, ruleName: "daily", resourceArn, iamRoleArn: roleArn });
};

const pointsIn = async (BackupVaultName: string) =>
  (await stage.client.send(new ListRecoveryPointsByBackupVaultCommand({ BackupVaultName }))).RecoveryPoints;

const kept = (resourceArn: string) => [
  {
    ResourceArn: resourceArn,
    BackupVaultName: "kept",
    VaultType: "LOGICALLY_AIR_GAPPED_BACKUP_VAULT",
    Lifecycle: { DeleteAfterDays: 35 },
  },
];

test("what AWS Backup fully manages is backed up into the air-gapped vault at once", async () => {
  const { id } = runRule(fileSystemArn);
  await stage.pass(600_000);
  expect(await pointsIn("kept")).toMatchObject(kept(fileSystemArn));
  expect(await pointsIn("main")).toEqual([]);
  expect(stage.backup.copyJobs()).toEqual([]);
  const job = await stage.client.send(new DescribeBackupJobCommand({ BackupJobId: id }));
  expect(job).toMatchObject({ BackupVaultName: "kept", VaultType: "LOGICALLY_AIR_GAPPED_BACKUP_VAULT" });
});

test("of anything else a temporary recovery point is copied there, and then deleted", async () => {
  const { id } = runRule(volumeArn);
  await stage.pass(500_000);
  expect(await pointsIn("main")).toMatchObject([
    { Lifecycle: { DeleteAfterDays: 35, DeleteAfterEvent: "DELETE_AFTER_COPY" } },
  ]);
  expect(await pointsIn("kept")).toEqual([]);
  await stage.pass(600_000);
  expect(await pointsIn("main")).toEqual([]);
  expect(await pointsIn("kept")).toMatchObject(kept(volumeArn));
  expect(stage.backup.copyJobs()).toMatchObject([
    { createdByBackupJobId: id, destinationVaultArn: airGappedArn, state: "COMPLETED" },
  ]);
});

test("where that copy fails, the temporary recovery point stays until its retention ends", async () => {
  stage.backup.willEnd(volumeArn, { state: "FAILED", statusMessage: "no" }, "copy");
  runRule(volumeArn);
  await stage.pass(3_600_000);
  expect(await pointsIn("main")).toHaveLength(1);
  expect(await pointsIn("kept")).toEqual([]);
});

test("it also stays until it is copied wherever else the rule says", async () => {
  stage.backup.willEnd(volumeArn, { state: "COMPLETED", runningMs: 3_600_000 }, "copy");
  runRule(volumeArn, {
    CopyActions: [{ DestinationBackupVaultArn: offsiteArn, Lifecycle: { DeleteAfterDays: 90 } }],
  });
  await stage.pass(1_800_000);
  expect(await pointsIn("kept")).toHaveLength(1);
  expect(await pointsIn("main")).toHaveLength(1);
  await stage.pass(3_600_000);
  expect(await pointsIn("offsite")).toHaveLength(1);
  expect(await pointsIn("main")).toEqual([]);
});

test.each([
  ["an ordinary vault", offsiteArn],
  ["a vault of another Region", airGappedArn.replace(region, "us-east-1")],
  ["a vault of another account", airGappedArn.replace(accountId, "444455556666")],
])("%s is no target of a rule, nor of an on-demand backup", async (_, LogicallyAirGappedBackupVaultArn) => {
  const start = (arn: string) =>
    stage.client.send(
      new StartBackupJobCommand({
        BackupVaultName: "main",
        ResourceArn: fileSystemArn,
        IamRoleArn: roleArn,
        Lifecycle: { DeleteAfterDays: 35 },
        LogicallyAirGappedBackupVaultArn: arn,
      }),
    );
  const rule = { TargetLogicallyAirGappedBackupVaultArn: LogicallyAirGappedBackupVaultArn };
  expect(() => runRule(fileSystemArn, rule)).toThrow("It must be a logically air-gapped vault");
  await expect(start(LogicallyAirGappedBackupVaultArn)).rejects.toThrow(
    "It must be a logically air-gapped vault",
  );
  await start(airGappedArn);
  await stage.pass(600_000);
  expect(await pointsIn("kept")).toHaveLength(1);
});

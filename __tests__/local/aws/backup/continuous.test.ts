import {
  CreateBackupSelectionCommand,
  DescribeBackupJobCommand,
  ListRecoveryPointsByBackupVaultCommand,
  StartCopyJobCommand,
} from "@aws-sdk/client-backup";
import { databaseArn, openStage, roleArn, type Stage, volumeArn } from "./stage";

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
  stage.backup.seedVault({ name: "main" });
  stage.backup.seedVault({ name: "offsite" });
});

afterEach(() => stage.close());

const rule = (RuleName: string, more: object = {}) => ({
  RuleName,
  TargetBackupVaultName: "main",
  StartWindowMinutes: 60,
  CompletionWindowMinutes: 240,
  Lifecycle: { DeleteAfterDays: 7 },
  EnableContinuousBackup: true,
  ...more,
});

const seedPlan = (BackupPlanName: string, ...Rules: ReturnType<typeof rule>[]) =>
  stage.backup.seedPlan({ BackupPlanName, Rules });

const run = async (planId: string, resourceArn: string, ruleName = "pitr") => {
  const { id: BackupJobId } = stage.backup.runPlanRule({
    planId,
    ruleName,
    resourceArn,
    iamRoleArn: roleArn,
  });
  await stage.pass(3_600_000);
  return stage.client.send(new DescribeBackupJobCommand({ BackupJobId }));
};

const points = async (BackupVaultName = "main") =>
  (await stage.client.send(new ListRecoveryPointsByBackupVaultCommand({ BackupVaultName }))).RecoveryPoints ??
  [];

test("each run of a plan updates the resource's one continuous recovery point", async () => {
  const planId = seedPlan("databases", rule("pitr"));
  const { RecoveryPointArn } = await run(planId, databaseArn);
  const [first] = await points();
  expect(RecoveryPointArn).toMatch(/:recovery-point:continuous:orders-[0-9a-f]{8}$/);
  expect(first).toMatchObject({ RecoveryPointArn, Status: "AVAILABLE" });
  expect((await run(planId, databaseArn)).RecoveryPointArn).toBe(RecoveryPointArn);
  const [second, ...others] = await points();
  expect(others).toEqual([]);
  expect(second?.CreationDate).toEqual(first?.CreationDate);
  expect(second?.CompletionDate).not.toEqual(first?.CompletionDate);
});

test("what has no continuous backup gets snapshots", async () => {
  const planId = seedPlan("servers", rule("pitr"));
  await run(planId, volumeArn);
  await run(planId, volumeArn);
  expect((await points()).map(({ Status }) => Status)).toEqual(["COMPLETED", "COMPLETED"]);
});

test("a second plan gets snapshots of the resource, with issues", async () => {
  const first = seedPlan("first", rule("pitr"));
  await run(first, databaseArn);
  const job = await run(seedPlan("second", rule("pitr")), databaseArn);
  expect(job).toMatchObject({
    State: "COMPLETED",
    StatusMessage: `Enabling continuous backup failed, because of the following error: PITR already configured in backup plan: ${first}`,
  });
  expect(job.MessageCategory).not.toBe("SUCCESS");
  expect((await points()).map(({ Status }) => Status).toSorted()).toEqual(["AVAILABLE", "COMPLETED"]);
});

test("of two continuous rules of a plan, only the one that keeps longer counts", async () => {
  const BackupPlanId = seedPlan(
    "databases",
    rule("pitr"),
    rule("longer", { Lifecycle: { DeleteAfterDays: 35 } }),
  );
  const BackupSelection = { SelectionName: "all", IamRoleArn: roleArn, Resources: ["*"] };
  await stage.client.send(new CreateBackupSelectionCommand({ BackupPlanId, BackupSelection }));
  const resources = [databaseArn, volumeArn].map((arn) => ({ arn, tags: {} }));
  const taken = (ruleName: string) =>
    stage.backup
      .runScheduled({ planId: BackupPlanId, ruleName, resources })
      .map(({ resourceArn }) => resourceArn);
  expect(taken("pitr")).toEqual([volumeArn]);
  expect(taken("longer")).toEqual([databaseArn, volumeArn]);
});

test("a plan with continuous rules for two vaults is refused", () => {
  expect(() =>
    seedPlan("databases", rule("pitr"), rule("other", { TargetBackupVaultName: "offsite" })),
  ).toThrow("must have the same target Backup vault, not main and offsite");
});

test("a rule copies a continuous backup as a snapshot; nobody else can copy it", async () => {
  const [, offsite] = stage.backup.vaults();
  const destination = { DestinationBackupVaultArn: offsite?.arn ?? "", Lifecycle: { DeleteAfterDays: 90 } };
  const planId = seedPlan("databases", rule("pitr", { CopyActions: [destination] }));
  const { RecoveryPointArn } = await run(planId, databaseArn);
  await run(planId, databaseArn);
  await stage.pass(3_600_000);
  const copies = await points("offsite");
  expect(copies.map(({ Status }) => Status)).toEqual(["COMPLETED", "COMPLETED"]);
  expect(copies[0]?.CreationDate).not.toEqual(copies[1]?.CreationDate);
  const onDemand = { SourceBackupVaultName: "main", RecoveryPointArn, IamRoleArn: roleArn, ...destination };
  await expect(stage.client.send(new StartCopyJobCommand(onDemand))).rejects.toThrow("continuous backups");
});

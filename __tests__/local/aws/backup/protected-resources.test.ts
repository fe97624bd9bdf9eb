import {
  DescribeProtectedResourceCommand,
  ListProtectedResourcesByBackupVaultCommand,
  ListProtectedResourcesCommand,
  paginateListProtectedResources,
} from "@aws-sdk/client-backup";
import { databaseArn, instanceArn, openStage, roleArn, type Stage, tableArn, volumeArn } from "./stage";

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
  for (const name of ["main", "other"]) stage.backup.seedVault({ name });
});

afterEach(() => stage.close());

const at = (day: number): Date => new Date(Date.UTC(2026, 7, day, 2));

const protect = (resourceArn: string, day: number, more: object = {}) =>
  stage.backup.seedRecoveryPoint({ vaultName: "main", resourceArn, createdAt: at(day), ...more });

const list = async () => (await stage.client.send(new ListProtectedResourcesCommand({}))).Results ?? [];

const describeOne = (ResourceArn: string) =>
  stage.client.send(new DescribeProtectedResourceCommand({ ResourceArn }));

describe("what is protected", () => {
  test("is each resource once, with its newest recovery point, whatever became of that", async () => {
    protect(tableArn, 3);
    const { arn } = protect(tableArn, 5, { vaultName: "other", status: "PARTIAL" });
    protect(tableArn, 4);
    expect(await list()).toEqual([
      {
        ResourceArn: tableArn,
        ResourceType: "DynamoDB",
        ResourceName: "orders",
        LastBackupTime: at(5),
        LastBackupVaultArn: "arn:aws:backup:eu-west-1:111122223333:backup-vault:other",
        LastRecoveryPointArn: arn,
      },
    ]);
  });

  test("has the continuous backups too, and none once the last recovery point is gone", async () => {
    protect(databaseArn, 3, { status: "AVAILABLE" });
    expect(await list()).toHaveLength(1);
    expect((await describeOne(databaseArn)).LastBackupTime).toEqual(at(3));
  });

  test("can be asked for by vault", async () => {
    protect(tableArn, 3);
    protect(tableArn, 5, { vaultName: "other" });
    protect(volumeArn, 4, { vaultName: "other" });
    const inVault = async (BackupVaultName: string) =>
      (
        await stage.client.send(new ListProtectedResourcesByBackupVaultCommand({ BackupVaultName }))
      ).Results?.map(({ ResourceArn, LastBackupTime }) => [ResourceArn, LastBackupTime]);
    expect(await inVault("main")).toEqual([[tableArn, at(3)]]);
    expect(await inVault("other")).toEqual([
      [volumeArn, at(4)],
      [tableArn, at(5)],
    ]);
    await expect(inVault("none")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  test("is listed once each over many pages, also where a resource is backed up between two", async () => {
    const arns = Array.from({ length: 5 }, (_, number) => `${tableArn}-${number}`);
    for (const arn of arns) protect(arn, 3);
    const seen: unknown[] = [];
    for await (const { Results = [] } of paginateListProtectedResources(
      { client: stage.client, pageSize: 2 },
      {},
    )) {
      seen.push(...Results.map(({ ResourceArn }) => ResourceArn));
      // The first one is on the last page.
      protect(`${tableArn}-0`, 4);
    }
    expect(seen).toEqual(arns.toReversed());
  });

  test("can be described, with the newest restore", async () => {
    const { arn } = protect(instanceArn, 3);
    stage.backup.startRestoreJob({ recoveryPointArn: arn, iamRoleArn: roleArn });
    expect(await describeOne(instanceArn)).not.toHaveProperty("LatestRestoreJobCreationDate");
    await stage.pass(3_600_000);
    expect(await describeOne(instanceArn)).toMatchObject({
      ResourceArn: instanceArn,
      ResourceType: "EC2",
      LastRecoveryPointArn: arn,
      LatestRestoreExecutionTimeMinutes: 7,
      LatestRestoreJobCreationDate: new Date("2026-08-22T02:00:00Z"),
      LatestRestoreRecoveryPointCreationDate: at(3),
    });
  });

  test.each([
    ["a resource without a backup", tableArn, "ResourceNotFoundException"],
    ["what is no ARN", "orders", "InvalidParameterValueException"],
  ])("is not %s", async (_what, arn, name) => {
    await expect(describeOne(arn)).rejects.toMatchObject({ name });
  });
});

test("a copy has the date of its source", async () => {
  const { arn } = protect(tableArn, 3);
  stage.backup.startCopyJob({
    sourceVaultName: "main",
    recoveryPointArn: arn,
    destinationVaultArn: "arn:aws:backup:eu-west-1:111122223333:backup-vault:other",
    iamRoleArn: roleArn,
    lifecycle: undefined,
  });
  await stage.pass(3_600_000);
  expect(stage.backup.recoveryPoints().map(({ vaultName, createdAt }) => [vaultName, createdAt])).toEqual([
    ["main", at(3)],
    ["other", at(3)],
  ]);
});

import {
  DeleteRecoveryPointCommand,
  DescribeRecoveryPointCommand,
  ListRecoveryPointsByBackupVaultCommand,
  type ListRecoveryPointsByBackupVaultInput,
  ListTagsCommand,
  paginateListRecoveryPointsByBackupVault,
} from "@aws-sdk/client-backup";
import { instanceArn, openStage, roleArn, type Stage, tableArn } from "./stage";

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
  stage.backup.seedVault({ name: "main" });
});

afterEach(() => stage.close());

const seed = (resourceArn = tableArn, createdAt = new Date("2026-08-21T02:00:00Z")): string =>
  stage.backup.seedRecoveryPoint({ vaultName: "main", resourceArn, createdAt }).arn;
const inMain = (RecoveryPointArn: string) => ({ BackupVaultName: "main", RecoveryPointArn });
const describePoint = (arn: string) => stage.client.send(new DescribeRecoveryPointCommand(inMain(arn)));
const remove = (arn: string) => stage.client.send(new DeleteRecoveryPointCommand(inMain(arn)));

describe("deleting a recovery point", () => {
  test("is asynchronous: DELETING, then gone", async () => {
    const arn = seed();
    await remove(arn);
    expect((await describePoint(arn)).Status).toBe("DELETING");
    await stage.pass(5000);
    await expect(describePoint(arn)).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: `Cannot find recovery point with ARN ${arn}`,
    });
  });

  test("is refused while it is being deleted", async () => {
    const arn = seed();
    await remove(arn);
    await expect(remove(arn)).rejects.toMatchObject({ name: "InvalidResourceStateException" });
  });

  test("returns 200 and leaves it EXPIRED where AWS Backup's role is not allowed to delete it", async () => {
    const arn = seed();
    stage.backup.willNotDelete(arn);
    expect((await remove(arn)).$metadata.httpStatusCode).toBe(200);
    await stage.pass(5000);
    expect((await describePoint(arn)).Status).toBe("EXPIRED");
  });

  test("is refused while a restore uses it", async () => {
    const arn = seed();
    stage.backup.startRestoreJob({ recoveryPointArn: arn, iamRoleArn: roleArn });
    await expect(remove(arn)).rejects.toMatchObject({ name: "InvalidRequestException" });
    await stage.pass(600_000);
    await remove(arn);
  });

  test("does not find a point of another vault", async () => {
    stage.backup.seedVault({ name: "other" });
    const { arn } = stage.backup.seedRecoveryPoint({ vaultName: "other", resourceArn: tableArn });
    await expect(remove(arn)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    expect(stage.backup.recoveryPoints()).toEqual([expect.objectContaining({ arn, status: "COMPLETED" })]);
  });
});

describe("listing recovery points", () => {
  const list = async (more: Partial<ListRecoveryPointsByBackupVaultInput> = {}) =>
    (
      await stage.client.send(
        new ListRecoveryPointsByBackupVaultCommand({ BackupVaultName: "main", ...more }),
      )
    ).RecoveryPoints?.map(({ ResourceType }) => ResourceType);

  beforeEach(() => {
    seed(tableArn);
    seed(instanceArn, new Date("2026-08-22T01:00:00Z"));
  });

  test.each<[Partial<ListRecoveryPointsByBackupVaultInput>, string[]]>([
    [{}, ["EC2", "DynamoDB"]],
    [{ ByResourceArn: tableArn }, ["DynamoDB"]],
    [{ ByResourceType: "EC2" }, ["EC2"]],
    [{ ByCreatedAfter: new Date("2026-08-22T00:00:00Z") }, ["EC2"]],
    [{ ByCreatedBefore: new Date("2026-08-22T00:00:00Z") }, ["DynamoDB"]],
    [{ ByBackupPlanId: "some-plan" }, []],
    [{ ByParentRecoveryPointArn: "arn:x" }, []],
  ])("by %j", async (filter, types) => {
    expect(await list(filter)).toEqual(types);
  });

  test("refuses an invalid ARN, and a vault that does not exist", async () => {
    await expect(list({ ByResourceArn: "i-0a1b" })).rejects.toMatchObject({
      name: "InvalidParameterValueException",
    });
    await expect(list({ BackupVaultName: "absent" })).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  test("skips none when recovery points are deleted between two pages", async () => {
    for (let count = 0; count < 4; count++) seed(`${tableArn}-${count}`);
    const seen = new Set<string>();
    const input = { BackupVaultName: "main" };
    for await (const page of paginateListRecoveryPointsByBackupVault(
      { client: stage.client, pageSize: 2 },
      input,
    )) {
      for (const { RecoveryPointArn = "" } of page.RecoveryPoints ?? []) {
        seen.add(RecoveryPointArn);
        await remove(RecoveryPointArn);
      }
      await stage.pass(5000);
    }
    expect(seen.size).toBe(6);
    expect(stage.backup.recoveryPoints()).toEqual([]);
  });
});

describe("a recovery point", () => {
  test("of a job carries the job's tags", async () => {
    const job = stage.backup.startBackupJob({
      BackupVaultName: "main",
      ResourceArn: instanceArn,
      IamRoleArn: roleArn,
      RecoveryPointTags: { Stage: "dev" },
    });
    await stage.pass(600_000);
    const { Tags } = await stage.client.send(new ListTagsCommand({ ResourceArn: job.recoveryPointArn }));
    expect(Tags).toEqual({ Stage: "dev" });
  });

  test("shows when its lifecycle moves it to cold storage and deletes it", async () => {
    const lifecycle = { MoveToColdStorageAfterDays: 1, DeleteAfterDays: 91 };
    const createdAt = new Date("2026-08-21T02:00:00Z");
    const seeded = { vaultName: "main", resourceArn: tableArn, createdAt, lifecycle };
    expect(await describePoint(stage.backup.seedRecoveryPoint(seeded).arn)).toMatchObject({
      Lifecycle: lifecycle,
      CalculatedLifecycle: {
        MoveToColdStorageAt: new Date("2026-08-22T02:00:00Z"),
        DeleteAt: new Date("2026-11-20T02:00:00Z"),
      },
    });
  });
});

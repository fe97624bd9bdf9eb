import {
  type BackupJob,
  ListBackupJobsCommand,
  type ListBackupJobsCommandInput,
  paginateListBackupJobs,
} from "@aws-sdk/client-backup";
import { instanceArn, openStage, roleArn, type Stage, tableArn } from "./stage";

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
  stage.backup.seedVault({ name: "main" });
});

afterEach(() => stage.close());

const start = (more: { BackupVaultName?: string; ResourceArn?: string } = {}) =>
  stage.backup.startBackupJob({
    BackupVaultName: "main",
    ResourceArn: instanceArn,
    IamRoleArn: roleArn,
    ...more,
  });

describe("listing backup jobs", () => {
  const list = async (input: ListBackupJobsCommandInput): Promise<BackupJob[]> =>
    (await stage.client.send(new ListBackupJobsCommand(input))).BackupJobs ?? [];

  beforeEach(async () => {
    stage.backup.seedVault({ name: "other" });
    start();
    await stage.pass(3_600_000);
    start({ BackupVaultName: "other", ResourceArn: tableArn });
    await stage.pass(20_000);
  });

  test.each([
    [{ ByBackupVaultName: "other" }, ["DynamoDB"]],
    [{ ByState: "COMPLETED" as const }, ["EC2"]],
    [{ ByState: "FAILED" as const }, []],
    [{ ByResourceArn: tableArn }, ["DynamoDB"]],
    [{ ByResourceType: "EC2" }, ["EC2"]],
    [{ ByCreatedAfter: new Date("2026-08-22T02:30:00Z") }, ["DynamoDB"]],
    [{ ByCreatedBefore: new Date("2026-08-22T02:30:00Z") }, ["EC2"]],
    [{ ByCompleteAfter: new Date("2026-08-22T02:00:00Z") }, ["EC2"]],
    [{ ByMessageCategory: "SUCCESS" }, ["EC2"]],
    [{ ByAccountId: "*" }, ["DynamoDB", "EC2"]],
    [{ ByAccountId: "999988887777" }, []],
    [{ ByParentJobId: "x" }, []],
    [{}, ["DynamoDB", "EC2"]],
  ])("by %j", async (filter, types) => {
    expect((await list(filter)).map(({ ResourceType }) => ResourceType)).toEqual(types);
  });

  test("shows the last 30 days only", async () => {
    await stage.pass(30 * 86_400_000);
    expect(await list({})).toHaveLength(0);
  });

  test("refuses an unknown state and an invalid token", async () => {
    const wrongState = new ListBackupJobsCommand({ ByState: "DONE" as "COMPLETED" });
    await expect(stage.client.send(wrongState)).rejects.toMatchObject({
      name: "InvalidParameterValueException",
    });
    const wrongToken = new ListBackupJobsCommand({ NextToken: "???" });
    await expect(stage.client.send(wrongToken)).rejects.toMatchObject({
      name: "InvalidParameterValueException",
    });
  });

  test.each([0, 1001])("refuses MaxResults %d", async (MaxResults) => {
    await expect(list({ MaxResults })).rejects.toMatchObject({ name: "InvalidParameterValueException" });
  });

  test("lists every job once over many pages", async () => {
    for (let count = 0; count < 5; count++) start({ ResourceArn: `${tableArn}-${count}` });
    const ids: unknown[] = [];
    for await (const page of paginateListBackupJobs({ client: stage.client, pageSize: 3 }, {})) {
      expect(page.BackupJobs?.length).toBeLessThanOrEqual(3);
      ids.push(...(page.BackupJobs ?? []).map(({ BackupJobId }) => BackupJobId));
    }
    expect(ids).toHaveLength(7);
    expect(new Set(ids).size).toBe(7);
  });
});

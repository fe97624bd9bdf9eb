import {
  type BackupJob,
  CreateBackupVaultCommand,
  DeleteBackupVaultCommand,
  DescribeBackupJobCommand,
  ListBackupJobsCommand,
  type ListBackupJobsCommandInput,
  ListRecoveryPointsByBackupVaultCommand,
  paginateListBackupJobs,
  StartBackupJobCommand,
  type StartBackupJobInput,
  StopBackupJobCommand,
} from "@aws-sdk/client-backup";
import { databaseArn, instanceArn, openStage, roleArn, type Stage, tableArn, volumeArn } from "./stage";

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
  await stage.client.send(new CreateBackupVaultCommand({ BackupVaultName: "main" }));
});

afterEach(() => stage.close());

const start = async (more: Partial<StartBackupJobInput> = {}): Promise<string> => {
  const input = { BackupVaultName: "main", ResourceArn: instanceArn, IamRoleArn: roleArn, ...more };
  const { BackupJobId } = await stage.client.send(new StartBackupJobCommand(input));
  return BackupJobId ?? "";
};

const describeJob = (BackupJobId: string) => stage.client.send(new DescribeBackupJobCommand({ BackupJobId }));
const stateOf = async (id: string) => (await describeJob(id)).State;

describe("the life of a backup job", () => {
  test("goes from CREATED through RUNNING to COMPLETED and leaves a recovery point", async () => {
    const id = await start({ Lifecycle: { DeleteAfterDays: 7 }, RecoveryPointTags: { Stage: "dev" } });
    expect(await stateOf(id)).toBe("CREATED");
    await stage.pass(10_000);
    expect(await stateOf(id)).toBe("RUNNING");
    await stage.pass(420_000);
    const job = await describeJob(id);
    expect(job).toMatchObject({
      State: "COMPLETED",
      MessageCategory: "SUCCESS",
      PercentDone: "100.0",
      BackupSizeInBytes: 8_589_934_592,
      BytesTransferred: 8_589_934_592,
      ResourceType: "EC2",
      RecoveryPointLifecycle: { DeleteAfterDays: 7 },
      CreationDate: new Date("2026-08-22T02:00:00Z"),
      CompletionDate: new Date("2026-08-22T02:07:10Z"),
      StartBy: new Date("2026-08-22T10:00:00Z"),
    });
    const { RecoveryPoints } = await stage.client.send(
      new ListRecoveryPointsByBackupVaultCommand({ BackupVaultName: "main" }),
    );
    expect(RecoveryPoints).toEqual([
      expect.objectContaining({
        RecoveryPointArn: job.RecoveryPointArn,
        Status: "COMPLETED",
        CalculatedLifecycle: { DeleteAt: new Date("2026-08-29T02:00:00Z") },
      }),
    ]);
  });

  test("tells its progress by the clock while it runs", async () => {
    const id = await start();
    await stage.pass(10_000 + 105_000);
    expect(await describeJob(id)).toMatchObject({ PercentDone: "25.0", BytesTransferred: 2_147_483_648 });
  });

  test.each([
    { state: "FAILED", statusMessage: "Access denied", messageCategory: "AccessDenied" },
    { state: "EXPIRED", statusMessage: "Backup job expired before completion." },
  ] as const)(
    "ends $state as decided beforehand, with its reason and without a recovery point",
    async (end) => {
      stage.backup.willEnd(instanceArn, end);
      const id = await start();
      await stage.pass(600_000);
      const job = await describeJob(id);
      expect(job).toMatchObject({ State: end.state, StatusMessage: end.statusMessage });
      expect(job.RecoveryPointArn).toBeUndefined();
      expect(stage.backup.recoveryPoints()).toEqual([]);
    },
  );

  test("takes the decisions on a resource in turn, then completes again", async () => {
    stage.backup.willEnd(tableArn, { state: "FAILED" });
    stage.backup.willEnd(tableArn, { state: "PARTIAL", sizeBytes: 5 });
    const ends: unknown[] = [];
    for (let count = 0; count < 3; count++) {
      const id = await start({ ResourceArn: tableArn });
      await stage.pass(600_000);
      ends.push(await stateOf(id));
    }
    expect(ends).toEqual(["FAILED", "PARTIAL", "COMPLETED"]);
  });

  test("expires where it runs longer than its completion window", async () => {
    stage.backup.willEnd(instanceArn, { state: "COMPLETED", runningMs: 3 * 3_600_000 });
    const id = await start({ StartWindowMinutes: 60, CompleteWindowMinutes: 120 });
    await stage.pass(2 * 3_600_000 - 1);
    expect(await stateOf(id)).toBe("RUNNING");
    await stage.pass(1);
    expect(await describeJob(id)).toMatchObject({
      State: "EXPIRED",
      StatusMessage: "Backup job expired before completion.",
    });
  });

  test("fails where the vault is gone when it starts", async () => {
    const id = await start();
    await stage.client.send(new DeleteBackupVaultCommand({ BackupVaultName: "main" }));
    await stage.pass(10_000);
    expect(await describeJob(id)).toMatchObject({
      State: "FAILED",
      StatusMessage: "Backup job failed because backup vault main does not exist.",
    });
  });
});

test("a job whose vault is deleted while it runs ends FAILED", async () => {
  const id = await start();
  await stage.pass(20_000);
  await stage.client.send(new DeleteBackupVaultCommand({ BackupVaultName: "main" }));
  await stage.pass(600_000);
  expect(await describeJob(id)).toMatchObject({
    State: "FAILED",
    StatusMessage: "Backup job failed because backup vault main does not exist.",
  });
});

describe("a second job for a busy resource", () => {
  test("waits in its start window and runs when the first one is over", async () => {
    const first = await start();
    const second = await start();
    await stage.pass(20_000);
    expect([await stateOf(first), await stateOf(second)]).toEqual(["RUNNING", "CREATED"]);
    await stage.pass(600_000);
    expect([await stateOf(first), await stateOf(second)]).toEqual(["COMPLETED", "RUNNING"]);
  });

  test("is EXPIRED with AWS's sentence when its start window ends before", async () => {
    stage.backup.willEnd(instanceArn, { state: "COMPLETED", runningMs: 20 * 3_600_000 });
    await start();
    const second = await start({ StartWindowMinutes: 60 });
    await stage.pass(3_600_000);
    expect(await describeJob(second)).toMatchObject({
      State: "EXPIRED",
      StatusMessage: "Backup job failed because there was a running job for the same resource.",
    });
  });
});

describe("stopping a backup job", () => {
  test("makes a running one ABORTING, then ABORTED, and never COMPLETED", async () => {
    const id = await start();
    await stage.pass(20_000);
    await stage.client.send(new StopBackupJobCommand({ BackupJobId: id }));
    expect(await stateOf(id)).toBe("ABORTING");
    await stage.pass(5000);
    expect(await describeJob(id)).toMatchObject({
      State: "ABORTED",
      StatusMessage: "Backup job was stopped by user.",
    });
    await stage.pass(24 * 3_600_000);
    expect(await stateOf(id)).toBe("ABORTED");
    expect(stage.backup.recoveryPoints()).toEqual([]);
  });

  test("shortly before its end still ends ABORTED", async () => {
    const id = await start();
    await stage.pass(10_000 + 419_000);
    await stage.client.send(new StopBackupJobCommand({ BackupJobId: id }));
    await stage.pass(2000);
    expect(await stateOf(id)).toBe("ABORTING");
    await stage.pass(3000);
    expect(await stateOf(id)).toBe("ABORTED");
  });

  test("works on one that has not started", async () => {
    const id = await start();
    await stage.client.send(new StopBackupJobCommand({ BackupJobId: id }));
    await stage.pass(60_000);
    expect(await stateOf(id)).toBe("ABORTED");
  });

  test("is refused for one that is over", async () => {
    const id = await start();
    await stage.pass(600_000);
    await expect(stage.client.send(new StopBackupJobCommand({ BackupJobId: id }))).rejects.toMatchObject({
      name: "InvalidRequestException",
      message: `Backup job ${id} cannot be stopped because it is COMPLETED.`,
    });
  });

  test("is refused for a resource that AWS cannot stop", async () => {
    const id = await start({ ResourceArn: databaseArn });
    await expect(stage.client.send(new StopBackupJobCommand({ BackupJobId: id }))).rejects.toMatchObject({
      name: "InvalidRequestException",
    });
  });
});

describe("starting a backup job", () => {
  test("gives the same job for the same idempotency token", async () => {
    const first = await start({ IdempotencyToken: "once" });
    await stage.pass(600_000);
    expect(await start({ IdempotencyToken: "once" })).toBe(first);
    expect(stage.backup.backupJobs()).toHaveLength(1);
  });

  test.each([
    [instanceArn, /^[0-9A-F-]{36}$/, /^arn:aws:ec2:eu-west-1::image\/ami-[0-9a-f]{17}$/],
    [volumeArn, /^[0-9A-F-]{36}$/, /^arn:aws:ec2:eu-west-1::snapshot\/snap-[0-9a-f]{17}$/],
    [tableArn, /^[0-9a-f-]{36}$/, /:table\/orders\/backup\/0\d{13}-[0-9a-f]{8}$/],
    [
      databaseArn,
      /^[0-9a-f-]{36}$/,
      /^arn:aws:rds:eu-west-1:111122223333:snapshot:awsbackup:job-[0-9a-f-]{36}$/,
    ],
    [
      "arn:aws:s3:::invoices.example.com",
      /^[0-9a-f-]{36}$/,
      /^arn:aws:backup:eu-west-1:111122223333:recovery-point:[0-9a-f-]{36}$/,
    ],
  ])("names job and recovery point of %s as AWS does", async (ResourceArn, idPattern, arnPattern) => {
    const id = await start({ ResourceArn });
    await stage.pass(600_000);
    expect(id).toMatch(idPattern);
    expect((await describeJob(id)).RecoveryPointArn).toMatch(arnPattern);
  });

  test.each<[string, Partial<StartBackupJobInput>, string, RegExp]>([
    [
      "a start window under 60 minutes",
      { StartWindowMinutes: 59 },
      "InvalidParameterValueException",
      /59.*60 minutes/,
    ],
    [
      "a completion window under 60 minutes",
      { CompleteWindowMinutes: 30 },
      "InvalidParameterValueException",
      /completion window 30/,
    ],
    [
      "a completion window that is not longer than the start window",
      { StartWindowMinutes: 120, CompleteWindowMinutes: 120 },
      "InvalidParameterValueException",
      /completion window 120/,
    ],
    [
      "a lifecycle with less than 90 days in cold storage",
      { Lifecycle: { MoveToColdStorageAfterDays: 30, DeleteAfterDays: 60 } },
      "InvalidParameterValueException",
      /90 days apart/,
    ],
    ["a role that is none", { IamRoleArn: "AWSBackup" }, "InvalidParameterValueException", /IamRoleArn/],
    [
      "a resource that AWS does not back up",
      { ResourceArn: "arn:aws:lambda:eu-west-1:111122223333:function:f" },
      "InvalidParameterValueException",
      /not supported/,
    ],
    ["a missing vault", { BackupVaultName: "absent" }, "ResourceNotFoundException", /backup-vault:absent/],
    ["a missing resource", { ResourceArn: undefined }, "MissingParameterValueException", /ResourceArn/],
  ])("refuses %s", async (_what, input, name, message) => {
    await expect(start(input)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
    expect(stage.backup.backupJobs()).toEqual([]);
  });

  test("answers ResourceNotFoundException for a job that does not exist", async () => {
    await expect(describeJob("no-such-job")).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Cannot find Backup job with ID no-such-job",
    });
  });
});

describe("listing backup jobs", () => {
  const list = async (input: ListBackupJobsCommandInput): Promise<BackupJob[]> =>
    (await stage.client.send(new ListBackupJobsCommand(input))).BackupJobs ?? [];

  beforeEach(async () => {
    stage.backup.seedVault({ name: "foreign" });
    await start();
    await stage.pass(3_600_000);
    await start({ BackupVaultName: "foreign", ResourceArn: tableArn });
    await stage.pass(20_000);
  });

  test.each([
    [{ ByBackupVaultName: "foreign" }, ["DynamoDB"]],
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

  test("refuses a state that does not exist and a token of somebody else", async () => {
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

  test("gives every job once over many pages", async () => {
    for (let count = 0; count < 5; count++) await start({ ResourceArn: `${tableArn}-${count}` });
    const ids: unknown[] = [];
    for await (const page of paginateListBackupJobs({ client: stage.client, pageSize: 3 }, {})) {
      expect(page.BackupJobs?.length).toBeLessThanOrEqual(3);
      ids.push(...(page.BackupJobs ?? []).map(({ BackupJobId }) => BackupJobId));
    }
    expect(ids).toHaveLength(7);
    expect(new Set(ids).size).toBe(7);
  });
});

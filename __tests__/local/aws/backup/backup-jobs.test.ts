import {
  CreateBackupVaultCommand,
  DeleteBackupVaultCommand,
  DescribeBackupJobCommand,
  ListRecoveryPointsByBackupVaultCommand,
  StartBackupJobCommand,
  type StartBackupJobInput,
  StopBackupJobCommand,
} from "@aws-sdk/client-backup";
import { databaseArn, instanceArn, openStage, roleArn, type Stage, tableArn } from "./stage";

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

describe("the lifecycle of a backup job", () => {
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

  test("reports its progress by the clock while it runs", async () => {
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

  test("takes the planned outcomes of a resource in turn, then completes again", async () => {
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

  test("fails where the vault no longer exists when it starts", async () => {
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
  test("waits in its start window and runs when the first one has ended", async () => {
    const first = await start();
    const second = await start();
    await stage.pass(20_000);
    expect([await stateOf(first), await stateOf(second)]).toEqual(["RUNNING", "CREATED"]);
    await stage.pass(600_000);
    expect([await stateOf(first), await stateOf(second)]).toEqual(["COMPLETED", "RUNNING"]);
  });

  test("is EXPIRED with AWS's message when its start window ends before", async () => {
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

  test("is refused for one that has ended", async () => {
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

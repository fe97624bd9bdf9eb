import { StopBackupJobCommand } from "@aws-sdk/client-backup";
import type { EventBridgeEvent } from "../../../../local/aws/backup/eventbridge-event";
import { instanceArn, openStage, roleArn, type Stage } from "./stage";

let stage: Stage;
let received: EventBridgeEvent[];

beforeEach(async () => {
  received = [];
  stage = await openStage({
    emit: async (event) => {
      received.push(event);
    },
  });
  stage.backup.seedVault({ name: "main" });
  await stage.backup.settled();
  received.length = 0;
});

afterEach(() => stage.close());

const details = (detailType: string) =>
  received.filter((event) => event["detail-type"] === detailType).map(({ detail }) => detail);

const startJob = () =>
  stage.backup.startBackupJob({ BackupVaultName: "main", ResourceArn: instanceArn, IamRoleArn: roleArn });

test("an event has EventBridge's envelope, with the account outside of its detail", async () => {
  startJob();
  await stage.backup.settled();
  expect(received).toEqual([
    {
      version: "0",
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      "detail-type": "Backup Job State Change",
      source: "aws.backup",
      account: "111122223333",
      time: "2026-08-22T02:00:00Z",
      region: "eu-west-1",
      resources: [],
      detail: expect.not.objectContaining({ accountId: expect.anything() }),
    },
  ]);
});

test("a backup job reports each state: only three details at first, then sizes as strings", async () => {
  const { id } = startJob();
  await stage.pass(600_000);
  const [created, running, completed] = details("Backup Job State Change");
  expect(created).toEqual({ backupJobId: id, state: "CREATED", creationDate: "2026-08-22T02:00:00.000Z" });
  expect(running).toMatchObject({
    state: "RUNNING",
    percentDone: 0,
    expectedCompletionDate: "Aug 29, 2026 2:00:00 AM",
  });
  expect(completed).toMatchObject({
    backupJobId: id,
    state: "COMPLETED",
    backupVaultName: "main",
    resourceType: "EC2",
    backupSizeInBytes: "8589934592",
    bytesTransferred: "8589934592",
    completionDate: "2026-08-22T02:07:10.000Z",
  });
  expect(completed).not.toHaveProperty("statusMessage");
});

test("a stopped backup job's status message is in its own quotes", async () => {
  const { id } = startJob();
  await stage.client.send(new StopBackupJobCommand({ BackupJobId: id }));
  await stage.pass(600_000);
  expect(
    details("Backup Job State Change").map(({ state, statusMessage }) => [state, statusMessage]),
  ).toEqual([
    ["CREATED", undefined],
    ["ABORTING", undefined],
    ["ABORTED", '"Backup job was stopped by user."'],
  ]);
});

test("a copy job has no id when created, sizes as numbers, and {} for a recovery point that does not exist yet", async () => {
  stage.backup.seedVault({ name: "copies" });
  const point = stage.backup.seedRecoveryPoint({ vaultName: "main", resourceArn: instanceArn });
  const job = stage.backup.startCopyJob({
    sourceVaultName: "main",
    recoveryPointArn: point.arn,
    destinationVaultArn: "arn:aws:backup:eu-west-1:111122223333:backup-vault:copies",
    iamRoleArn: roleArn,
    lifecycle: undefined,
  });
  await stage.pass(600_000);
  const [created, running, completed] = details("Copy Job State Change");
  expect(created).toEqual({ state: "CREATED", creationDate: "2026-08-22T02:00:00.000Z" });
  expect(running).toMatchObject({
    copyJobId: job.id,
    backupSizeInBytes: 8_589_934_592,
  });
  expect(running?.["destinationRecoveryPointArn"]).toEqual({});
  expect(completed).toMatchObject({
    state: "COMPLETED",
    destinationRecoveryPointArn: job.destinationRecoveryPointArn,
  });
});

test("a restore job has state when created, and status from then on", async () => {
  const point = stage.backup.seedRecoveryPoint({ vaultName: "main", resourceArn: instanceArn });
  const job = stage.backup.startRestoreJob({ recoveryPointArn: point.arn, iamRoleArn: roleArn });
  await stage.pass(600_000);
  const all = details("Restore Job State Change");
  expect(all.map(({ state, status }) => [state, status])).toEqual([
    ["CREATED", undefined],
    [undefined, "PENDING"],
    [undefined, "RUNNING"],
    [undefined, "COMPLETED"],
  ]);
  expect(all[3]).toMatchObject({
    restoreJobId: job.id,
    backupSizeInBytes: "8589934592",
    createdResourceArn: job.createdResourceArn,
    sourceResourceArn: instanceArn,
  });
});

test("an event that EventBridge refuses stops neither the job nor the next event", async () => {
  const lines: string[] = [];
  const states: unknown[] = [];
  const other = await openStage({
    log: (line) => lines.push(line),
    emit: async ({ detail }) => {
      states.push(detail["state"]);
      throw new Error("bus not found");
    },
  });
  other.backup.seedVault({ name: "main" });
  const job = other.backup.startBackupJob({
    BackupVaultName: "main",
    ResourceArn: instanceArn,
    IamRoleArn: roleArn,
  });
  await other.pass(600_000);
  expect(job.state).toBe("COMPLETED");
  expect(states).toEqual(["CREATED", "RUNNING", "COMPLETED"]);
  expect(lines).toContain("EventBridge event lost: bus not found");
  await other.close();
});

import { StopBackupJobCommand } from "@aws-sdk/client-backup";
import type { Outcome } from "../../../../local/aws/backup/job";
import { type Publication, subscribableEvents } from "../../../../local/aws/backup/vault-event";
import {
  accountId,
  attributesOf,
  instanceArn,
  openStage,
  roleArn,
  type Stage,
  tableArn,
  topicArn,
} from "./stage";

let stage: Stage;

const open = async (
  events: readonly string[] = subscribableEvents,
  options: Parameters<typeof openStage>[0] = {},
): Promise<void> => {
  stage = await openStage(options);
  stage.backup.seedVault({ name: "main", notifications: { topicArn, events } });
};

afterEach(() => stage.close());

const runJob = async (resourceArn = instanceArn): Promise<string> => {
  const job = stage.backup.startBackupJob({
    BackupVaultName: "main",
    ResourceArn: resourceArn,
    IamRoleArn: roleArn,
  });
  await stage.pass(600_000);
  return job.id;
};

const jobAttributes = (type: string, state: string, id: string) => ({
  EventType: type,
  State: state,
  AccountId: accountId,
  Id: id,
  StartTime: "2026-08-22T02:00:00Z",
});

describe("a backup job's notifications", () => {
  test("report its start and its completion in AWS's live wording", async () => {
    await open();
    const id = await runJob();
    const point = stage.backup.recoveryPoints()[0]?.arn;
    expect(stage.sent).toEqual([
      expect.objectContaining({
        topicArn,
        subject: "Notification from AWS Backup",
        message: `An AWS Backup job was started. Resource ARN : ${instanceArn}. BackupJob ID : ${id}`,
      }),
      expect.objectContaining({
        message: `An AWS Backup job was completed successfully. Recovery point ARN: ${point}. Backed up Resource ARN : ${instanceArn}. Backup Job Id : ${id}`,
        messageAttributes: {
          EventType: { Type: "String", Value: "BACKUP_JOB" },
          State: { Type: "String", Value: "COMPLETED" },
          AccountId: { Type: "String", Value: accountId },
          Id: { Type: "String", Value: id },
          StartTime: { Type: "String", Value: "2026-08-22T02:00:00Z" },
        },
      }),
    ]);
  });

  test.each<[Outcome["state"], string]>([
    ["FAILED", "An AWS Backup job failed."],
    ["EXPIRED", "An AWS Backup job failed to complete in time."],
    ["ABORTED", "An AWS Backup job was stopped."],
    ["PARTIAL", "An AWS Backup job was completed partially."],
  ])("report that it ended %s, once, although every event is subscribed", async (state, text) => {
    await open();
    stage.backup.willEnd(tableArn, { state });
    const id = await runJob(tableArn);
    expect(stage.sent).toHaveLength(2);
    expect(stage.sent[1]?.message).toBe(`${text} Resource ARN : ${tableArn}. BackupJob ID : ${id}`);
    expect(stage.sent[1] && attributesOf(stage.sent[1])).toEqual(jobAttributes("BACKUP_JOB", state, id));
  });

  test("report that it was stopped", async () => {
    await open(["BACKUP_JOB_COMPLETED"]);
    const job = stage.backup.startBackupJob({
      BackupVaultName: "main",
      ResourceArn: instanceArn,
      IamRoleArn: roleArn,
    });
    await stage.client.send(new StopBackupJobCommand({ BackupJobId: job.id }));
    await stage.pass(600_000);
    expect(stage.sent.map((publication) => attributesOf(publication)["State"])).toEqual(["ABORTED"]);
  });

  test("are only those that the vault subscribes to", async () => {
    await open(["BACKUP_JOB_STARTED"]);
    await runJob();
    expect(stage.sent.map((publication) => attributesOf(publication)["State"])).toEqual(["RUNNING"]);
  });

  test("are none for deprecated events, which AWS accepts and never sends", async () => {
    await open(["BACKUP_JOB_SUCCESSFUL", "BACKUP_JOB_FAILED", "BACKUP_JOB_EXPIRED"]);
    await runJob();
    stage.backup.willEnd(instanceArn, { state: "FAILED" });
    await runJob();
    expect(stage.sent).toEqual([]);
  });

  test("are none for a job in another vault", async () => {
    await open();
    stage.backup.seedVault({ name: "silent" });
    stage.backup.startBackupJob({
      BackupVaultName: "silent",
      ResourceArn: instanceArn,
      IamRoleArn: roleArn,
    });
    await stage.pass(600_000);
    expect(stage.sent).toEqual([]);
  });
});

describe("notifications of copy and restore jobs", () => {
  beforeEach(async () => {
    await open();
    stage.backup.seedVault({ name: "copies" });
  });

  const point = () => stage.backup.seedRecoveryPoint({ vaultName: "main", resourceArn: instanceArn });
  const copy = async (): Promise<string> => {
    const job = stage.backup.startCopyJob({
      sourceVaultName: "main",
      recoveryPointArn: point().arn,
      destinationVaultArn: `arn:aws:backup:eu-west-1:${accountId}:backup-vault:copies`,
      iamRoleArn: roleArn,
      lifecycle: undefined,
    });
    await stage.pass(600_000);
    return job.id;
  };
  const restore = async (): Promise<string> => {
    const job = stage.backup.startRestoreJob({ recoveryPointArn: point().arn, iamRoleArn: roleArn });
    await stage.pass(600_000);
    return job.id;
  };

  test.each<[Outcome["state"], string, string]>([
    ["COMPLETED", "COMPLETED", "An AWS Copy job was completed successfully."],
    ["FAILED", "FAILED", "An AWS Copy job was completed but was failed or was aborted."],
    ["PARTIAL", "PARTIAL", "An AWS Copy job was completed partially."],
  ])("report that a copy ended %s", async (outcome, state, text) => {
    stage.backup.willEnd(instanceArn, { state: outcome }, "copy");
    const id = await copy();
    expect(stage.sent.map(({ message }) => message)).toEqual([
      `An AWS Copy job was started. Copy Job Id : ${id}`,
      `${text} Copy Job Id : ${id}`,
    ]);
    expect(stage.sent[1] && attributesOf(stage.sent[1])).toEqual(jobAttributes("COPY_JOB", state, id));
  });

  test.each<[Outcome["state"], string, string]>([
    ["COMPLETED", "COMPLETED", "An AWS Restore job was completed successfully."],
    ["FAILED", "FAILED", "An AWS Restore job failed."],
    ["ABORTED", "ABORTED", "An AWS Restore job was stopped."],
  ])("report that a restore ended %s", async (outcome, state, text) => {
    stage.backup.willEnd(instanceArn, { state: outcome }, "restore");
    const id = await restore();
    expect(stage.sent.map(({ message }) => message)).toEqual([
      `An AWS Restore job was started. Restore Job Id : ${id}`,
      `${text} Restore Job Id : ${id}`,
    ]);
    expect(stage.sent[1] && attributesOf(stage.sent[1])).toEqual(jobAttributes("RESTORE_JOB", state, id));
  });

  test("report that a recovery point was modified", async () => {
    const { arn } = point();
    stage.backup.sendOtherEvent("main", { kind: "recovery-point-modified", recoveryPointArn: arn });
    await stage.backup.settled();
    expect(stage.sent.map(attributesOf)).toEqual([
      { EventType: "RECOVERY_POINT_MODIFIED", AccountId: accountId },
    ]);
  });
});

describe("publications that are not delivered", () => {
  test("are dropped silently where the topic or its key does not allow AWS Backup", async () => {
    const asked: string[][] = [];
    const canPublish = async (...question: string[]): Promise<boolean> => {
      asked.push(question);
      return false;
    };
    await open(["BACKUP_JOB_COMPLETED"], { canPublish });
    const id = await runJob();
    expect(stage.sent).toEqual([]);
    expect(asked).toEqual([[topicArn, `arn:aws:backup:eu-west-1:${accountId}:backup-vault:main`]]);
    expect(stage.backup.dropped).toEqual([
      expect.objectContaining({ reason: `backup.amazonaws.com is not allowed to publish to ${topicArn}` }),
    ]);
    expect(stage.backup.backupJobs()).toEqual([expect.objectContaining({ id, state: "COMPLETED" })]);
  });

  test("are kept with SNS's error where SNS fails, and the next ones are sent", async () => {
    const answers = [new Error("topic not found")];
    const published: (string | undefined)[] = [];
    const publish = async (publication: Publication): Promise<void> => {
      const error = answers.shift();
      if (error) throw error;
      published.push(attributesOf(publication)["State"]);
    };
    await open(["BACKUP_JOB_STARTED", "BACKUP_JOB_COMPLETED"], { publish });
    await runJob();
    expect(stage.backup.dropped.map(({ reason }) => reason)).toEqual(["topic not found"]);
    expect(published).toEqual(["COMPLETED"]);
  });
});

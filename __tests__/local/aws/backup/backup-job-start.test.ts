import {
  CreateBackupVaultCommand,
  DescribeBackupJobCommand,
  StartBackupJobCommand,
  type StartBackupJobInput,
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
describe("starting a backup job", () => {
  test("returns the same job for the same idempotency token", async () => {
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
    [
      "a retention of more than 36500 days",
      { Lifecycle: { DeleteAfterDays: 40_000 } },
      "InvalidParameterValueException",
      /more than 36500 days/,
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

  test("returns ResourceNotFoundException for a job that does not exist", async () => {
    await expect(describeJob("no-such-job")).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Cannot find Backup job with ID no-such-job",
    });
  });
});

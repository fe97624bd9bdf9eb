import {
  DeleteRecoveryPointCommand,
  DescribeCopyJobCommand,
  DescribeRestoreJobCommand,
  ListCopyJobsCommand,
  ListRestoreJobsCommand,
  PutRestoreValidationResultCommand,
  StartBackupJobCommand,
  StartCopyJobCommand,
  type StartCopyJobInput,
  StartRestoreJobCommand,
} from "@aws-sdk/client-backup";
import { instanceArn, openStage, roleArn, type Stage } from "./stage";

let stage: Stage;
let pointArn: string;

beforeEach(async () => {
  stage = await openStage();
  stage.backup.seedVault({ name: "main" });
  stage.backup.seedVault({ name: "copies" });
  pointArn = stage.backup.seedRecoveryPoint({ vaultName: "main", resourceArn: instanceArn }).arn;
});

afterEach(() => stage.close());

const vaultArn = (name: string, region = "eu-west-1") =>
  `arn:aws:backup:${region}:111122223333:backup-vault:${name}`;

describe("a copy job", () => {
  const copy = async (more: Partial<StartCopyJobInput> = {}): Promise<string> => {
    const input = {
      RecoveryPointArn: pointArn,
      SourceBackupVaultName: "main",
      DestinationBackupVaultArn: vaultArn("copies"),
      IamRoleArn: roleArn,
      ...more,
    };
    return (await stage.client.send(new StartCopyJobCommand(input))).CopyJobId ?? "";
  };
  const describeCopy = async (CopyJobId: string) =>
    (await stage.client.send(new DescribeCopyJobCommand({ CopyJobId }))).CopyJob;

  test("goes from CREATED through RUNNING to COMPLETED and leaves a copy", async () => {
    const id = await copy();
    expect((await describeCopy(id))?.State).toBe("CREATED");
    await stage.pass(10_000);
    expect((await describeCopy(id))?.State).toBe("RUNNING");
    await stage.pass(420_000);
    const job = await describeCopy(id);
    expect(job).toMatchObject({
      State: "COMPLETED",
      SourceBackupVaultArn: vaultArn("main"),
      SourceRecoveryPointArn: pointArn,
      CompletionDate: new Date("2026-08-22T02:07:10Z"),
    });
    expect(stage.backup.recoveryPoints()[1]).toMatchObject({
      arn: job?.DestinationRecoveryPointArn,
      vaultName: "copies",
      sourceVaultArn: vaultArn("main"),
    });
  });

  test("to another Region completes with an ARN of that Region", async () => {
    const id = await copy({ DestinationBackupVaultArn: vaultArn("far", "eu-central-1") });
    await stage.pass(600_000);
    expect((await describeCopy(id))?.DestinationRecoveryPointArn).toMatch(
      /^arn:aws:ec2:eu-central-1::image\//,
    );
    expect(stage.backup.recoveryPoints()).toHaveLength(1);
  });

  test("fails as planned, and where its destination does not exist", async () => {
    const reason = "Access denied exception while trying to list tags";
    stage.backup.willEnd(instanceArn, { state: "FAILED", statusMessage: reason }, "copy");
    const decided = await copy();
    const lost = await copy({ DestinationBackupVaultArn: vaultArn("absent") });
    await stage.pass(600_000);
    expect(await describeCopy(decided)).toMatchObject({ State: "FAILED", StatusMessage: reason });
    expect(await describeCopy(lost)).toMatchObject({
      State: "FAILED",
      StatusMessage: expect.stringContaining("does not exist"),
    });
    expect(stage.backup.recoveryPoints()).toHaveLength(1);
  });

  test("keeps a backup of the same resource waiting", async () => {
    await copy();
    await stage.pass(10_000);
    const input = { BackupVaultName: "main", ResourceArn: instanceArn, IamRoleArn: roleArn };
    await stage.client.send(new StartBackupJobCommand(input));
    await stage.pass(10_000);
    expect(stage.backup.backupJobs()[0]?.state).toBe("CREATED");
    await stage.pass(600_000);
    expect(stage.backup.backupJobs()[0]?.state).toBe("RUNNING");
  });

  test("is the same for the same idempotency token", async () => {
    expect(await copy({ IdempotencyToken: "once" })).toBe(await copy({ IdempotencyToken: "once" }));
    expect(stage.backup.copyJobs()).toHaveLength(1);
  });

  test("is listed by its filters", async () => {
    const id = await copy();
    const list = async (input: object) =>
      (await stage.client.send(new ListCopyJobsCommand(input))).CopyJobs?.map(({ CopyJobId }) => CopyJobId);
    expect(await list({})).toEqual([id]);
    expect(await list({ ByState: "CREATED", ByDestinationVaultArn: vaultArn("copies") })).toEqual([id]);
    expect(await list({ ByResourceArn: instanceArn, ByResourceType: "EC2" })).toEqual([id]);
    expect(await list({ ByState: "FAILED" })).toEqual([]);
    expect(await list({ ByCreatedAfter: new Date("2027-01-01") })).toEqual([]);
    expect(await list({ ByDestinationVaultArn: vaultArn("main") })).toEqual([]);
    await expect(list({ ByState: "GONE" })).rejects.toMatchObject({ name: "InvalidParameterValueException" });
  });

  test.each<[string, Partial<StartCopyJobInput>, string]>([
    ["a source vault that does not exist", { SourceBackupVaultName: "absent" }, "ResourceNotFoundException"],
    ["a point of another vault", { SourceBackupVaultName: "copies" }, "ResourceNotFoundException"],
    [
      "a destination that is no vault",
      { DestinationBackupVaultArn: "copies" },
      "InvalidParameterValueException",
    ],
    ["no role", { IamRoleArn: undefined }, "MissingParameterValueException"],
  ])("is refused with %s", async (_what, more, name) => {
    await expect(copy(more)).rejects.toMatchObject({ name });
  });

  test("that does not exist is ResourceNotFoundException", async () => {
    await expect(describeCopy("absent")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });
});

describe("a restore job", () => {
  const restore = async (more: object = {}): Promise<string> => {
    const input = { RecoveryPointArn: pointArn, Metadata: {}, IamRoleArn: roleArn, ...more };
    return (await stage.client.send(new StartRestoreJobCommand(input))).RestoreJobId ?? "";
  };
  const describeRestore = (RestoreJobId: string) =>
    stage.client.send(new DescribeRestoreJobCommand({ RestoreJobId }));

  test("goes from PENDING through RUNNING to COMPLETED and names what it created", async () => {
    const id = await restore();
    expect((await describeRestore(id)).Status).toBe("PENDING");
    await stage.pass(10_000);
    expect((await describeRestore(id)).Status).toBe("RUNNING");
    await stage.pass(420_000);
    expect(await describeRestore(id)).toMatchObject({
      Status: "COMPLETED",
      SourceResourceArn: instanceArn,
      BackupVaultArn: vaultArn("main"),
      CreatedResourceArn: expect.stringMatching(/:instance\/i-[0-9a-f]{17}$/),
      CompletionDate: new Date("2026-08-22T02:07:10Z"),
    });
  });

  test("fails as planned", async () => {
    stage.backup.willEnd(instanceArn, { state: "FAILED", statusMessage: "No capacity" }, "restore");
    const id = await restore();
    await stage.pass(600_000);
    const job = await describeRestore(id);
    expect(job).toMatchObject({ Status: "FAILED", StatusMessage: "No capacity" });
    expect(job.CreatedResourceArn).toBeUndefined();
  });

  test.each([
    ["arn:aws:ec2:eu-west-1:111122223333:volume/vol-0aa11bb22cc33dd44", /:volume\/vol-[0-9a-f]{17}$/],
    ["arn:aws:dynamodb:eu-west-1:111122223333:table/orders", /:table\/orders-restored-[0-9a-f]{8}$/],
    ["arn:aws:rds:eu-west-1:111122223333:cluster:orders", /:cluster:orders-restored-[0-9a-f]{8}$/],
  ])("of %s creates another one of its type", async (resourceArn, pattern) => {
    const { arn } = stage.backup.seedRecoveryPoint({ vaultName: "main", resourceArn });
    const id = await restore({ RecoveryPointArn: arn });
    await stage.pass(600_000);
    expect((await describeRestore(id)).CreatedResourceArn).toMatch(pattern);
  });

  test("is refused for a point that is being deleted", async () => {
    const input = { BackupVaultName: "main", RecoveryPointArn: pointArn };
    await stage.client.send(new DeleteRecoveryPointCommand(input));
    await expect(restore()).rejects.toMatchObject({ name: "InvalidRequestException" });
  });

  test("accepts a validation result once it is completed, and not before", async () => {
    const id = await restore();
    const verdict = {
      RestoreJobId: id,
      ValidationStatus: "SUCCESSFUL",
      ValidationStatusMessage: "3 of 3",
    } as const;
    const put = () => stage.client.send(new PutRestoreValidationResultCommand(verdict));
    await expect(put()).rejects.toMatchObject({ name: "InvalidRequestException" });
    await stage.pass(600_000);
    expect((await put()).$metadata.httpStatusCode).toBe(204);
    expect(await describeRestore(id)).toMatchObject({
      ValidationStatus: "SUCCESSFUL",
      ValidationStatusMessage: "3 of 3",
    });
  });

  test("is the same for the same idempotency token, and listed by its filters", async () => {
    const id = await restore({ IdempotencyToken: "once" });
    expect(await restore({ IdempotencyToken: "once" })).toBe(id);
    const list = async (input: object) =>
      (await stage.client.send(new ListRestoreJobsCommand(input))).RestoreJobs?.map(
        (job) => job.RestoreJobId,
      );
    expect(await list({ ByStatus: "PENDING" })).toEqual([id]);
    expect(await list({ ByStatus: "COMPLETED" })).toEqual([]);
    expect(await list({ ByResourceType: "EBS" })).toEqual([]);
    expect(await list({ ByRestoreTestingPlanArn: "arn:x" })).toEqual([]);
  });

  test("is refused without metadata, and for a point that does not exist", async () => {
    await expect(restore({ Metadata: undefined })).rejects.toMatchObject({
      name: "MissingParameterValueException",
    });
    await expect(restore({ RecoveryPointArn: "arn:aws:ec2:eu-west-1::image/ami-0" })).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
    await expect(describeRestore("absent")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });
});

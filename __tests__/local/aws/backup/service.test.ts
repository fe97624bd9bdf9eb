import {
  CreateBackupVaultCommand,
  DescribeBackupJobCommand,
  DescribeBackupVaultCommand,
  ListBackupJobsCommand,
  StartBackupJobCommand,
} from "@aws-sdk/client-backup";
import type { AuthorizationRequest } from "../../../../local/aws/backup/wire/server";
import { instanceArn, openStage, roleArn, type Stage } from "./stage";

let stage: Stage;

afterEach(() => stage.close());

describe("authorization", () => {
  let asked: AuthorizationRequest[];
  const sentence =
    "User: arn:aws:sts::111122223333:assumed-role/notifier/dev is not authorized to perform: backup:DescribeBackupJob because no identity-based policy allows the backup:DescribeBackupJob action";

  beforeEach(async () => {
    asked = [];
    stage = await openStage({
      authorize: async (request) => {
        asked.push(request);
        return request.action === "backup:DescribeBackupJob" ? sentence : true;
      },
    });
  });

  test("denies with AWS's message before anything is looked up", async () => {
    await expect(
      stage.client.send(new DescribeBackupJobCommand({ BackupJobId: "absent" })),
    ).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: sentence,
      $metadata: { httpStatusCode: 403 },
    });
  });

  test("passes the call to the authorizer as it was signed", async () => {
    await stage.client.send(
      new CreateBackupVaultCommand({ BackupVaultName: "main", CreatorRequestId: "r-1" }),
    );
    expect(asked[0]?.signed).toMatchObject({
      method: "PUT",
      path: "/backup-vaults/main",
      headers: { authorization: expect.stringContaining("AKIDEXAMPLE") },
      body: Buffer.from('{"CreatorRequestId":"r-1"}'),
    });
  });

  test("asks with the access key, the action and the resource of the call", async () => {
    await stage.client.send(new CreateBackupVaultCommand({ BackupVaultName: "main" }));
    const input = { BackupVaultName: "main", ResourceArn: instanceArn, IamRoleArn: roleArn };
    await stage.client.send(new StartBackupJobCommand(input));
    await stage.client.send(new ListBackupJobsCommand({}));
    const main = "arn:aws:backup:eu-west-1:111122223333:backup-vault:main";
    expect(asked.map(({ signed: _, ...question }) => question)).toEqual([
      { accessKeyId: "AKIDEXAMPLE", action: "backup:CreateBackupVault", resource: main },
      { accessKeyId: "AKIDEXAMPLE", action: "backup:StartBackupJob", resource: main },
      { accessKeyId: "AKIDEXAMPLE", action: "backup:ListBackupJobs", resource: "*" },
    ]);
  });
});

describe("the service itself", () => {
  test("calls its owner before each answer, for instance to move the clock", async () => {
    const operations: string[] = [];
    stage = await openStage({
      onCall: (operation) => {
        operations.push(operation);
        if (operation === "DescribeBackupJob") stage.clock.advance(300_000);
      },
    });
    stage.backup.seedVault({ name: "main" });
    const job = stage.backup.startBackupJob({
      BackupVaultName: "main",
      ResourceArn: instanceArn,
      IamRoleArn: roleArn,
    });
    const states: unknown[] = [];
    for (let count = 0; count < 2; count++) {
      const { State } = await stage.client.send(new DescribeBackupJobCommand({ BackupJobId: job.id }));
      states.push(State);
    }
    expect(states).toEqual(["RUNNING", "COMPLETED"]);
    expect(operations).toEqual(["DescribeBackupJob", "DescribeBackupJob"]);
  });

  test("returns 500 without its own error, which goes to the log", async () => {
    const lines: string[] = [];
    stage = await openStage({
      log: (line) => lines.push(line),
      authorize: async () => {
        throw new Error("the authorizer failed");
      },
    });
    const list = stage.client.send(new ListBackupJobsCommand({}));
    await expect(list).rejects.toMatchObject({
      name: "InternalFailure",
      message: "The local AWS Backup failed; see its log.",
      $metadata: { httpStatusCode: 500 },
    });
    expect(lines[0]).toContain("the authorizer failed");
  });

  test("listens on loopback only, and can be closed twice", async () => {
    stage = await openStage();
    expect(stage.backup.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    stage.backup.seedVault({ name: "main" });
    const job = stage.backup.startBackupJob({
      BackupVaultName: "main",
      ResourceArn: instanceArn,
      IamRoleArn: roleArn,
    });
    await stage.backup.close();
    await stage.backup.close();
    await expect(fetch(stage.backup.url)).rejects.toThrow("fetch failed");
    stage.clock.advance(3_600_000);
    expect(job.state).toBe("CREATED");
  });

  test("closes although a publication never ends, and sends no other", async () => {
    const begun: string[] = [];
    stage = await openStage({
      publish: ({ message }) => {
        begun.push(message);
        return new Promise(() => {});
      },
    });
    const topicArn = "arn:aws:sns:eu-west-1:111122223333:t";
    stage.backup.seedVault({ name: "main", notifications: { topicArn, events: ["BACKUP_JOB_STARTED"] } });
    for (const message of ["first", "second"]) {
      stage.backup.sendOtherEvent("main", { kind: "other", message, attributes: {} });
    }
    await fetch(stage.backup.url);
    await stage.backup.close();
    expect(begun).toEqual(["first"]);
  });

  test("reports a port that is in use", async () => {
    stage = await openStage();
    const port = Number(new URL(stage.backup.url).port);
    await expect(openStage({ port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  test("two services on one machine know nothing of each other", async () => {
    stage = await openStage();
    const other = await openStage();
    other.backup.seedVault({ name: "main" });
    const describeVault = new DescribeBackupVaultCommand({ BackupVaultName: "main" });
    await expect(stage.client.send(describeVault)).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
    await other.close();
  });
});

describe("a limit of calls a second", () => {
  test("throttles all callers together, and lets them on as time passes", async () => {
    stage = await openStage({ callsPerSecond: 3 });
    const call = () => stage.client.send(new ListBackupJobsCommand({}));
    const throttled = {
      name: "ThrottlingException",
      message: "Rate exceeded",
      $metadata: { httpStatusCode: 400 },
    };
    for (let count = 0; count < 3; count++) await call();
    await expect(call()).rejects.toMatchObject(throttled);
    await stage.pass(334);
    await call();
    await expect(call()).rejects.toMatchObject(throttled);
    await stage.pass(60_000);
    for (let count = 0; count < 3; count++) await call();
    await expect(call()).rejects.toMatchObject(throttled);
  });
});

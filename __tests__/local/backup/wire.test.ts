import {
  CreateBackupVaultCommand,
  DescribeBackupJobCommand,
  DescribeBackupVaultCommand,
  DescribeRecoveryPointCommand,
  ListBackupJobsCommand,
  StartBackupJobCommand,
} from "@aws-sdk/client-backup";
import type { AuthorizationRequest } from "../../../local/backup/wire/server";
import { clientOf, instanceArn, openStage, roleArn, type Stage } from "./stage";

let stage: Stage;

afterEach(() => stage.close());

const signed = (scope = "20260822/eu-west-1/backup") => ({
  "x-amz-date": "20260822T020000Z",
  authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/${scope}/aws4_request, SignedHeaders=host;x-amz-date, Signature=${"0".repeat(64)}`,
});

const call = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(`${stage.backup.url}${path}`, { headers: signed(), ...init });
  const text = await response.text();
  return {
    status: response.status,
    errorType: response.headers.get("x-amzn-errortype"),
    body: text === "" ? undefined : JSON.parse(text),
  };
};

describe("on the wire", () => {
  beforeEach(async () => {
    stage = await openStage();
    stage.backup.seedVault({ name: "main" });
  });

  test("dates are seconds since 1970, and an error has its name in a header and four keys in its body", async () => {
    expect((await call("/backup-vaults/main")).body.CreationDate).toBe(1_787_364_000);
    expect(await call("/backup-jobs/absent")).toEqual({
      status: 400,
      errorType: "ResourceNotFoundException",
      body: {
        Code: "ResourceNotFoundException",
        Message: "Cannot find Backup job with ID absent",
        Type: null,
        Context: null,
      },
    });
  });

  test("a path is the same with and without a slash at its end", async () => {
    for (const path of ["/backup-jobs", "/backup-jobs/", "/backup-vaults/main/recovery-points/"]) {
      expect((await call(path)).status).toBe(200);
    }
  });

  test("an ARN with slashes and colons comes whole through the path", async () => {
    const { arn } = stage.backup.seedRecoveryPoint({ vaultName: "main", resourceArn: instanceArn });
    const input = { BackupVaultName: "main", RecoveryPointArn: arn };
    const point = await stage.client.send(new DescribeRecoveryPointCommand(input));
    expect(point.RecoveryPointArn).toBe(arn);
  });

  test("a broken escape in the path is InvalidParameterValueException", async () => {
    expect((await call("/backup-vaults/%E0%A4%A")).errorType).toBe("InvalidParameterValueException");
  });

  test("an operation that does not exist is UnknownOperationException", async () => {
    expect(await call("/audit/frameworks")).toMatchObject({
      status: 404,
      errorType: "UnknownOperationException",
    });
    expect(await call("/backup-vaults/main", { method: "PATCH" })).toMatchObject({ status: 404 });
  });

  test("a body that is not JSON or more than 1 MiB is SerializationException", async () => {
    const put = (body: string) => call("/backup-jobs", { method: "PUT", body });
    expect((await put("{")).errorType).toBe("SerializationException");
    expect((await put(`"${"x".repeat(1024 * 1024)}"`)).errorType).toBe("SerializationException");
  });

  test("a body of the wrong kind is told with the value that was given", async () => {
    const body = JSON.stringify({ BackupVaultName: 7, ResourceArn: instanceArn, IamRoleArn: roleArn });
    expect(await call("/backup-jobs", { method: "PUT", body })).toMatchObject({
      errorType: "InvalidParameterValueException",
      body: { Message: expect.stringMatching(/^Invalid value for BackupVaultName: .*Given: 7$/) },
    });
    expect((await call("/backup-jobs", { method: "PUT", body: "[]" })).status).toBe(400);
  });

  test("a date filter that is no date is refused", async () => {
    expect((await call("/backup-jobs?createdAfter=yesterday")).errorType).toBe(
      "InvalidParameterValueException",
    );
  });
});

describe("who calls", () => {
  beforeEach(async () => {
    stage = await openStage();
  });

  test.each([
    ["nobody", {}, "MissingAuthenticationTokenException", /Missing Authentication Token/],
    [
      "somebody with a password",
      { authorization: "Basic eDp5" },
      "IncompleteSignatureException",
      /Signature/,
    ],
    [
      "a call without a date",
      { authorization: signed().authorization },
      "IncompleteSignatureException",
      /X-Amz-Date/,
    ],
    [
      "a signature for SNS",
      signed("20260822/eu-west-1/sns"),
      "InvalidSignatureException",
      /service: 'backup'/,
    ],
    [
      "a signature for another Region",
      signed("20260822/us-east-1/backup"),
      "InvalidSignatureException",
      /us-east-1/,
    ],
  ])("is refused with 403: %s", async (_who, headers, errorType, message) => {
    expect(await call("/backup-vaults/", { headers })).toMatchObject({
      status: 403,
      errorType,
      body: { Message: expect.stringMatching(message) },
    });
  });

  test("is refused where the SDK signs for another Region", async () => {
    const client = clientOf(stage.backup.url, { region: "us-east-1" });
    await expect(client.send(new ListBackupJobsCommand({}))).rejects.toMatchObject({
      name: "InvalidSignatureException",
    });
    client.destroy();
  });
});

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

  test("denies with AWS's sentence before anything is looked up", async () => {
    await expect(
      stage.client.send(new DescribeBackupJobCommand({ BackupJobId: "absent" })),
    ).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: sentence,
      $metadata: { httpStatusCode: 403 },
    });
  });

  test("shows the judge the call as it was signed", async () => {
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
  test("lets its owner do something before each answer, such as moving the clock", async () => {
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

  test("answers 500 without its own trouble, which goes to the log", async () => {
    const lines: string[] = [];
    stage = await openStage({
      log: (line) => lines.push(line),
      authorize: async () => {
        throw new Error("the judge is ill");
      },
    });
    expect(await call("/backup-vaults/")).toMatchObject({
      status: 500,
      errorType: "InternalFailure",
      body: { Message: expect.not.stringContaining("ill") },
    });
    expect(lines[0]).toContain("the judge is ill");
  });

  test("listens on loopback only, and closing it twice is as good as once", async () => {
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

  test("closes although a publication never comes to its end, and sends no other", async () => {
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
      stage.backup.happen("main", { kind: "other", message, attributes: {} });
    }
    await fetch(stage.backup.url);
    await stage.backup.close();
    expect(begun).toEqual(["first"]);
  });

  test("says so where its port is taken", async () => {
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

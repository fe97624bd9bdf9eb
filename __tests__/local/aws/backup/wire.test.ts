import { DescribeRecoveryPointCommand, ListBackupJobsCommand } from "@aws-sdk/client-backup";
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

  test("an injected fault ends a call as it says, until it is cleared", async () => {
    stage.backup.inject((operation) =>
      operation === "DescribeBackupVault"
        ? { kind: "error", status: 400, type: "ThrottlingException" }
        : undefined,
    );
    expect(await call("/backup-vaults/main")).toMatchObject({
      status: 400,
      errorType: "ThrottlingException",
      body: { Code: "ThrottlingException" },
    });
    expect((await call("/backup-vaults")).status).toBe(200);
    stage.backup.inject(undefined);
    expect((await call("/backup-vaults/main")).status).toBe(200);
  });

  test("calls beyond a second's number are throttled, until the next second", async () => {
    await stage.close();
    stage = await openStage({ callsPerSecond: 2 });
    const statuses = async () => [
      (await call("/backup-vaults")).status,
      (await call("/backup-jobs")).status,
      (await call("/backup-vaults")).errorType,
    ];
    expect(await statuses()).toEqual([200, 200, "ThrottlingException"]);
    stage.clock.advance(1000);
    expect(await statuses()).toEqual([200, 200, "ThrottlingException"]);
  });

  test("a slow answer takes its time by the service's clock", async () => {
    stage.backup.inject(() => ({ kind: "slow", milliseconds: 1500 }));
    const answered = jest.fn();
    const called = call("/backup-vaults").then(answered);
    while (stage.clock.nextDueMilliseconds() === undefined) await new Promise(setImmediate);
    expect(stage.clock.nextDueMilliseconds()).toBe(stage.clock.nowMilliseconds() + 1500);
    expect(answered).not.toHaveBeenCalled();
    stage.clock.advance(1500);
    await called;
    expect(answered).toHaveBeenCalledWith(expect.objectContaining({ status: 200 }));
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

  test("the error for a body of the wrong type names the given value", async () => {
    const body = JSON.stringify({ BackupVaultName: 7, ResourceArn: instanceArn, IamRoleArn: roleArn });
    expect(await call("/backup-jobs", { method: "PUT", body })).toMatchObject({
      errorType: "InvalidParameterValueException",
      body: { Message: expect.stringMatching(/^Invalid value for BackupVaultName: .*Given: 7$/) },
    });
    expect((await call("/backup-jobs", { method: "PUT", body: "[]" })).status).toBe(400);
  });

  test("an invalid date filter is refused", async () => {
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
    ["no one", {}, "MissingAuthenticationTokenException", /Missing Authentication Token/],
    [
      "a caller with a password",
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

import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { command } from "../../../scripts/program/command";
import { checkNotLocked, lockProblemIn } from "../../../scripts/state/lock";
import { awsError } from "../support/deployed-aws";
import { newOperator } from "../support/operator";

const target = { stage: "prod", region: "eu-west-1" };

/** As Terraform 1.11 prints it. */
const refusal = `
Error: Error acquiring the state lock

Error message: operation error S3: PutObject, https response error
StatusCode: 412, RequestID: adb4, HostID: ipt5, api error
PreconditionFailed: At least one of the pre-conditions you specified did not
hold
Lock Info:
  ID:        0a1b-2c3d
  Path:      example-state/111122223333/eu-west-1/backup-notifications-prod.tfstate
  Operation: OperationTypeApply
  Who:       ci@runner-7
  Version:   1.11.4
  Created:   2026-11-27 08:00:00.123 +0000 UTC
  Info:      


Terraform acquires a state lock to protect the state from being written
by multiple users at the same time. Please resolve the issue above and try
again. For most commands, you can disable locking with the "-lock=false"
flag, but this is not recommended.
`;

test("a held lock is one sentence: who holds it, since when, and what to do", () => {
  expect(lockProblemIn(refusal, target)).toBe(
    "the state of stage prod is locked: ci@runner-7 runs terraform apply since 2026-11-27 08:00:00 UTC, so nothing was changed; " +
      "wait for its end, as `npm run deploy -- prod eu-west-1 -- -lock-timeout=10m` does, or, if that run was killed, " +
      "remove its lock with `terraform force-unlock 0a1b-2c3d` in cdktf.out/stacks/backup-notifications-prod",
  );
});

test.each([
  ["another error", "Error: No valid credential sources found"],
  [
    "a lock that could not even be read",
    "Error: Error acquiring the state lock\n\napi error AccessDenied: no",
  ],
])("%s stays in Terraform's words", (_, text) => {
  expect(lockProblemIn(text, target)).toBeUndefined();
});

describe("before anything is deleted", () => {
  const s3 = mockClient(S3Client);
  const state = { bucket: "states", region: "eu-central-1", key: "111122223333/eu-west-1/s.tfstate" };

  beforeEach(() => s3.reset());

  const check = async () => {
    const operator = newOperator({ project: { path: "/" } });
    const run = command({
      name: "c",
      summary: "",
      run: (_, context) => checkNotLocked(state, target, context),
    });
    return { exitCode: await operator.run(run), screen: operator.output() };
  };

  const holds = (text: string) =>
    s3
      .on(GetObjectCommand, { Bucket: "states", Key: `${state.key}.tflock` })
      .resolves({ Body: { transformToString: async () => text } as never });

  test("a lock in S3 refuses, in the same words", async () => {
    holds('{"ID":"0a1b","Operation":"OperationTypePlan","Who":"a@b","Created":"2026-11-27T08:00:00.123Z"}');
    expect(await check()).toEqual({
      exitCode: 1,
      screen:
        "Error: the state of stage prod is locked: a@b runs terraform plan since 2026-11-27 08:00:00 UTC, so nothing was deleted; " +
        "wait for its end, or, if that run was killed, remove its lock with `terraform force-unlock 0a1b` in cdktf.out/stacks/backup-notifications-prod",
    });
  });

  test("without a lock, it says nothing", async () => {
    s3.on(GetObjectCommand).rejects(awsError("NoSuchKey"));
    expect(await check()).toEqual({ exitCode: 0, screen: "" });
  });

  test("a state in a file is not asked for in S3", async () => {
    const operator = newOperator({ project: { path: "/" } });
    const run = command({
      name: "c",
      summary: "",
      run: (_, context) => checkNotLocked(undefined, target, context),
    });
    expect(await operator.run(run)).toBe(0);
    expect(s3.calls()).toEqual([]);
  });

  test.each([
    ["S3 denies", () => s3.on(GetObjectCommand).rejects(awsError("AccessDenied", "no"))],
    ["no one can read", () => holds("locked")],
  ])("a lock that %s is unknown, not absent: that is said", async (_, arrange) => {
    arrange();
    const { exitCode, screen } = await check();
    expect(exitCode).toBe(0);
    expect(screen).toMatch(/^It could not be checked whether someone works with the state of stage prod: /);
  });
});

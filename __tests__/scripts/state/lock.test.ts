import { lockProblemIn } from "../../../scripts/state/lock";

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

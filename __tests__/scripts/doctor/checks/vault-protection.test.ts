import {
  BackupClient,
  DescribeBackupVaultCommand,
  GetBackupVaultAccessPolicyCommand,
} from "@aws-sdk/client-backup";
import { mockClient } from "aws-sdk-client-mock";
import { runChecks } from "../../../../scripts/doctor/check";
import { vaultProtectionChecks } from "../../../../scripts/doctor/checks/vault-protection";
import type { SynthesizedStack } from "../../../../scripts/stack/synthesized-stack";
import type { StackOutputs } from "../../../../src/outputs";
import { awsError } from "../../support/deployed-aws";
import { expectedOf, restore, said } from "../../support/doctor";
import { outputsOf } from "../../support/project-folder";

const backup = mockClient(BackupClient);
const role = "arn:aws:iam::111122223333:role/break-glass";
const statement = { Sid: "OnlyBreakGlassRole", Condition: { ArnNotEquals: { "aws:PrincipalArn": role } } };

beforeEach(() => {
  backup.reset();
  backup.on(DescribeBackupVaultCommand).resolves({ Locked: true });
  backup
    .on(GetBackupVaultAccessPolicyCommand)
    .resolves({ Policy: JSON.stringify({ Statement: [statement] }) });
});

const findings = async (
  expected: Partial<SynthesizedStack>,
  outputs: Partial<StackOutputs> = {},
): Promise<readonly string[]> => {
  const stage = {
    outputs: outputsOf(outputs),
    expected: expectedOf(expected),
    aws: { region: "eu-west-1", credentials: { accessKeyId: "a", secretAccessKey: "b" } },
    clock: { now: () => 0 },
  };
  return (await runChecks(vaultProtectionChecks(stage))).flatMap(({ findings: found }) => found.map(said));
};

test("a vault without a lock and a break-glass role has nothing to check", async () => {
  expect(await findings({})).toEqual([]);
});

test("a locked vault whose policy is the stack's is fine", async () => {
  expect(await findings({ hasLock: true, hasAccessPolicy: true })).toEqual([
    "ok: recovery points stay in backup-notifications-dev until their retention ends",
    `ok: only ${role} can delete recovery points`,
  ]);
});

test("a lock that someone removed is a problem", async () => {
  backup.on(DescribeBackupVaultCommand).resolves({ Locked: false });
  expect(await findings({ hasLock: true })).toEqual([
    `problem: Locked is false, expected true, so recovery points can be deleted before their retention ends; ${restore}`,
  ]);
});

test("an answer without a lock is not a lock", async () => {
  backup.on(DescribeBackupVaultCommand).resolves({});
  expect(await findings({ hasLock: true })).toEqual([expect.stringMatching(/^problem: Locked is not set/)]);
});

test.each([
  [
    "removed",
    () => backup.on(GetBackupVaultAccessPolicyCommand).rejects(awsError("ResourceNotFoundException")),
    /^problem: vault \S+ has none, so everyone/,
  ],
  [
    "replaced",
    () => backup.on(GetBackupVaultAccessPolicyCommand).resolves({ Policy: '{"Statement":[]}' }),
    /^problem: Policy lacks the stack's statement, so others than the break-glass role/,
  ],
  [
    "hidden",
    () => backup.on(GetBackupVaultAccessPolicyCommand).rejects(awsError("AccessDeniedException")),
    /^unknown: /,
  ],
])("an access policy that is %s is not taken for the stack's", async (_what, change, sentence) => {
  change();
  expect(await findings({ hasAccessPolicy: true })).toEqual([expect.stringMatching(sentence)]);
});

describe("the vault for copies in another Region", () => {
  const name = "backup-notifications-dev-from-eu-west-1";
  const copies = { copy_vault_arns: `arn:aws:backup:eu-north-1:111122223333:backup-vault:${name}` };

  test("is asked for there, with the protections that the stage's vault has", async () => {
    expect(await findings({ hasLock: true, hasAccessPolicy: true }, copies)).toEqual([
      "ok: recovery points stay in backup-notifications-dev until their retention ends",
      `ok: only ${role} can delete recovery points`,
      `ok: ${name} in eu-north-1 takes copies`,
      `ok: recovery points stay in ${name} until their retention ends`,
      `ok: only ${role} can delete recovery points`,
    ]);
    const calls = backup.commandCalls(DescribeBackupVaultCommand, { BackupVaultName: name });
    expect(await calls[0]?.thisValue.config.region()).toBe("eu-north-1");
  });

  test("is a problem where it does not exist", async () => {
    backup.on(DescribeBackupVaultCommand).rejects(awsError("ResourceNotFoundException"));
    expect(await findings({}, copies)).toEqual([
      `problem: vault ${name} in eu-north-1 does not exist, so every copy into it fails; ${restore}`,
    ]);
  });

  test("is unknown where AWS does not let anyone look", async () => {
    backup.on(DescribeBackupVaultCommand).rejects(awsError("AccessDeniedException"));
    expect(await findings({}, copies)).toEqual([expect.stringMatching(/^unknown: /)]);
  });
});

test("a vault that receives copies lets other accounts copy into it", async () => {
  expect(await findings({ receivesCopies: true })).toEqual([
    `problem: Policy lacks AccountsCopyInto, so no other account can copy into the vault; ${restore}`,
  ]);
  backup
    .on(GetBackupVaultAccessPolicyCommand)
    .resolves({ Policy: JSON.stringify({ Statement: [{ Sid: "AccountsCopyInto" }] }) });
  expect(await findings({ receivesCopies: true })).toEqual([
    "ok: other accounts can copy into backup-notifications-dev",
  ]);
});

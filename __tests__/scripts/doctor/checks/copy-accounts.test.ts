import { BackupClient, DescribeGlobalSettingsCommand } from "@aws-sdk/client-backup";
import { mockClient } from "aws-sdk-client-mock";
import { runChecks } from "../../../../scripts/doctor/check";
import { copyAccountsChecks } from "../../../../scripts/doctor/checks/copy-accounts";
import { awsError } from "../../support/deployed-aws";
import { expectedOf, said } from "../../support/doctor";
import { outputsOf } from "../../support/project-folder";

const backup = mockClient(BackupClient);
const vaultIn = (account: string) => `arn:aws:backup:eu-west-1:${account}:backup-vault:central`;

beforeEach(() => backup.reset());

const findings = async (...copyVaultArns: readonly string[]): Promise<readonly string[]> => {
  const stage = {
    outputs: outputsOf(),
    expected: expectedOf({ copyVaultArns }),
    aws: { region: "eu-west-1", credentials: { accessKeyId: "a", secretAccessKey: "b" } },
    clock: { now: () => 0 },
  };
  return (await runChecks(copyAccountsChecks(stage))).flatMap(({ findings: found }) => found.map(said));
};

const enabled = (isCrossAccountBackupEnabled: string) =>
  backup.on(DescribeGlobalSettingsCommand).resolves({ GlobalSettings: { isCrossAccountBackupEnabled } });

test("without copies to another account there is nothing to check", async () => {
  expect(await findings(vaultIn("111122223333"))).toEqual([]);
  expect(backup.calls()).toEqual([]);
});

test("an organization with cross-account backup is fine", async () => {
  enabled("true");
  expect(await findings(vaultIn("444455556666"))).toEqual([
    "ok: the organization allows copies to account 444455556666",
  ]);
});

test("one without it is a problem, with the command for its management account", async () => {
  enabled("false");
  expect(await findings(vaultIn("444455556666"), vaultIn("777788889999"))).toEqual([
    "problem: no copy reaches account 444455556666 and 777788889999: cross-account backup is not turned on in its organization; turn it on in the management account with `aws backup update-global-settings --global-settings isCrossAccountBackupEnabled=true`",
  ]);
});

test("no organization is a problem, and no permission is not known", async () => {
  backup.on(DescribeGlobalSettingsCommand).rejects(awsError("InvalidRequestException"));
  expect(await findings(vaultIn("444455556666"))).toEqual([
    expect.stringMatching(
      /^problem: no copy reaches account 444455556666: AWS copies only within an organization/,
    ),
  ]);
  backup.on(DescribeGlobalSettingsCommand).rejects(awsError("AccessDeniedException"));
  expect(await findings(vaultIn("444455556666"))).toEqual([
    expect.stringMatching(/^unknown: could not be checked: AWS denied the call/),
  ]);
});

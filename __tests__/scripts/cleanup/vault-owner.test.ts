import { BackupClient, DescribeBackupVaultCommand, ListBackupVaultsCommand } from "@aws-sdk/client-backup";
import { mockClient } from "aws-sdk-client-mock";
import { readVaultOwner } from "../../../scripts/cleanup/vault-owner";

const backup = mockClient(BackupClient);
const denied = Object.assign(new Error("denied"), { name: "AccessDeniedException" });

test.each([
  ["is not in", { BackupVaultName: "other", BackupVaultArn: "arn:other" }, { kind: "absent" }],
  ["is in, without its ARN,", { BackupVaultName: "mine" }, { kind: "unanswered" }],
])("a vault that AWS denies and that %s the list of all vaults", async (_where, listed, vault) => {
  backup.reset();
  backup.on(DescribeBackupVaultCommand).rejects(denied);
  backup.on(ListBackupVaultsCommand).resolves({ BackupVaultList: [listed] });
  const asked = { name: "mine", isInState: true };
  expect(await readVaultOwner(new BackupClient({ region: "eu-west-1" }), asked)).toMatchObject({ vault });
});

import {
  BackupClient,
  ListBackupJobsCommand,
  ListRecoveryPointsByBackupVaultCommand,
} from "@aws-sdk/client-backup";
import { mockClient } from "aws-sdk-client-mock";
import { describeContents, readVaultContents } from "../../../scripts/vault/own-vault";

const backup = mockClient(BackupClient);
const client = new BackupClient({ region: "eu-west-1" });

beforeEach(() => {
  backup.reset();
  backup.on(ListBackupJobsCommand).resolves({ BackupJobs: [] });
  backup.on(ListRecoveryPointsByBackupVaultCommand).resolves({ RecoveryPoints: [] });
});

test("a vault with empty lists is empty", async () => {
  expect(describeContents(await readVaultContents(client, "main"))).toBe("0 active jobs, 0 recovery points");
});

test.each([
  ["jobs", () => backup.on(ListBackupJobsCommand).resolves({})],
  ["recovery points", () => backup.on(ListRecoveryPointsByBackupVaultCommand).resolves({})],
])("an answer without a list of %s is not taken for an empty one", async (_, arrange) => {
  arrange();
  await expect(readVaultContents(client, "main")).rejects.toThrow("AWS returned no list");
});

test("a recovery point whose size AWS leaves out makes the sum a least size", async () => {
  const gibibyte = 1024 ** 3;
  backup.on(ListRecoveryPointsByBackupVaultCommand).resolves({
    RecoveryPoints: [{ BackupSizeInBytes: 8 * gibibyte }, {}],
  });
  expect(describeContents(await readVaultContents(client, "main"))).toBe(
    "0 active jobs, 2 recovery points (at least 8 GiB)",
  );
});

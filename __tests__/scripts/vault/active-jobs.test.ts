import { BackupClient, ListBackupJobsCommand } from "@aws-sdk/client-backup";
import { mockClient } from "aws-sdk-client-mock";
import { listActiveJobs } from "../../../scripts/vault/active-jobs";

const backup = mockClient(BackupClient);

beforeEach(() => backup.reset());

test("every call lists one vault, and a returned job of another vault is dropped", async () => {
  backup.on(ListBackupJobsCommand).resolves({
    BackupJobs: [
      { BackupJobId: "ours", BackupVaultName: "ours" },
      { BackupJobId: "another team's", BackupVaultName: "Default" },
      { BackupJobId: "nameless" },
    ],
  });
  const jobs = await listActiveJobs(new BackupClient({ region: "eu-west-1" }), "ours");
  expect(new Set(jobs.map(({ BackupJobId }) => BackupJobId))).toEqual(new Set(["ours"]));
  const asked = backup.commandCalls(ListBackupJobsCommand).map((call) => call.args[0].input);
  expect(asked.map(({ ByBackupVaultName }) => ByBackupVaultName)).toEqual(["ours", "ours", "ours", "ours"]);
  expect(asked.map(({ ByState }) => ByState)).toEqual(["CREATED", "PENDING", "RUNNING", "ABORTING"]);
});

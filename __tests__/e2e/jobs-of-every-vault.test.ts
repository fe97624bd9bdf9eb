import { BackupClient } from "@aws-sdk/client-backup";
import { type LocalBackup, startBackup } from "../../local/aws/backup/backup";
import { accountRoot, accountRootConfig } from "../../local/ministack/account-root";
import { listActiveJobs } from "../../scripts/vault/active-jobs";

const { accountId, region } = accountRoot;

let backup: LocalBackup;

beforeEach(async () => {
  backup = await startBackup({
    accountId,
    region,
    publish: async () => {},
    canPublish: async () => true,
    timeline: { createdMs: 3_600_000, runningMs: 3_600_000 },
  });
});

afterEach(() => backup.close());

/** The mistake still does what it is for, whatever the product's source looks like. */
test("with the mistake a command takes the jobs of every vault for those of its own", async () => {
  backup.seedVault({ name: "theirs" });
  const { id } = backup.startBackupJob({
    BackupVaultName: "theirs",
    ResourceArn: `arn:aws:dynamodb:${region}:${accountId}:table/orders`,
    IamRoleArn: `arn:aws:iam::${accountId}:role/backup`,
  });
  const client = new BackupClient(accountRootConfig(backup.url));
  expect(await listActiveJobs(client, "ours")).toEqual([]);
  await import("../../e2e/jobs-of-every-vault");
  expect(await listActiveJobs(client, "ours")).toMatchObject([{ BackupJobId: id, BackupVaultName: "ours" }]);
});

import {
  BackupClient,
  CreateBackupVaultCommand,
  ListRecoveryPointsByBackupVaultCommand,
} from "@aws-sdk/client-backup";
import { type LocalBackup, startBackup } from "../../../../local/aws/backup/backup";
import { createVirtualClock } from "../../../../local/clock/virtual-clock";

const volume = "arn:aws:ec2:eu-central-1:111122223333:volume/vol-0123456789abcdef0";
const clock = createVirtualClock();
let backup: LocalBackup;
const clients: BackupClient[] = [];

const clientIn = (region: string): BackupClient => {
  const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
  const client = new BackupClient({ region, endpoint: backup.url, credentials, maxAttempts: 1 });
  clients.push(client);
  return client;
};

beforeAll(async () => {
  backup = await startBackup({
    accountId: "111122223333",
    region: "eu-central-1",
    otherRegions: ["eu-west-1"],
    scheduler: clock,
    publish: async () => undefined,
  });
});

afterAll(async () => {
  for (const client of clients) client.destroy();
  await backup.close();
});

const pointsOf = async (region: string, BackupVaultName: string) =>
  (await clientIn(region).send(new ListRecoveryPointsByBackupVaultCommand({ BackupVaultName })))
    .RecoveryPoints;

test("a copy to another Region is in the vault there, and keeps its own retention", async () => {
  backup.seedVault({ name: "records" });
  const { arn } = backup.seedRecoveryPoint({ vaultName: "records", resourceArn: volume });
  const { BackupVaultArn: destinationVaultArn = "" } = await clientIn("eu-west-1").send(
    new CreateBackupVaultCommand({ BackupVaultName: "records-from-eu-central-1" }),
  );
  expect(destinationVaultArn).toBe(
    "arn:aws:backup:eu-west-1:111122223333:backup-vault:records-from-eu-central-1",
  );
  backup.startCopyJob({
    sourceVaultName: "records",
    recoveryPointArn: arn,
    destinationVaultArn,
    iamRoleArn: "arn:aws:iam::111122223333:role/backup",
    lifecycle: { DeleteAfterDays: 90 },
  });
  await clock.advance(60_000);
  expect(await pointsOf("eu-west-1", "records-from-eu-central-1")).toMatchObject([
    {
      SourceBackupVaultArn: "arn:aws:backup:eu-central-1:111122223333:backup-vault:records",
      Lifecycle: { DeleteAfterDays: 90 },
    },
  ]);
  expect(await pointsOf("eu-central-1", "records")).toHaveLength(1);
  expect(backup.inRegion("eu-west-1").recoveryPoints()).toHaveLength(1);
});

test("a vault of one Region is none of another, and a Region that there is not is refused", async () => {
  await expect(pointsOf("eu-west-1", "records")).rejects.toThrow("Cannot find Backup vault");
  await expect(pointsOf("eu-north-1", "records")).rejects.toThrow("valid Region, not 'eu-north-1'");
});

import {
  type BackupClient,
  CreateBackupVaultCommand,
  DescribeGlobalSettingsCommand,
  ListRecoveryPointsByBackupVaultCommand,
  PutBackupVaultAccessPolicyCommand,
  StartCopyJobCommand,
} from "@aws-sdk/client-backup";
import type { BackupOptions } from "../../../../local/aws/backup/backup";
import type { EventBridgeEvent } from "../../../../local/aws/backup/eventbridge-event";
import { accountId, clientOf, openStage, region, roleArn, type Stage, tableArn } from "./stage";

const receiver = "444455556666";
const organizationId = "o-a1b2c3d4e5";
const vaultArn = `arn:aws:backup:${region}:${receiver}:backup-vault:central`;
const keyArn = `arn:aws:kms:${region}:${receiver}:key/11111111-2222-3333-4444-555555555555`;

const events: EventBridgeEvent[] = [];
let stage: Stage;
let there: BackupClient;

const oneOrganization: Partial<BackupOptions> = {
  otherAccounts: [receiver],
  organizationOf: () => ({ id: organizationId, hasCrossAccountBackup: true }),
  emit: async (event) => {
    events.push(event);
  },
};

const open = async (options: Partial<BackupOptions> = {}): Promise<void> => {
  stage = await openStage({ ...oneOrganization, ...options });
  stage.backup.seedVault({ name: "main" });
  there = clientOf(stage.backup.url, { accessKeyId: receiver });
};

afterEach(async () => {
  there.destroy();
  events.length = 0;
  await stage.close();
});

const createVault = (input: { EncryptionKeyArn?: string } = { EncryptionKeyArn: keyArn }) =>
  there.send(new CreateBackupVaultCommand({ BackupVaultName: "central", ...input }));

const allows = (statement: object) =>
  there.send(
    new PutBackupVaultAccessPolicyCommand({
      BackupVaultName: "central",
      Policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "backup:CopyIntoBackupVault", Resource: "*", ...statement }],
      }),
    }),
  );

const fromAccount = (id: string) => allows({ Principal: { AWS: `arn:aws:iam::${id}:root` } });
const fromOrganization = (id: string) =>
  allows({ Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": id } } });

/** Copies a recovery point, and says how that ended. */
const copy = async () => {
  const { arn } = stage.backup.seedRecoveryPoint({ vaultName: "main", resourceArn: tableArn });
  await stage.client.send(
    new StartCopyJobCommand({
      SourceBackupVaultName: "main",
      RecoveryPointArn: arn,
      DestinationBackupVaultArn: vaultArn,
      IamRoleArn: roleArn,
      Lifecycle: { DeleteAfterDays: 90 },
    }),
  );
  await stage.pass(600_000);
  const [job] = stage.backup.copyJobs();
  return job?.statusMessage ?? job?.state;
};

test("accounts have vaults of their own, by the access key of their root", async () => {
  await open();
  await createVault();
  expect(stage.backup.vaults().map(({ name }) => name)).toEqual(["main"]);
  const [vault] = stage.backup.inAccount(receiver).vaults();
  expect(vault?.arn).toBe(vaultArn);
  const stranger = clientOf(stage.backup.url, { accessKeyId: "999999999999" });
  await expect(
    stranger.send(new ListRecoveryPointsByBackupVaultCommand({ BackupVaultName: "main" })),
  ).rejects.toMatchObject({ name: "UnrecognizedClientException" });
  stranger.destroy();
});

test.each([
  ["the account", () => fromAccount(accountId)],
  ["its organization", () => fromOrganization(organizationId)],
])(
  "a copy arrives in a vault whose policy allows %s, and is a job of the account it comes from",
  async (_, allow) => {
    await open();
    await createVault();
    await allow();
    expect(await copy()).toBe("COMPLETED");
    const points = await there.send(
      new ListRecoveryPointsByBackupVaultCommand({ BackupVaultName: "central" }),
    );
    expect(points.RecoveryPoints).toMatchObject([
      {
        ResourceArn: tableArn,
        SourceBackupVaultArn: `arn:aws:backup:${region}:${accountId}:backup-vault:main`,
        Lifecycle: { DeleteAfterDays: 90 },
        EncryptionKeyArn: keyArn,
      },
    ]);
    expect(stage.backup.inAccount(receiver).copyJobs()).toEqual([]);
    expect(new Set(events.map(({ account }) => account))).toEqual(new Set([accountId]));
    expect(events.at(-1)?.detail).toMatchObject({
      state: "COMPLETED",
      sourceBackupVaultArn: `arn:aws:backup:${region}:${accountId}:backup-vault:main`,
      destinationBackupVaultArn: vaultArn,
    });
  },
);

test.each([
  ["true", "allows", true],
  ["false", "does not allow", false],
])("an account is answered %s where its organization %s copies", async (answer, _, hasCrossAccountBackup) => {
  await open({ organizationOf: () => ({ id: organizationId, hasCrossAccountBackup }) });
  const { GlobalSettings } = await stage.client.send(new DescribeGlobalSettingsCommand({}));
  expect(GlobalSettings).toEqual({ isCrossAccountBackupEnabled: answer });
});

test("an account without an organization gets no answer about it", async () => {
  await open({ organizationOf: () => undefined });
  await expect(stage.client.send(new DescribeGlobalSettingsCommand({}))).rejects.toMatchObject({
    name: "InvalidRequestException",
  });
});

const accessDenied = "Access Denied trying to call AWS Backup service";

test.each([
  ["has no policy", async () => {}, accessDenied],
  ["allows another account", () => fromAccount("999999999999"), accessDenied],
  ["allows another organization", () => fromOrganization("o-zzzzzzzzzz"), accessDenied],
])("a vault that %s takes no copy", async (_, allow, message) => {
  await open();
  await createVault();
  await allow();
  expect(await copy()).toBe(message);
  expect(stage.backup.inAccount(receiver).recoveryPoints()).toEqual([]);
});

test("a vault with AWS Backup's own key takes no copy of another account", async () => {
  await open();
  await createVault({});
  await fromAccount(accountId);
  expect(await copy()).toMatch(
    /^Copy job failed because the destination Backup vault is encrypted with the default/,
  );
});

test.each<[string, NonNullable<BackupOptions["organizationOf"]>, string]>([
  [
    "of two organizations",
    (id) => ({ id: `o-${id}`, hasCrossAccountBackup: true }),
    "must be a member of the same",
  ],
  ["without an organization", () => undefined, "must be a member of the same organization."],
  [
    "of an organization without cross-account backup",
    () => ({ id: organizationId, hasCrossAccountBackup: false }),
    "Cross-account copy feature is not enabled for the current organization.",
  ],
])("accounts %s do not copy to each other", async (_, organizationOf, message) => {
  await open({ organizationOf });
  await createVault();
  await fromAccount(accountId);
  expect(await copy()).toContain(message);
});

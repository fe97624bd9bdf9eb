import {
  CreateBackupVaultCommand,
  CreateLogicallyAirGappedBackupVaultCommand,
  DeleteBackupVaultAccessPolicyCommand,
  DeleteBackupVaultCommand,
  DeleteBackupVaultLockConfigurationCommand,
  DeleteBackupVaultNotificationsCommand,
  DeleteRecoveryPointCommand,
  DescribeBackupVaultCommand,
  DescribeRegionSettingsCommand,
  GetBackupVaultAccessPolicyCommand,
  GetBackupVaultNotificationsCommand,
  ListBackupVaultsCommand,
  ListTagsCommand,
  PutBackupVaultAccessPolicyCommand,
  PutBackupVaultLockConfigurationCommand,
  paginateListBackupVaults,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateRegionSettingsCommand,
} from "@aws-sdk/client-backup";
import { instanceArn, openStage, roleArn, type Stage, tableArn } from "./stage";

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
});

afterEach(() => stage.close());

const main = { BackupVaultName: "main" };
const mainArn = "arn:aws:backup:eu-west-1:111122223333:backup-vault:main";
const key = "arn:aws:kms:eu-west-1:111122223333:key/0d1e2f30-0000-4000-8000-000000000000";

const create = (more: Partial<ConstructorParameters<typeof CreateBackupVaultCommand>[0]> = {}) =>
  stage.client.send(new CreateBackupVaultCommand({ ...main, ...more }));
const describeVault = () => stage.client.send(new DescribeBackupVaultCommand(main));

describe("a logically air-gapped vault", () => {
  const createAirGapped = (MinRetentionDays: number, MaxRetentionDays: number) =>
    stage.client.send(
      new CreateLogicallyAirGappedBackupVaultCommand({ ...main, MinRetentionDays, MaxRetentionDays }),
    );

  test("is locked from the start, for nobody to unlock, and keeps what is in it", async () => {
    expect(await createAirGapped(7, 365)).toMatchObject({ BackupVaultArn: mainArn, VaultState: "AVAILABLE" });
    expect(await describeVault()).toMatchObject({
      VaultType: "LOGICALLY_AIR_GAPPED_BACKUP_VAULT",
      Locked: true,
      MinRetentionDays: 7,
      MaxRetentionDays: 365,
      LockDate: new Date("2026-08-22T02:00:00Z"),
    });
    await expect(
      stage.client.send(new DeleteBackupVaultLockConfigurationCommand(main)),
    ).rejects.toMatchObject({ name: "InvalidRequestException" });
    const { arn } = stage.backup.seedRecoveryPoint({ vaultName: "main", resourceArn: tableArn });
    await expect(
      stage.client.send(new DeleteRecoveryPointCommand({ ...main, RecoveryPointArn: arn })),
    ).rejects.toMatchObject({ name: "InvalidRequestException" });
  });

  test.each([
    [6, 365],
    [30, 7],
  ])("is refused with a retention of %i to %i days", async (min, max) => {
    await expect(createAirGapped(min, max)).rejects.toMatchObject({
      name: expect.stringMatching(/^InvalidParameterValueException|ValidationException$/),
    });
  });
});

describe("a vault", () => {
  test("is created with its key, described, listed and deleted", async () => {
    const created = await create({ EncryptionKeyArn: key, CreatorRequestId: "r-1" });
    expect(created).toMatchObject({
      BackupVaultArn: mainArn,
      CreationDate: new Date("2026-08-22T02:00:00Z"),
    });
    expect(await describeVault()).toMatchObject({
      BackupVaultArn: mainArn,
      EncryptionKeyArn: key,
      CreatorRequestId: "r-1",
      CreationDate: new Date("2026-08-22T02:00:00Z"),
      NumberOfRecoveryPoints: 0,
      Locked: false,
      VaultType: "BACKUP_VAULT",
      VaultState: "AVAILABLE",
    });
    await stage.client.send(new DeleteBackupVaultCommand(main));
    await expect(describeVault()).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: `Cannot find Backup vault with ARN ${mainArn}`,
    });
  });

  test("is encrypted with a key of AWS where it names none", async () => {
    await create();
    expect((await describeVault()).EncryptionKeyArn).toMatch(/^arn:aws:kms:eu-west-1:111122223333:key\//);
  });

  test("is the same for the same creator request id, and refused for another", async () => {
    const first = await create({ CreatorRequestId: "r-1" });
    const second = await create({ CreatorRequestId: "r-1" });
    expect(second.BackupVaultArn).toBe(first.BackupVaultArn);
    await expect(create({ CreatorRequestId: "r-2" })).rejects.toMatchObject({
      name: "AlreadyExistsException",
      message: "Backup vault with the same name already exists",
      Arn: mainArn,
      CreatorRequestId: "r-1",
    });
  });

  test.each([
    [{ BackupVaultName: "a" }, /2 to 50 letters/],
    [{ BackupVaultName: "with.dot" }, /with\.dot/],
    [{ EncryptionKeyArn: "alias/backup" }, /KMS key/],
    [{ BackupVaultTags: { "aws:x": "1" } }, /reserved/],
    [{ BackupVaultTags: { team: "a&b" } }, /^The value of tag team has characters that are not allowed\.$/],
    [{ BackupVaultTags: { "te!am": "x" } }, /^Tag key te!am has characters that are not allowed\.$/],
  ])("is refused with %j", async (input, message) => {
    await expect(create(input)).rejects.toMatchObject({
      name: "InvalidParameterValueException",
      message: expect.stringMatching(message),
    });
    expect(stage.backup.vaults()).toEqual([]);
  });

  test("that is not empty cannot be deleted", async () => {
    await create();
    stage.backup.seedRecoveryPoint({ vaultName: "main", resourceArn: tableArn });
    await expect(stage.client.send(new DeleteBackupVaultCommand(main))).rejects.toMatchObject({
      name: "InvalidRequestException",
      message: "Backup vault cannot be deleted because it contains recovery points.",
      Code: "ERROR_9101",
    });
    expect((await describeVault()).NumberOfRecoveryPoints).toBe(1);
  });

  test("is listed with the others, page by page", async () => {
    for (const name of ["one", "two", "three"]) stage.backup.seedVault({ name });
    const names: unknown[] = [];
    for await (const page of paginateListBackupVaults({ client: stage.client, pageSize: 2 }, {})) {
      names.push(...(page.BackupVaultList ?? []).map(({ BackupVaultName }) => BackupVaultName));
    }
    expect(names).toEqual(["three", "two", "one"]);
    const full = await stage.client.send(new ListBackupVaultsCommand({ MaxResults: 3 }));
    expect(full.NextToken).toBeUndefined();
  });
});

describe("a vault's notifications", () => {
  test("are ResourceNotFoundException before they are set and after they are deleted", async () => {
    const notFound = {
      name: "ResourceNotFoundException",
      message: "Failed reading notifications from database for Backup vault main",
    };
    await create();
    const get = () => stage.client.send(new GetBackupVaultNotificationsCommand(main));
    await expect(get()).rejects.toMatchObject(notFound);
    await stage.client.send(new DeleteBackupVaultNotificationsCommand(main));
    await expect(get()).rejects.toMatchObject(notFound);
  });
});

describe("a vault's access policy", () => {
  test("is kept, read and deleted", async () => {
    await create();
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
    await stage.client.send(new PutBackupVaultAccessPolicyCommand({ ...main, Policy }));
    const get = () => stage.client.send(new GetBackupVaultAccessPolicyCommand(main));
    expect(await get()).toMatchObject({ BackupVaultArn: mainArn, Policy });
    await stage.client.send(new DeleteBackupVaultAccessPolicyCommand(main));
    await expect(get()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  test("must be JSON", async () => {
    await create();
    const put = new PutBackupVaultAccessPolicyCommand({ ...main, Policy: "allow all" });
    await expect(stage.client.send(put)).rejects.toMatchObject({ name: "InvalidParameterValueException" });
  });
});

describe("a vault lock", () => {
  const lock = (more: object) =>
    stage.client.send(new PutBackupVaultLockConfigurationCommand({ ...main, ...more }));
  const unlock = () => stage.client.send(new DeleteBackupVaultLockConfigurationCommand(main));

  beforeEach(async () => {
    await create();
  });

  test("in governance mode is shown and can be removed", async () => {
    await lock({ MinRetentionDays: 7, MaxRetentionDays: 35 });
    const locked = await describeVault();
    expect(locked).toMatchObject({ Locked: true, MinRetentionDays: 7, MaxRetentionDays: 35 });
    expect(locked.LockDate).toBeUndefined();
    await unlock();
    expect((await describeVault()).Locked).toBe(false);
  });

  test("in compliance mode is immutable from its lock date on", async () => {
    await lock({ ChangeableForDays: 3 });
    expect((await describeVault()).LockDate).toEqual(new Date("2026-08-25T02:00:00Z"));
    await stage.pass(3 * 86_400_000);
    await expect(unlock()).rejects.toMatchObject({ name: "InvalidRequestException" });
    await expect(lock({ MinRetentionDays: 1 })).rejects.toMatchObject({ name: "InvalidRequestException" });
  });

  test.each([
    { ChangeableForDays: 2 },
    { MinRetentionDays: 0 },
    { MinRetentionDays: 8, MaxRetentionDays: 7 },
  ])("is refused with %j", async (input) => {
    await expect(lock(input)).rejects.toMatchObject({ name: "InvalidParameterValueException" });
  });

  test("keeps its recovery points from being deleted", async () => {
    const { arn } = stage.backup.seedRecoveryPoint({ vaultName: "main", resourceArn: tableArn });
    await lock({ MinRetentionDays: 1 });
    const remove = new DeleteRecoveryPointCommand({ ...main, RecoveryPointArn: arn });
    await expect(stage.client.send(remove)).rejects.toMatchObject({ name: "InvalidRequestException" });
    expect(stage.backup.recoveryPoints()).toHaveLength(1);
  });

  test.each([
    [{ DeleteAfterDays: 6 }, "FAILED"],
    [{ DeleteAfterDays: 7 }, "COMPLETED"],
    [{ DeleteAfterDays: 36 }, "FAILED"],
    [undefined, "FAILED"],
  ])("lets a job of lifecycle %j end %s", async (Lifecycle, state) => {
    await lock({ MinRetentionDays: 7, MaxRetentionDays: 35 });
    const input = { ...main, ResourceArn: instanceArn, IamRoleArn: roleArn };
    const job = stage.backup.startBackupJob(Lifecycle ? { ...input, Lifecycle } : input);
    await stage.pass(600_000);
    expect(job.state).toBe(state);
    if (state === "FAILED") expect(job.statusMessage).toContain("not within the range");
  });
});

describe("tags", () => {
  const list = async () => (await stage.client.send(new ListTagsCommand({ ResourceArn: mainArn }))).Tags;

  test("are listed, added, replaced and removed", async () => {
    await create({ BackupVaultTags: { Stage: "dev", Team: "a" } });
    await stage.client.send(new TagResourceCommand({ ResourceArn: mainArn, Tags: { Team: "b", Cost: "1" } }));
    expect(await list()).toEqual({ Stage: "dev", Team: "b", Cost: "1" });
    await stage.client.send(
      new UntagResourceCommand({ ResourceArn: mainArn, TagKeyList: ["Cost", "Absent"] }),
    );
    expect(await list()).toEqual({ Stage: "dev", Team: "b" });
  });

  test("of what does not exist are ResourceNotFoundException", async () => {
    await expect(list()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  test("are at most 50", async () => {
    await create();
    const Tags = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, "v"]));
    const tag = new TagResourceCommand({ ResourceArn: mainArn, Tags });
    await expect(stage.client.send(tag)).rejects.toMatchObject({ name: "InvalidParameterValueException" });
  });
});

describe("Region settings", () => {
  const read = () => stage.client.send(new DescribeRegionSettingsCommand({}));

  test("opt resource types in and out", async () => {
    await stage.client.send(new UpdateRegionSettingsCommand({ ResourceTypeOptInPreference: { S3: false } }));
    expect((await read()).ResourceTypeOptInPreference).toMatchObject({ EC2: true, S3: false });
  });

  test("refuse a resource type that does not exist", async () => {
    const update = new UpdateRegionSettingsCommand({ ResourceTypeOptInPreference: { Floppy: true } });
    await expect(stage.client.send(update)).rejects.toMatchObject({
      name: "InvalidParameterValueException",
      message:
        "Element present in resource type opt in preference has invalid values. Please use describeRegionSettings API to know the supported resource types",
    });
    expect((await read()).ResourceTypeOptInPreference).not.toHaveProperty("Floppy");
  });
});

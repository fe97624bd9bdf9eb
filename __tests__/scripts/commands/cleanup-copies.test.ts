import { DeleteParameterCommand } from "@aws-sdk/client-ssm";
import { cleanup as command } from "../../../scripts/commands/all";
import { ownershipTag } from "../../../src/outputs";
import { type AwsBackup, resources, startAwsBackup } from "../support/aws-backup";
import { cleanupAws } from "../support/cleanup-aws";
import { newOperator, type Operator } from "../support/operator";
import { makeProjectFolder, outputsOf, type ProjectFolder, vaultResource } from "../support/project-folder";

const { ssm, hasNothingLeft } = cleanupAws();
let project: ProjectFolder;
let backup: AwsBackup;

const own = outputsOf().vault_name;
const region = "eu-north-1";
const name = `${own}-from-eu-west-1`;
const arn = `arn:aws:backup:${region}:111122223333:backup-vault:${name}`;
const address = `aws_backup_vault.copies-${region}_1A2B3C4D`;
const lockAddress = `aws_backup_vault_lock_configuration.copies-${region}_lock_1A2B3C4D`;

const inFile = (force_destroy: boolean, vaultName = name) => ({
  aws_backup_vault: {
    [`copies-${region}_1A2B3C4D`]: { provider: `aws.${region}`, name: vaultName, force_destroy },
  },
});

const inState = (force_destroy = true) => ({
  address,
  type: "aws_backup_vault",
  values: { name, arn, force_destroy },
});

beforeEach(async () => {
  hasNothingLeft();
  backup = await startAwsBackup();
  project = makeProjectFolder();
  project.synthesizes({ resources: inFile(true) });
  project.deployed(outputsOf({ copy_vault_arns: arn }));
  project.holds([inState(), vaultResource()]);
});

afterEach(async () => {
  project.remove();
  await backup.close();
});

const start = (options: Partial<Parameters<typeof newOperator>[0]> = {}): Operator =>
  newOperator({ project, endpoint: backup.url, whileWaiting: backup.clock.advance, ...options });

const destroyCalls = (): string[] => project.calls().filter((call) => call.startsWith("cdktf destroy"));

const there = () => backup.inRegion(region);

/** The vault for copies, of a stage, with one recovery point; the stage's own has one, too. */
const filled = (tags: Readonly<Record<string, string>> = { [ownershipTag]: "dev" }): void => {
  there().seedVault({ name, tags });
  there().seedRecoveryPoint({ vaultName: name, resourceArn: resources.volume });
  backup.seedRecoveryPoint({ vaultName: own, resourceArn: resources.volume });
};

test("one consent empties the stage's vault and the vault for its copies", async () => {
  filled();
  there().seedVault({ name: "others" });
  there().seedRecoveryPoint({ vaultName: "others", resourceArn: resources.volume });
  const operator = start({ isInteractive: true, answers: { confirm: true } });
  expect(await operator.run(command)).toBe(0);
  expect(operator.output()).toContain(`  vault ${own}: 0 active jobs, 1 recovery point`);
  expect(operator.output()).toContain(`  vault ${name} in ${region}: 0 active jobs, 1 recovery point`);
  expect(backup.recoveryPoints()).toEqual([]);
  expect(there().recoveryPoints()).toMatchObject([{ vaultName: "others" }]);
  expect(destroyCalls()).toHaveLength(1);
});

test("a second attempt empties both once more", async () => {
  filled();
  project.cdktfFails(1);
  expect(await start().run(command, "--yes")).toBe(0);
  expect(destroyCalls()).toHaveLength(2);
});

test("with --keep-stack both are emptied, and stay", async () => {
  filled();
  const operator = start();
  expect(await operator.run(command, "--yes", "--keep-stack")).toBe(0);
  expect(operator.output()).toContain(`Vault ${own} is empty.\nVault ${name} is empty.`);
  expect(there().recoveryPoints()).toEqual([]);
  expect(destroyCalls()).toEqual([]);
});

test("where the deployment stopped before its outputs, the vault for copies is emptied, too", async () => {
  filled();
  project.halfDeployed([inState(), vaultResource()]);
  expect(await start().run(command, "--yes")).toBe(0);
  expect(there().recoveryPoints()).toEqual([]);
});

test("outputs of a version without vaults for copies are no answer about them", async () => {
  filled();
  const { copy_vault_arns: _, ...outputs } = outputsOf();
  project.deployed(outputs);
  project.holds([inState(), vaultResource()]);
  expect(await start().run(command, "--yes")).toBe(0);
  expect(there().recoveryPoints()).toEqual([]);
});

test("a vault for copies that AWS no longer has keeps nothing", async () => {
  const operator = start();
  expect(await operator.run(command, "--yes")).toBe(0);
  expect(operator.output()).toContain(`nothing of vault ${name} in ${region}: AWS has no such vault`);
});

test("a key that is left of former copies names no vault there, which a stage of the same name can have", async () => {
  there().seedVault({ name: own, tags: { [ownershipTag]: "dev" } });
  there().seedRecoveryPoint({ vaultName: own, resourceArn: resources.volume });
  project.synthesizes({});
  project.deployed(outputsOf());
  const key = { address: `aws_kms_key.copies-${region}_key_1A2B3C4D`, type: "aws_kms_key", values: {} };
  project.holds([key, vaultResource()]);
  const operator = start();
  const exitCode = await operator.run(command, "--yes");
  expect(operator.output()).not.toContain("delete it in AWS");
  expect(exitCode).toBe(0);
  expect(there().recoveryPoints()).toHaveLength(1);
});

describe("nothing is deleted, in neither Region,", () => {
  const untouched = async (reason: string): Promise<void> => {
    const operator = start();
    expect(await operator.run(command, "--yes")).not.toBe(0);
    expect(operator.output()).toContain(reason);
    expect(backup.recoveryPoints()).toHaveLength(1);
    expect(there().recoveryPoints()).toHaveLength(1);
    expect(ssm.commandCalls(DeleteParameterCommand)).toEqual([]);
    expect(destroyCalls()).toEqual([]);
  };

  test("where AWS says that the vault for copies is another stage's", async () => {
    filled({ [ownershipTag]: "prod" });
    await untouched(
      `nothing was deleted, because of the copies in ${region}: the command names stage dev, and in AWS the tag ${ownershipTag} of vault ${name} is prod; name that stage`,
    );
  });

  test("where it has no owner", async () => {
    filled({});
    await untouched(`in AWS it has no tag ${ownershipTag}`);
  });

  test("where the stage file no longer copies there", async () => {
    filled();
    project.synthesizes({});
    await untouched(
      `Terraform's state holds vault ${name}, and stages/dev.ts has no vault; change the file back`,
    );
  });

  test("where the outputs name another vault there", async () => {
    filled();
    project.deployed(outputsOf({ copy_vault_arns: arn.replace(name, "others") }));
    project.holds([inState(), vaultResource()]);
    await untouched(`Terraform's state holds vault ${name}, and the outputs name vault others`);
  });

  test("where the state has none, and AWS has one of that name", async () => {
    filled();
    project.holds([vaultResource()]);
    await untouched(`AWS has vault ${name}, which the outputs name, and Terraform's state holds no vault`);
  });

  test("where AWS does not answer", async () => {
    filled();
    backup.deny("backup:ListTags");
    await untouched("did not answer");
  });

  test("where the vault for copies is locked", async () => {
    filled();
    for (const vault of there().vaults())
      vault.lock = { minRetentionDays: 7, maxRetentionDays: undefined, lockDate: undefined };
    await untouched(
      `vault ${name} is locked, so AWS deletes none of its 1 recovery point; nothing was deleted`,
    );
  });

  test("where only the state says that the vault for copies is protected", async () => {
    filled();
    project.synthesizes({ resources: inFile(false) });
    project.deployed(outputsOf({ copy_vault_arns: arn, vault_force_destroy: "true" }));
    project.holds([inState(false), vaultResource()]);
    await untouched(`holds vault ${name} with forceDestroy false, and the outputs say true`);
  });
});

test("an empty vault for copies goes with a lock that nobody can remove", async () => {
  const vault = there().seedVault({ name, tags: { [ownershipTag]: "dev" } });
  vault.lock = {
    minRetentionDays: 7,
    maxRetentionDays: undefined,
    lockDate: new Date("2026-08-21T02:00:00Z"),
  };
  const own = {
    address: "aws_backup_vault_lock_configuration.vault_lock_1A",
    type: "aws_backup_vault_lock_configuration",
    values: {},
  };
  project.holds([inState(), vaultResource(), own, { ...own, address: lockAddress }]);
  expect(await start().run(command, "--yes")).toBe(0);
  const forgotten = project.calls().filter((call) => call.startsWith("terraform state rm"));
  expect(forgotten).toHaveLength(1);
  expect(forgotten[0]).toContain(lockAddress);
  expect(forgotten[0]).not.toContain(own.address);
});

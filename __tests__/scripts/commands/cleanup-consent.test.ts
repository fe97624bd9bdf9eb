import { DeleteParameterCommand } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { cleanup as command } from "../../../scripts/commands/all";
import { type AwsBackup, resources, startAwsBackup } from "../support/aws-backup";
import { cleanupAws } from "../support/cleanup-aws";
import { newOperator, type Operator } from "../support/operator";
import { makeProjectFolder, outputsOf, type ProjectFolder } from "../support/project-folder";

const { ssm, sts, hasNothingLeft } = cleanupAws();
let project: ProjectFolder;
let backup: AwsBackup;

const own = outputsOf().vault_name;
const destroyed =
  "cdktf destroy backup-notifications-dev --auto-approve STAGE=dev AWS_REGION=eu-west-1 ALLOW_DESTROY=dev";

beforeEach(async () => {
  hasNothingLeft();
  backup = await startAwsBackup();
  backup.seedVault({ name: "Default" });
  project = makeProjectFolder();
  project.deployed(outputsOf({ existing_vault_names: "Default" }));
});

afterEach(async () => {
  project.remove();
  await backup.close();
});

type Options = Partial<Parameters<typeof newOperator>[0]>;

const startOperator = (options: Options = {}): Operator =>
  newOperator({ project, endpoint: backup.url, whileWaiting: backup.clock.advance, ...options });

const destroyCalls = (): string[] => project.calls().filter((call) => call.startsWith("cdktf destroy"));

const isNotForceDestroyed = (): void => {
  project.synthesizes({ forceDestroy: false });
  project.deployed(outputsOf({ vault_force_destroy: "false", existing_vault_names: "Default" }));
};

test("whoever is asked sees which recovery points are copies of other accounts", async () => {
  const copied = (accountId: string) =>
    backup.seedRecoveryPoint({
      vaultName: own,
      resourceArn: resources.volume,
      sourceVaultArn: `arn:aws:backup:eu-west-1:${accountId}:backup-vault:theirs`,
    });
  for (const account of ["444455556666", "111122223333", "777788889999", "444455556666"]) copied(account);
  const operator = startOperator({ isInteractive: true, answers: { confirm: false } });
  await operator.run(command);
  expect(operator.output()).toContain("4 recovery points");
  expect(operator.output()).toContain("2 recovery points copied from account 444455556666");
  expect(operator.output()).toContain("1 recovery point copied from account 777788889999");
  expect(operator.output()).not.toContain("copied from account 111122223333");
  expect(backup.recoveryPoints()).toHaveLength(4);
});

describe("nothing is deleted", () => {
  const undisturbed = (): void => {
    expect(backup.calls).not.toContain("StopBackupJob");
    expect(backup.calls).not.toContain("DeleteRecoveryPoint");
    expect(ssm.commandCalls(DeleteParameterCommand)).toEqual([]);
    expect(destroyCalls()).toEqual([]);
  };

  beforeEach(() => void backup.someJob(own, resources.instance));

  test("without consent", async () => {
    const operator = startOperator({ isInteractive: true, answers: { confirm: false } });
    expect(await operator.run(command)).toBe(1);
    expect(operator.output()).toMatch(/Cancelled\. Nothing was deleted\./);
    undisturbed();
  });

  test("without a terminal and without --yes", async () => {
    const operator = startOperator();
    expect(await operator.run(command)).toBe(2);
    expect(operator.output()).toMatch(/no terminal to ask; .*`npm run cleanup -- dev --yes`/);
    undisturbed();
  });

  test.each(["", "y", "prod"])(
    "from a vault without forceDestroy, when %j is typed instead of its stage",
    async (text) => {
      isNotForceDestroyed();
      const operator = startOperator({ isInteractive: true, answers: { text, confirm: true } });
      expect(await operator.run(command)).toBe(1);
      undisturbed();
    },
  );

  test("from a vault without forceDestroy, by a --yes whose stage came from the environment", async () => {
    isNotForceDestroyed();
    const operator = startOperator({ env: { STAGE: "dev" } });
    expect(await operator.run(command, "--yes")).toBe(2);
    expect(operator.output()).toMatch(
      /--yes requires the stage as an argument: npm run cleanup -- dev --yes/,
    );
    undisturbed();
  });

  test("in another account", async () => {
    sts.on(GetCallerIdentityCommand).resolves({ Account: "999988887777" });
    expect(await startOperator().run(command, "--yes")).toBe(1);
    undisturbed();
  });
});

test.each([
  [{ isInteractive: true, answers: { text: "dev" } }, []],
  [{}, ["dev", "--yes"]],
] as const)("a vault without forceDestroy is deleted once its stage is named (%#)", async (options, args) => {
  isNotForceDestroyed();
  expect(await startOperator(options).run(command, ...args)).toBe(0);
  expect(destroyCalls()).toEqual([destroyed]);
});

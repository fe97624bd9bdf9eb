import { DeleteParameterCommand, DescribeParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { cleanup as command } from "../../../scripts/commands/all";
import { type AwsBackup, resources, startAwsBackup } from "../support/aws-backup";
import { newOperator, type Operator } from "../support/operator";
import { makeProjectFolder, outputsOf, type ProjectFolder } from "../support/project-folder";

const ssm = mockClient(SSMClient);
const sts = mockClient(STSClient);
let project: ProjectFolder;
let backup: AwsBackup;

const own = outputsOf().vault_name;
const destroyed = "cdktf destroy backup-notifications-dev --auto-approve STAGE=dev AWS_REGION=eu-west-1";

beforeEach(async () => {
  ssm.reset();
  sts.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: "111122223333" });
  ssm.on(DeleteParameterCommand).resolves({});
  ssm.on(DescribeParametersCommand).resolves({ Parameters: [] });
  backup = await startAwsBackup();
  backup.seedVault({ name: "Default" });
  project = makeProjectFolder();
  project.deployed(outputsOf({ existing_vault_names: "Default" }));
});

afterEach(async () => {
  project.remove();
  await backup.close();
});

type Seat = Partial<Parameters<typeof newOperator>[0]>;

const sitDown = (seat: Seat = {}): Operator =>
  newOperator({ project, endpoint: backup.url, whileWaiting: backup.clock.advance, ...seat });

const destroyCalls = (): string[] => project.calls().filter((call) => call.startsWith("cdktf destroy"));

describe("nothing is deleted", () => {
  const undisturbed = (): void => {
    expect(backup.calls).not.toContain("StopBackupJob");
    expect(backup.calls).not.toContain("DeleteRecoveryPoint");
    expect(ssm.commandCalls(DeleteParameterCommand)).toEqual([]);
    expect(destroyCalls()).toEqual([]);
  };

  beforeEach(() => void backup.someJob(own, resources.instance));

  test("without consent", async () => {
    const operator = sitDown({ isInteractive: true, answers: { confirm: false } });
    expect(await operator.types(command)).toBe(1);
    expect(operator.sees()).toMatch(/not confirmed, so nothing was deleted/);
    undisturbed();
  });

  test("where nobody can be asked and --yes is missing", async () => {
    const operator = sitDown();
    expect(await operator.types(command)).toBe(2);
    expect(operator.sees()).toMatch(/no terminal to ask; .*`npm run cleanup -- dev --yes`/);
    undisturbed();
  });

  test.each(["", "y", "prod"])(
    "of a vault that is not force-destroyed, when %j is typed for its name",
    async (text) => {
      project.synthesizes({ isForceDestroyed: false });
      const operator = sitDown({ isInteractive: true, answers: { text, confirm: true } });
      expect(await operator.types(command)).toBe(1);
      undisturbed();
    },
  );

  test("of a vault that is not force-destroyed, by a --yes whose stage came from the environment", async () => {
    project.synthesizes({ isForceDestroyed: false });
    const operator = sitDown({ env: { STAGE: "dev" } });
    expect(await operator.types(command, "--yes")).toBe(2);
    expect(operator.sees()).toMatch(
      /--yes counts only with the stage as an argument: npm run cleanup -- dev --yes/,
    );
    undisturbed();
  });

  test("in another account", async () => {
    sts.on(GetCallerIdentityCommand).resolves({ Account: "999988887777" });
    expect(await sitDown().types(command, "--yes")).toBe(1);
    undisturbed();
  });
});

test.each([
  [{ isInteractive: true, answers: { text: "dev" } }, []],
  [{}, ["dev", "--yes"]],
] as const)("a vault that is not force-destroyed goes once its stage is named (%#)", async (seat, args) => {
  project.synthesizes({ isForceDestroyed: false });
  expect(await sitDown(seat).types(command, ...args)).toBe(0);
  expect(destroyCalls()).toEqual([destroyed]);
});

test("a vault that is both own and existing is not touched", async () => {
  project.deployed(outputsOf({ existing_vault_names: `Default,${own}` }));
  const operator = sitDown();
  expect(await operator.types(command, "--yes")).toBe(1);
  expect(operator.sees()).toMatch(/both the stage's own and an existing one, so nothing is deleted/);
  expect(backup.calls).toEqual([]);
});

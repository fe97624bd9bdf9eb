import { DeleteParameterCommand, DescribeParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { cleanup as command } from "../../../scripts/commands/all";
import { type AwsBackup, resources, startAwsBackup } from "../support/aws-backup";
import { newOperator, type Operator } from "../support/operator";
import {
  makeProjectFolder,
  outputsOf,
  type ProjectFolder,
  type StateResource,
  vaultResource,
} from "../support/project-folder";

/** Ways in which a cleanup that believes one source deletes backups that are not its own. */

const ssm = mockClient(SSMClient);
const sts = mockClient(STSClient);
let project: ProjectFolder;
let backup: AwsBackup;

const own = outputsOf().vault_name;
const protectedOutputs = outputsOf({ vault_force_destroy: "false" });

beforeEach(async () => {
  ssm.reset();
  sts.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: "111122223333" });
  ssm.on(DeleteParameterCommand).resolves({});
  ssm.on(DescribeParametersCommand).resolves({ Parameters: [] });
  backup = await startAwsBackup();
  backup.seedVault({ name: "Default" });
  backup.seedVault({ name: "backup-notifications-prod", tags: { "backup-notifications:stage": "prod" } });
  for (const { name } of backup.vaults()) {
    backup.seedRecoveryPoint({ vaultName: name, resourceArn: resources.volume });
  }
  project = makeProjectFolder();
});

afterEach(async () => {
  project.remove();
  await backup.close();
});

const run = async (...args: string[]): Promise<{ exitCode: number; screen: string }> => {
  const options = { project, endpoint: backup.url, whileWaiting: backup.clock.advance };
  const operator: Operator = newOperator({ ...options, env: { STAGE: "dev" } });
  return { exitCode: await operator.run(command, ...args), screen: operator.output() };
};

/** Refused with this sentence; every recovery point, secret and resource is still there. */
const mustRefuse = ({ exitCode, screen }: Awaited<ReturnType<typeof run>>, sentence: string): void => {
  expect(screen).toMatch(/^Checking what is left of stage dev\nError: nothing was deleted: [^\n]*$/);
  expect(screen).toContain(sentence);
  expect(exitCode).toBe(1);
  expect(backup.recoveryPoints().map(({ status }) => status)).toEqual([
    "COMPLETED",
    "COMPLETED",
    "COMPLETED",
  ]);
  expect(ssm.commandCalls(DeleteParameterCommand)).toEqual([]);
  expect(project.calls().filter((call) => call.startsWith("cdktf destroy"))).toEqual([]);
};

describe("STAGE=dev npm run cleanup -- --yes, with the stage not typed, of a vault without forceDestroy", () => {
  beforeEach(() => project.deployed(protectedOutputs));

  test("after the stage file lost its vault", async () => {
    project.synthesizes({ vaultName: undefined, existingVaults: ["Default"] });
    mustRefuse(
      await run("--yes"),
      `Terraform's state holds vault ${own}, and stages/dev.ts has no vault; change the file back`,
    );
  });

  test("after the stage file named that vault under existingVaults", async () => {
    project.synthesizes({ vaultName: undefined, existingVaults: [own] });
    mustRefuse(
      await run("--yes"),
      `Terraform's state holds vault ${own}, and stages/dev.ts has no vault; change the file back`,
    );
  });

  test("that the stage file names as its own and under existingVaults", async () => {
    project.synthesizes({ forceDestroy: false, existingVaults: [own] });
    mustRefuse(
      await run("--yes"),
      `Terraform's state holds vault ${own} as the stage's own, and stages/dev.ts names it in existingVaults`,
    );
  });

  test("after the stage file got forceDestroy, which is not deployed", async () => {
    mustRefuse(
      await run("--yes"),
      `Terraform's state holds vault ${own} with forceDestroy false, and stages/dev.ts says true`,
    );
  });
});

test("npm run cleanup -- dev --yes with the outputs of stage prod", async () => {
  const vault_name = "backup-notifications-prod";
  const vault_arn = outputsOf().vault_arn.replace(own, vault_name);
  project.deployed(outputsOf({ stage: "prod", vault_name, vault_arn }));
  mustRefuse(await run("dev", "--yes"), "the outputs are of stage prod, and the command names stage dev");
});

test("outputs that name the vault Default", async () => {
  const vault_arn = outputsOf().vault_arn.replace(own, "Default");
  project.deployed(outputsOf({ vault_name: "Default", vault_arn }));
  project.holds([vaultResource()]);
  mustRefuse(
    await run("dev", "--yes"),
    `Terraform's state holds vault ${own}, and the outputs name vault Default`,
  );
});

test("a state that holds the vault Default, too", async () => {
  const Default = { ...outputsOf(), vault_name: "Default" };
  const vault_arn = outputsOf().vault_arn.replace(own, "Default");
  project.deployed({ ...Default, vault_arn });
  mustRefuse(
    await run("dev", "--yes"),
    `Terraform's state holds vault Default, and stages/dev.ts has vault ${own}`,
  );
});

test("a state with two vaults", async () => {
  project.deployed(outputsOf());
  project.holds([vaultResource(), vaultResource({ ...outputsOf(), vault_name: "Default" })]);
  mustRefuse(await run("dev", "--yes"), "Terraform's state did not answer: it has 2 vaults, expected one");
});

describe("a partially destroyed stage", () => {
  const remains: readonly StateResource[] = [vaultResource()];

  test("whose remaining outputs are of stage prod", async () => {
    project.halfDeployed(remains, { stage: "prod" });
    mustRefuse(await run("dev", "--yes"), "the outputs are of stage prod, and the command names stage dev");
  });

  test("whose file names another vault", async () => {
    project.halfDeployed(remains);
    project.synthesizes({ vaultName: "team-vault" });
    mustRefuse(
      await run("dev", "--yes"),
      `Terraform's state holds vault ${own}, and stages/dev.ts has vault team-vault`,
    );
  });

  test("whose state lost the vault that AWS has", async () => {
    project.halfDeployed([{ type: "aws_kms_key", values: { arn: outputsOf().key_arn } }]);
    mustRefuse(
      await run("dev", "--yes"),
      `AWS has vault ${own}, which stages/dev.ts has, and Terraform's state holds no vault`,
    );
  });
});

describe("a vault whose tag in AWS", () => {
  beforeEach(() => project.deployed(outputsOf()));

  test("names another stage", async () => {
    await backup.setOwner(own, "prod");
    mustRefuse(
      await run("dev", "--yes"),
      `the command names stage dev, and in AWS the tag backup-notifications:stage of vault ${own} is prod`,
    );
  });

  test("is missing, as before the first deployment of this version", async () => {
    await backup.setOwner(own, undefined);
    mustRefuse(
      await run("dev", "--yes"),
      `Terraform's state holds vault ${own}, and in AWS it has no tag backup-notifications:stage; set it to dev with \`npm run deploy -- dev eu-west-1\``,
    );
  });

  test("is unknown", async () => {
    backup.deny("backup:ListTags");
    mustRefuse(
      await run("dev", "--yes"),
      `AWS, asked for the tags of vault ${own}, did not answer: AWS denied backup:ListTags`,
    );
  });
});

import { BackupClient, DescribeRegionSettingsCommand } from "@aws-sdk/client-backup";
import { SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { deploy as command } from "../../../scripts/commands/all";
import { newOperator, type Operator } from "../support/operator";
import { makeProjectFolder, outputsOf, type ProjectFolder } from "../support/project-folder";
import { kmsWithAliases } from "../support/stage-in-aws";

const backup = mockClient(BackupClient);
const ssm = mockClient(SSMClient);
const sts = mockClient(STSClient);
const kms = kmsWithAliases();
let project: ProjectFolder;

const areOptedIn = (ResourceTypeOptInPreference: Readonly<Record<string, boolean>> | undefined): void => {
  backup
    .on(DescribeRegionSettingsCommand)
    .resolves({ ...(ResourceTypeOptInPreference && { ResourceTypeOptInPreference }) });
};

beforeEach(() => {
  for (const mock of [backup, ssm, sts]) mock.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: "111122223333" });
  kms.hasNoStage();
  project = makeProjectFolder();
  project.willDeploy(outputsOf());
  project.synthesizes({ optIns: { RDS: ["the test database"], S3: ["the test bucket"] } });
});

afterEach(() => project.remove());

const deploy = async (): Promise<Operator> => {
  const operator = newOperator({ project });
  await operator.run(command, "dev", "eu-west-1", "--yes");
  expect(project.calls().filter((call) => call.startsWith("terraform apply"))).toHaveLength(1);
  return operator;
};

test("types that plans need and that are not opted in to are said before the plan, with one command, and nothing is changed", async () => {
  areOptedIn({ RDS: false, S3: false, EC2: false });
  const screen = (await deploy()).output();
  const warning =
    "AWS Backup is not enabled for RDS and S3 in eu-west-1, so the plans skip the test database and the test bucket; enable it, for the whole account in this Region, with `aws backup update-region-settings --region eu-west-1 --resource-type-opt-in-preference RDS=true,S3=true`.";
  expect(screen).toContain(warning);
  expect(screen.indexOf(warning)).toBeLessThan(screen.indexOf("Terraform's plan"));
  expect(backup.commandCalls(DescribeRegionSettingsCommand)).toHaveLength(1);
  expect(backup.calls().map(({ args }) => args[0].constructor.name)).not.toContain(
    "UpdateRegionSettingsCommand",
  );
});

test("opted-in types are not mentioned", async () => {
  areOptedIn({ RDS: true, S3: true, EC2: false });
  expect((await deploy()).output()).not.toMatch(/AWS Backup is not enabled|does not say/);
});

test("what AWS denies is not known, which is neither on nor off", async () => {
  backup.on(DescribeRegionSettingsCommand).rejects(
    Object.assign(new Error("User: x is not authorized to perform: backup:DescribeRegionSettings"), {
      name: "AccessDeniedException",
    }),
  );
  expect((await deploy()).output()).toMatch(
    /It is not known whether AWS Backup is enabled for RDS and S3 in eu-west-1: AWS denied backup:DescribeRegionSettings/,
  );
});

test("a type that AWS does not name is not known either, and so is an answer without types", async () => {
  areOptedIn({ RDS: true });
  expect((await deploy()).output()).toContain(
    "AWS Backup does not say whether it is enabled for S3 in eu-west-1, so the plans may skip the test bucket; see `aws backup describe-region-settings --region eu-west-1`.",
  );
  areOptedIn(undefined);
  const again = newOperator({ project });
  await again.run(command, "dev", "eu-west-1", "--yes");
  expect(again.output()).toMatch(/It is not known whether .*: AWS Backup did not say which/);
});

test("a stage whose plans need no type asks nothing", async () => {
  project.synthesizes({});
  await deploy();
  expect(backup.commandCalls(DescribeRegionSettingsCommand)).toEqual([]);
});

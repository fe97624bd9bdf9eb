import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { stageCommand } from "../../../scripts/program/command";
import { readDeployedStack } from "../../../scripts/stack/deployed-stack";
import { newOperator } from "../support/operator";
import { makeProjectFolder, outputsOf, type ProjectFolder } from "../support/project-folder";
import { kmsWithAliases, refusals } from "../support/stage-in-aws";

/** A command that only reads the outputs, as every command does first. */
const command = stageCommand({
  name: "look",
  summary: "",
  run: async (request, context) => {
    const outputs = await readDeployedStack(request, "look", context);
    context.terminal.say(`topic ${outputs.topic_arn}`);
  },
});

const sts = mockClient(STSClient);
const kms = kmsWithAliases();
let project: ProjectFolder;

beforeEach(() => {
  sts.reset();
  kms.hasNoStage();
  sts.on(GetCallerIdentityCommand).resolves({ Account: "111122223333" });
  project = makeProjectFolder();
});

afterEach(() => project.remove());

const look = async (
  args: string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<{ exitCode: number; screen: string }> => {
  const operator = newOperator({ project, env });
  const exitCode = await operator.run(command, ...args);
  return { exitCode, screen: operator.output() };
};

test("outputs come from Terraform's state; its folder is prepared once", async () => {
  project.deployed(outputsOf());
  expect(await look(["dev", "eu-west-1"])).toMatchObject({
    exitCode: 0,
    screen: expect.stringContaining("topic arn:aws:sns:eu-west-1:111122223333:backup-notifications-dev"),
  });
  expect((await look()).exitCode).toBe(0);
  expect(project.calls()).toEqual(["terraform init -input=false -no-color STAGE=dev AWS_REGION=eu-west-1"]);
});

test("a stage that is not deployed is reported at once, without cdktf", async () => {
  expect(await look()).toEqual({
    exitCode: 1,
    screen: expect.stringMatching(
      /Error: stage dev is not deployed; deploy it with `npm run deploy -- dev`$/,
    ),
  });
  expect(project.calls()).toEqual([]);
});

test.each(refusals)(
  "a stage without a state here, where AWS %s, does not count as not deployed",
  async (_, aws, sentence) => {
    aws(kms);
    const { exitCode, screen } = await look();
    expect(exitCode).toBe(1);
    expect(screen).toMatch(sentence);
    expect(screen).not.toMatch(/is not deployed/);
  },
);

test("after a destruction the state exists but is empty: not deployed", async () => {
  project.deployed({});
  expect((await look([], { AWS_REGION: "eu-west-1" })).screen).toMatch(
    /stage dev is not deployed; deploy it with `npm run deploy -- dev eu-west-1`$/,
  );
});

test("a partially deployed stage has to be finished", async () => {
  project.halfDeployed([{ type: "aws_sns_topic", values: { arn: outputsOf().topic_arn } }]);
  expect((await look()).screen).toMatch(/only partially deployed; finish it with `npm run deploy -- dev`$/);
});

test("another Region than the deployed one is rejected, however it was named", async () => {
  project.deployed(outputsOf());
  for (const [args, env] of [
    [["dev", "us-east-1"], {}],
    [[], { AWS_REGION: "us-east-1" }],
  ] as const) {
    expect(await look([...args], env)).toEqual({
      exitCode: 1,
      screen: expect.stringMatching(
        /stage dev is deployed in eu-west-1, not in us-east-1 .*`npm run look -- dev eu-west-1`$/,
      ),
    });
  }
});

test("credentials of another account are rejected", async () => {
  project.deployed(outputsOf());
  sts.on(GetCallerIdentityCommand).resolves({ Account: "999988887777" });
  expect((await look()).screen).toMatch(
    /deployed in account 111122223333, but the AWS credentials belong to account 999988887777; choose other credentials/,
  );
});

test("mistakes in a stage file are shown as the project's program reports them, with its exit code", async () => {
  project.rejectsStage("stages/dev.ts: region: wrong\nstages/dev.ts: vault: wrong\n", 2);
  expect(await look()).toEqual({
    exitCode: 2,
    screen: expect.stringMatching(/Error: stages\/dev\.ts: region: wrong\nstages\/dev\.ts: vault: wrong$/),
  });
});

test("without terraform, one sentence says what to install", async () => {
  project.deployed(outputsOf());
  project.removeProgram("terraform");
  const { exitCode, screen } = await look([], { PATH: project.bareSearchPath });
  expect(exitCode).toBe(1);
  expect(screen).toMatch(/terraform was not found; install Terraform 1\.5 or newer/);
});

test("TERRAFORM_BINARY_NAME names another Terraform", async () => {
  project.deployed(outputsOf());
  expect((await look([], { TERRAFORM_BINARY_NAME: "no-such-tofu" })).screen).toMatch(
    /no-such-tofu was not found/,
  );
});

test.each([
  [
    "Error: No valid credential sources found",
    /no AWS credentials were found \(.*the state in S3\); sign in/,
  ],
  ["api error ExpiredToken: The provided token has expired", /the AWS credentials have expired; sign in/],
])(
  "Terraform's %j while it reads the state in S3 is one sentence that says what to do",
  async (answer, sentence) => {
    project.deployed(outputsOf());
    project.refusesToPrepare(answer);
    const { screen } = await look();
    expect(screen).toMatch(sentence);
    expect(screen).not.toContain("could not be prepared");
  },
);

test("Terraform's output is shown when it cannot be prepared", async () => {
  project.deployed(outputsOf());
  project.refusesToPrepare("Error: no such backend");
  expect((await look()).screen).toMatch(
    /Terraform could not be prepared for stage dev:\nError: no such backend$/,
  );
});

test("outside a project, one sentence says so", async () => {
  const operator = newOperator({ project: { ...project, path: "/" } });
  expect(await operator.run(command)).toBe(2);
  expect(operator.output()).toMatch(/no readable cdktf\.json .* run the command in the project's folder/);
});

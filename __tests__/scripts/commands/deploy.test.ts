import { readdirSync } from "node:fs";
import { join } from "node:path";
import { BackupClient, DescribeGlobalSettingsCommand } from "@aws-sdk/client-backup";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeKeyCommand, GetKeyPolicyCommand } from "@aws-sdk/client-kms";
import {
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import {
  DescribeParametersCommand,
  GetParameterCommand,
  ParameterNotFound,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { type LocalSlack, startSlack } from "../../../local/slack/slack";
import { deploy as command } from "../../../scripts/commands/all";
import { newOperator } from "../support/operator";
import {
  makeProjectFolder,
  outputsOf,
  type PlannedChange,
  type ProjectFolder,
  vaultResource,
} from "../support/project-folder";
import { kmsWithAliases, refusals } from "../support/stage-in-aws";

const ssm = mockClient(SSMClient);
const sts = mockClient(STSClient);
const sns = mockClient(SNSClient);
const logs = mockClient(CloudWatchLogsClient);
const lambda = mockClient(LambdaClient);
const sqs = mockClient(SQSClient);
const kms = kmsWithAliases();
let project: ProjectFolder;
let slack: LocalSlack;
/** Of the local Slack. */
let secretUrl: string;

const storedWebhook = { Parameter: { Name: "x", Value: "encrypted", Version: 1 } };
const noWebhook = new ParameterNotFound({ message: "", $metadata: {} });

/** From now on SSM has only what the command stores. */
const nothingIsStored = (): void => {
  const names = new Set<string | undefined>();
  ssm.on(GetParameterCommand).callsFake(async ({ Name }) => {
    if (names.has(Name)) return storedWebhook;
    throw noWebhook;
  });
  ssm.on(PutParameterCommand).callsFake(async ({ Name }) => {
    names.add(Name);
    return { Version: 1 };
  });
};

const isEncryptedWith = (KeyId: string | undefined): void => {
  ssm
    .on(DescribeParametersCommand)
    .resolves({ Parameters: [{ Name: "x", ...(KeyId !== undefined && { KeyId }) }] });
};

/** The plans that Terraform applied. */
const applied = (): string[] => project.calls().filter((call) => call.startsWith("terraform apply"));

const willDeploy = (changes: Parameters<typeof outputsOf>[0] = {}): void =>
  project.willDeploy(outputsOf({ slack_hosts: "127.0.0.1", ...changes }));

beforeEach(async () => {
  for (const mock of [ssm, sts, sns, logs, lambda, sqs]) mock.reset();
  isEncryptedWith(outputsOf().key_arn);
  slack = await startSlack();
  secretUrl = slack.webhookUrl;
  sts.on(GetCallerIdentityCommand).resolves({ Account: "111122223333" });
  kms.hasNoStage();
  ssm.on(GetParameterCommand).resolves(storedWebhook);
  sns.on(PublishCommand).resolves({});
  const delivered = {
    outcome: "delivered",
    kind: "test",
    id: "x",
    slackStatus: 200,
    milliseconds: 5,
    secretVersion: 1,
  };
  logs.on(FilterLogEventsCommand).resolves({ events: [{ message: JSON.stringify(delivered) }] });
  project = makeProjectFolder();
  willDeploy();
});

afterEach(async () => {
  project.remove();
  await slack.close();
});

test("a first deployment asks for the webhook, sends a test message, and shows the next steps", async () => {
  project.synthesizes({ alarmEmail: "ops@example.com" });
  nothingIsStored();
  const operator = newOperator({
    project,
    isInteractive: true,
    answers: { confirm: true, secrets: [secretUrl] },
  });
  expect(await operator.run(command)).toBe(0);
  expect(applied()).toHaveLength(1);
  expect(ssm.commandCalls(PutParameterCommand)).toHaveLength(1);
  expect(sns.commandCalls(PublishCommand)).toHaveLength(1);
  const screen = operator.output();
  expect(screen).toMatch(/Deploying stage dev to account 111122223333, Region eu-west-1\./);
  expect(screen).toMatch(/vault +backup-notifications-dev/);
  expect(screen).toMatch(/Delivered: Slack answered 200/);
  expect(screen).toMatch(/confirm the subscription that AWS has emailed to ops@example\.com/);
  expect(screen).toMatch(/npm run trigger-backup -- dev eu-west-1/);
  expect(screen).not.toContain(new URL(secretUrl).pathname);
  expect(screen).toContain("Create one at https://api.slack.com/apps, from the manifest slack-app.yaml");
});

describe("a webhook that is stored under the key of an earlier deployment", () => {
  const earlier = "arn:aws:kms:eu-west-1:111122223333:key/0dead";
  const sentence = `The webhook URL in SSM parameter /backup-notifications/dev/slack-webhook-url is encrypted with ${earlier}, which is not the key of this deployment, so the notifier cannot read it; set it again.`;

  beforeEach(() => isEncryptedWith(earlier));

  test("does not count as stored: it is asked for again", async () => {
    ssm.on(PutParameterCommand).resolves({ Version: 1 });
    const operator = newOperator({
      project,
      isInteractive: true,
      answers: { confirm: true, secrets: [secretUrl] },
    });
    expect(await operator.run(command)).toBe(0);
    expect(operator.output()).toContain(sentence);
    expect(ssm.commandCalls(PutParameterCommand)).toHaveLength(1);
  });

  test("in CI is the next step, and no message is sent", async () => {
    const operator = newOperator({ project });
    expect(await operator.run(command, "--yes")).toBe(0);
    expect(operator.output()).toContain(sentence);
    expect(operator.output()).toMatch(/npm run set-webhook -- dev eu-west-1 < webhook-url\.txt/);
    expect(sns.commandCalls(PublishCommand)).toEqual([]);
  });
});

test.each([
  ["leaves out", () => isEncryptedWith(undefined), "SSM did not say which"],
  [
    "denies",
    () =>
      ssm.on(DescribeParametersCommand).rejects(
        Object.assign(new Error("not authorized to perform: ssm:DescribeParameters"), {
          name: "AccessDenied",
        }),
      ),
    "AWS denied ssm:DescribeParameters",
  ],
])(
  "a stored webhook whose key AWS %s does not count as usable: the test message proves it",
  async (_, arrange, reason) => {
    arrange();
    const operator = newOperator({ project });
    expect(await operator.run(command, "--yes")).toBe(0);
    expect(operator.output()).toContain(`It is not known with which key the webhook URL in SSM parameter`);
    expect(operator.output()).toContain(reason);
    expect(sns.commandCalls(PublishCommand)).toHaveLength(1);
  },
);

test("a webhook that Slack refuses is not stored, although the stage is deployed", async () => {
  nothingIsStored();
  slack.replaceWebhook();
  const operator = newOperator({
    project,
    isInteractive: true,
    answers: { confirm: true, secrets: [secretUrl] },
  });
  expect(await operator.run(command)).toBe(1);
  expect(operator.output()).toMatch(/Error: Slack rejects the webhook \(no_service\).*; nothing was stored$/);
  expect(ssm.commandCalls(PutParameterCommand)).toEqual([]);
});

test("a stage with a bot is asked for its token instead, and never shows it", async () => {
  const bot = {
    webhook_parameter_name: "",
    bot_token_parameter_name: "/backup-notifications/dev/slack-bot-token",
    bot_channel: "C0123ABCD",
    bot_channels: '{"payments":"C0456EFGH"}',
    bot_api_url: "https://slack.com/api/",
  };
  project.willDeploy(outputsOf(bot));
  nothingIsStored();
  const token = "xoxb-123456789012-123456789012-canary";
  const operator = newOperator({
    project,
    isInteractive: true,
    answers: { confirm: true, secrets: [token] },
  });
  expect(await operator.run(command)).toBe(0);
  expect(ssm.commandCalls(PutParameterCommand)[0]?.args[0].input).toMatchObject({
    Name: bot.bot_token_parameter_name,
    Value: token,
  });
  const screen = operator.output();
  expect(screen).toMatch(/No Slack bot token is stored yet.*slack-app\.yaml/);
  expect(screen).toMatch(/bot +channel C0123ABCD, SSM parameter .*\n +channel payments: C0456EFGH\n/);
  expect(screen).not.toMatch(/canary/i);
  nothingIsStored();
  const inCi = newOperator({ project });
  expect(await inCi.run(command, "--yes")).toBe(0);
  expect(inCi.output()).toMatch(/npm run set-bot-token -- dev eu-west-1 < bot-token\.txt/);
});

describe("a stage with a further channel", () => {
  beforeEach(() => willDeploy({ further_channels: "payments" }));

  test("is asked for each webhook that is missing, and sends a test message to each channel", async () => {
    nothingIsStored();
    const operator = newOperator({
      project,
      isInteractive: true,
      answers: { confirm: true, secrets: [secretUrl, secretUrl] },
    });
    expect(await operator.run(command)).toBe(0);
    expect(ssm.commandCalls(PutParameterCommand).map((call) => call.args[0].input.Name)).toEqual([
      "/backup-notifications/dev/slack-webhook-url",
      "/backup-notifications/dev/channels/payments/slack-webhook-url",
    ]);
    const channels = sns
      .commandCalls(PublishCommand)
      .map((call) => call.args[0].input.MessageAttributes?.["Channel"]?.StringValue);
    expect(channels).toEqual([undefined, "payments"]);
    expect(operator.output()).toMatch(/webhook +channel payments, SSM parameter .*channels\/payments/);
  });

  test("in CI shows how to store the missing one, and tests the others", async () => {
    const further = "/backup-notifications/dev/channels/payments/slack-webhook-url";
    ssm.on(GetParameterCommand, { Name: further }).rejects(noWebhook);
    const operator = newOperator({ project });
    expect(await operator.run(command, "--yes")).toBe(0);
    expect(sns.commandCalls(PublishCommand)).toHaveLength(2);
    expect(operator.output()).toMatch(
      /store the Slack webhook of channel payments, through a pipe in CI: npm run set-webhook -- dev eu-west-1 --channel payments < webhook-url\.txt/,
    );
  });
});

test("a second deployment does not ask for what is stored already", async () => {
  project.deployed(outputsOf({ slack_hosts: "127.0.0.1" }));
  project.plans([]);
  const operator = newOperator({ project, isInteractive: true });
  expect(await operator.run(command, "dev", "eu-west-1")).toBe(0);
  expect(operator.questions()).toEqual([]);
  expect(operator.output()).toMatch(/^No changes\.$/m);
  expect(applied()).toEqual([]);
  expect(ssm.commandCalls(PutParameterCommand)).toEqual([]);
});

test("in CI --yes approves the plan, and flags for Terraform's plan are passed on", async () => {
  const operator = newOperator({ project });
  expect(
    await operator.run(
      command,
      "dev",
      "eu-west-1",
      "--yes",
      "--",
      "--skip-provider-lock",
      "-lock-timeout=5m",
    ),
  ).toBe(0);
  expect(project.calls().map((call) => call.replace(/\S+\.tfplan/, "FILE"))).toEqual([
    "terraform init -input=false -no-color STAGE=dev AWS_REGION=eu-west-1",
    "terraform plan -lock-timeout=5m -input=false -no-color FILE STAGE=dev AWS_REGION=eu-west-1",
    "terraform apply -json -input=false FILE STAGE=dev AWS_REGION=eu-west-1",
  ]);
});

test("a flag that would destroy the stage is refused", async () => {
  const operator = newOperator({ project });
  expect(await operator.run(command, "dev", "--yes", "--", "-destroy")).toBe(2);
  expect(operator.output()).toMatch(/deploy does not take -destroy; .*`npm run cleanup -- dev`$/);
  expect(project.calls()).toEqual([]);
});

test("in CI without --yes nothing is started", async () => {
  const operator = newOperator({ project });
  expect(await operator.run(command, "dev", "eu-west-1")).toBe(2);
  expect(operator.output()).toMatch(/no terminal to ask; .*`npm run deploy -- dev eu-west-1 --yes`$/);
  expect(project.calls()).toEqual([]);
});

test("in CI without a stored webhook, the next steps show how to pipe it in, and no message is sent", async () => {
  nothingIsStored();
  const operator = newOperator({ project });
  expect(await operator.run(command, "--yes")).toBe(0);
  expect(operator.output()).toMatch(/npm run set-webhook -- dev eu-west-1 < webhook-url\.txt/);
  expect(operator.output()).toMatch(/npm run send-test -- dev eu-west-1/);
  expect(sns.commandCalls(PublishCommand)).toEqual([]);
});

test("the summary of a stage with existing vaults and no test instance shows what it has", async () => {
  project.willDeploy(
    outputsOf({
      instance_id: "",
      instance_arn: "",
      test_resource_arns: "",
      vault_name: "",
      existing_vault_names: "Default,main",
    }),
  );
  const operator = newOperator({ project });
  expect(await operator.run(command, "--yes")).toBe(0);
  expect(operator.output()).toMatch(/watched +Default,main/);
  expect(operator.output()).not.toMatch(/trigger-backup/);
});

test("where the test message fails, the exit code says so, and the next steps are still shown", async () => {
  const failed = { outcome: "parked", kind: "test", id: "x", reason: "Slack refused" };
  logs.on(FilterLogEventsCommand).resolves({ events: [{ message: JSON.stringify(failed) }] });
  const operator = newOperator({ project });
  expect(await operator.run(command, "--yes")).toBe(1);
  expect(operator.output()).toMatch(
    /Next:.*Error: the test message did not reach Slack and is in the dead-letter queue: Slack refused; then send it back/s,
  );
});

test.each([
  [() => project.terraformVersion("1.4.7"), /Terraform is 1\.4\.7; install 1\.5 or newer/],
  [() => project.terraformVersion(""), /Terraform does not report its version/],
  [() => project.removeProgram("terraform"), /terraform was not found; install Terraform/],
  [
    () => sts.on(GetCallerIdentityCommand).rejects(Object.assign(new Error("x"), { name: "ExpiredToken" })),
    /the AWS credentials have expired; sign in/,
  ],
])("what cannot work is reported before anything is changed (%#)", async (breakIt, sentence) => {
  breakIt();
  const operator = newOperator({ project, env: { PATH: project.bareSearchPath } });
  expect(await operator.run(command, "--yes")).toBe(1);
  expect(operator.output()).toMatch(sentence);
  expect(project.calls()).toEqual([]);
});

test("a Terraform that cannot lock a state in S3 is refused, and the Region and who names it are shown", async () => {
  project.synthesizes({
    state: { bucket: "states", region: "eu-west-1", key: "dev.tfstate" },
    regionFrom: "AWS_DEFAULT_REGION",
  });
  project.terraformVersion("1.9.8");
  const operator = newOperator({ project });
  expect(await operator.run(command, "--yes")).toBe(1);
  expect(operator.output()).toMatch(
    /Region eu-west-1 \(AWS_DEFAULT_REGION\)\..*Terraform is 1\.9\.8, which cannot lock the state in bucket states; install 1\.10 or newer$/s,
  );
  expect(project.calls()).toEqual([]);
});

test.each([
  [false, true],
  [true, false],
])(
  "with forceDestroy %s, deploy ends with a line about a state that is only here: %s",
  async (forceDestroy, says) => {
    project.synthesizes({ forceDestroy });
    const operator = newOperator({ project });
    await operator.run(command, "--yes");
    expect(operator.output().includes("The state of this stage is only in terraform.")).toBe(says);
  },
);

test.each([
  [["dev", "us-east-1", "--yes"], "eu-west-1", "us-east-1"],
  [["dev", "--yes"], "us-east-1", "us-east-1"],
])("a stage is not deployed a second time in another Region (%#)", async (args, stageRegion, asked) => {
  project.deployed(outputsOf());
  project.synthesizes({ region: stageRegion });
  const operator = newOperator({ project });
  expect(await operator.run(command, ...args)).toBe(1);
  expect(operator.output()).toMatch(
    new RegExp(`deployed in eu-west-1, not in ${asked} .*npm run deploy -- dev eu-west-1`),
  );
  expect(applied()).toEqual([]);
});

test("nor is one that is only partially deployed", async () => {
  project.halfDeployed([vaultResource()], { region: "eu-west-1" });
  const operator = newOperator({ project });
  expect(await operator.run(command, "dev", "us-east-1", "--yes")).toBe(1);
  expect(operator.output()).toMatch(/deployed in eu-west-1, not in us-east-1/);
});

test("nor in another account", async () => {
  project.deployed(outputsOf({ account_id: "999988887777" }));
  const operator = newOperator({ project });
  expect(await operator.run(command, "--yes")).toBe(1);
  expect(operator.output()).toMatch(
    /deployed in account 999988887777, but .* belong to account 111122223333/,
  );
});

test.each(refusals)("where no state is here and AWS %s, nothing is planned", async (_, aws, sentence) => {
  aws(kms);
  const operator = newOperator({ project });
  expect(await operator.run(command, "--yes")).toBe(1);
  expect(operator.output()).toMatch(sentence);
  expect(project.calls()).toEqual([]);
});

test("a stage whose state is here is not asked for", async () => {
  project.deployed(outputsOf());
  expect(await newOperator({ project }).run(command, "--yes")).toBe(0);
  expect(kms.askedCount()).toBe(0);
});

describe("a stage that reserves concurrency for its notifier", () => {
  const reserves = (count: number, delivery: "queue" | "direct" = "direct"): void => {
    const notifier = { function_name: "backup-notifications-dev", reserved_concurrent_executions: count };
    project.synthesizes({ delivery, resources: { aws_lambda_function: { notifier } } });
  };

  const hasUnreserved = (UnreservedConcurrentExecutions?: number): void => {
    lambda.on(GetAccountSettingsCommand).resolves({
      AccountLimit: {
        ConcurrentExecutions: 1000,
        ...(UnreservedConcurrentExecutions !== undefined && { UnreservedConcurrentExecutions }),
      },
    });
  };

  const deploy = async () => {
    const operator = newOperator({ project });
    return { exitCode: await operator.run(command, "--yes"), screen: operator.output() };
  };

  beforeEach(() => {
    reserves(1);
    lambda
      .on(GetFunctionConcurrencyCommand)
      .rejects(Object.assign(new Error("Function not found"), { name: "ResourceNotFoundException" }));
  });

  test.each([
    ["direct", 1, 100, `set notifier.reservedConcurrency to false, or delivery to "queue", in stages/dev.ts`],
    ["direct", 1, 10, `set notifier.reservedConcurrency to false, or delivery to "queue", in stages/dev.ts`],
    ["queue", 5, 104, "set notifier.reservedConcurrency to false in stages/dev.ts"],
  ] as const)(
    "with %s, is not deployed where of %s to reserve and %s unreserved less than 100 remain",
    async (delivery, count, unreserved, wayOut) => {
      reserves(count, delivery);
      hasUnreserved(unreserved);
      const { exitCode, screen } = await deploy();
      expect(exitCode).toBe(1);
      expect(screen).toContain(
        `Error: the account has no room to reserve ${count} for the notifier in eu-west-1: ${unreserved} concurrent executions are not reserved yet, and Lambda keeps 100 of them for other functions; ${wayOut}`,
      );
      expect(project.calls()).toEqual([]);
    },
  );

  test("is deployed where 100 remain", async () => {
    hasUnreserved(101);
    expect((await deploy()).exitCode).toBe(0);
  });

  test("needs no more room than what its function does not have yet", async () => {
    hasUnreserved(100);
    lambda.on(GetFunctionConcurrencyCommand).resolves({ ReservedConcurrentExecutions: 1 });
    expect((await deploy()).exitCode).toBe(0);
  });

  test.each([
    ["leaves out", () => hasUnreserved(), "Lambda did not say how much concurrency is unreserved"],
    [
      "denies",
      () =>
        lambda.on(GetAccountSettingsCommand).rejects(
          Object.assign(new Error("not authorized to perform: lambda:GetAccountSettings"), {
            name: "AccessDeniedException",
          }),
        ),
      "AWS denied lambda:GetAccountSettings",
    ],
  ])("is deployed where AWS %s how much is left, and that is said", async (_, arrange, reason) => {
    arrange();
    const { exitCode, screen } = await deploy();
    expect(exitCode).toBe(0);
    expect(screen).toContain(
      `It could not be checked whether the account has the concurrency to reserve 1 for the notifier: ${reason}`,
    );
  });

  test("is the only one for which AWS is asked", async () => {
    project.synthesizes({});
    expect((await deploy()).exitCode).toBe(0);
    expect(lambda.calls()).toEqual([]);
  });
});

describe("a stage whose rules copy to another account", () => {
  const backup = mockClient(BackupClient);
  const vaultIn = (account: string) => `arn:aws:backup:eu-west-1:${account}:backup-vault:central`;

  const copiesTo = (...arns: readonly string[]): void => {
    const rule = [
      { copy_action: arns.map((arn) => ({ destination_vault_arn: arn })) },
      { rule_name: "local" },
    ];
    project.synthesizes({ resources: { aws_backup_plan: { nightly: { rule } } } });
  };

  const answers = (isCrossAccountBackupEnabled?: string) =>
    backup.on(DescribeGlobalSettingsCommand).resolves({
      GlobalSettings: { ...(isCrossAccountBackupEnabled && { isCrossAccountBackupEnabled }) },
    });

  const refuses = (name: string, message: string) =>
    backup.on(DescribeGlobalSettingsCommand).rejects(Object.assign(new Error(message), { name }));

  const deploy = async (): Promise<string> => {
    const operator = newOperator({ project });
    expect(await operator.run(command, "--yes")).toBe(0);
    return operator.output();
  };

  beforeEach(() => {
    backup.reset();
    copiesTo(vaultIn("444455556666"), vaultIn("444455556666"), vaultIn("111122223333"));
  });

  afterAll(() => backup.restore());

  test.each([
    [
      "whose organization has cross-account backup turned off",
      () => answers("false"),
      "AWS will fail copies of account 111122223333 to account 444455556666: cross-account backup is not turned on in its organization; turn it on in the management account with `aws backup update-global-settings --global-settings isCrossAccountBackupEnabled=true`.",
    ],
    [
      "without an organization",
      () => refuses("InvalidRequestException", "not a member"),
      "AWS will fail copies of account 111122223333 to account 444455556666: AWS copies only within an organization, and says: not a member; let both accounts be in one, or remove the copies.",
    ],
    [
      "that may not ask",
      () => refuses("AccessDeniedException", "not authorized to perform: backup:DescribeGlobalSettings"),
      "It could not be checked whether AWS allows copies of account 111122223333 to account 444455556666: AWS denied backup:DescribeGlobalSettings",
    ],
    [
      "to which AWS gives half an answer",
      () => answers(),
      "It could not be checked whether AWS allows copies of account 111122223333 to account 444455556666: AWS Backup did not say whether cross-account backup is turned on.",
    ],
  ])("is deployed from an account %s, and that is said", async (_, arrange, sentence) => {
    arrange();
    expect(await deploy()).toContain(sentence);
  });

  test("needs no word where its organization allows them", async () => {
    answers("true");
    expect(await deploy()).not.toMatch(/copies of account/);
  });

  test("is the only one for which AWS is asked", async () => {
    copiesTo(vaultIn("111122223333"), `\${aws_backup_vault.there.arn}`);
    await deploy();
    expect(backup.calls()).toEqual([]);
  });
});

describe("of a deployed stage, the plan is judged before it is applied:", () => {
  const changeOf = (type: string, actions: readonly string[], name?: string): PlannedChange => ({
    address: `${type}.one`,
    type,
    change: { actions, ...(name !== undefined && { before: { name } }) },
  });

  beforeEach(() => project.deployed(outputsOf()));

  test.each<[string, readonly PlannedChange[], string]>([
    [
      "a vault that left the stage file",
      [changeOf("aws_backup_vault", ["delete"], "team"), changeOf("aws_backup_plan", ["delete"])],
      "the plan destroys vault team, so nothing was changed; change stages/dev.ts back, or remove the stage first with `npm run cleanup -- dev`",
    ],
    [
      "a vault with another name",
      [changeOf("aws_backup_vault", ["delete", "create"], "team")],
      "the plan replaces vault team, so nothing was changed",
    ],
    [
      "a key and a backup role, created first",
      [
        changeOf("aws_kms_key", ["create", "delete"]),
        changeOf("aws_iam_role", ["create", "delete"], "backup-notifications-dev-AWSBackup-eu-west-1"),
      ],
      "the plan replaces key aws_kms_key.one, and replaces backup role backup-notifications-dev-AWSBackup-eu-west-1, so nothing was changed",
    ],
  ])("%s is refused", async (_what, changes, sentence) => {
    project.plans(changes);
    const operator = newOperator({ project });
    expect(await operator.run(command, "dev", "--yes")).toBe(1);
    expect(operator.output()).toContain(`Error: ${sentence}`);
    expect(applied()).toEqual([]);
  });

  describe("an access policy that only one role may change", () => {
    const role = "arn:aws:iam::111122223333:role/break-glass";
    const policy = JSON.stringify({
      Statement: [{ Sid: "OnlyBreakGlassRole", Condition: { ArnNotEquals: { "aws:PrincipalArn": role } } }],
    });
    const changed = (actions: readonly string[]): PlannedChange => ({
      address: "aws_backup_vault_policy.one",
      type: "aws_backup_vault_policy",
      change: { actions, before: { policy } },
    });
    const calledBy = (Arn: string) =>
      sts.on(GetCallerIdentityCommand).resolves({ Account: "111122223333", Arn });

    test.each([[["update"]], [["delete"]]])(
      "is refused to others before anything changes: %j",
      async (actions) => {
        calledBy("arn:aws:sts::111122223333:assumed-role/Admin/alice");
        project.plans([changed(actions)]);
        const operator = newOperator({ project });
        expect(await operator.run(command, "dev", "--yes")).toBe(1);
        expect(operator.output()).toContain(
          `Error: the plan changes the access policy of the vault, which only ${role} may do, and these credentials are arn:aws:sts::111122223333:assumed-role/Admin/alice's; nothing was changed; deploy as that role, or change stages/dev.ts back`,
        );
        expect(applied()).toEqual([]);
      },
    );

    test("is changed by that role, and left alone by any other", async () => {
      calledBy("arn:aws:sts::111122223333:assumed-role/break-glass/alice");
      project.plans([changed(["update"])]);
      expect(await newOperator({ project }).run(command, "dev", "--yes")).toBe(0);
      calledBy("arn:aws:sts::111122223333:assumed-role/Admin/alice");
      project.plans([changed(["no-op"])]);
      expect(await newOperator({ project }).run(command, "dev", "--yes")).toBe(0);
    });
  });

  test("Terraform's own refusal is one sentence, however it is wrapped", async () => {
    project.refusesToPlan(
      "Error: Instance cannot be destroyed\n\n  on cdk.tf.json line 9:\n\nResource aws_backup_vault.vault_AEB7ADF6 has\nlifecycle.prevent_destroy set, but the plan calls for this resource to be\ndestroyed.",
    );
    const operator = newOperator({ project });
    expect(await operator.run(command, "dev", "--yes")).toBe(1);
    expect(operator.output()).toContain(
      "Error: the plan destroys or replaces aws_backup_vault.vault_AEB7ADF6, so nothing was changed; ",
    );
    expect(applied()).toEqual([]);
  });

  test("a Region that left the rules, with a vault there: Terraform's refusal is one sentence", async () => {
    const orphan = (address: string) =>
      `Error: Provider configuration not present\n\nTo work with ${address} (orphan)\nits original provider configuration at\nprovider["registry.terraform.io/hashicorp/aws"].eu-north-1 is required, but it\nhas been removed.\n`;
    project.refusesToPlan(
      ["aws_kms_key.copies-eu-north-1_key_1A", "aws_backup_vault.copies-eu-north-1_2B"]
        .map(orphan)
        .join("\n"),
    );
    const operator = newOperator({ project });
    expect(await operator.run(command, "dev", "--yes")).toBe(1);
    expect(operator.output()).toContain(
      "Error: the plan destroys the vault for copies in eu-north-1 and its key, so nothing was changed; change stages/dev.ts back, or remove the stage first with `npm run cleanup",
    );
    expect(operator.output()).not.toContain("orphan");
    expect(applied()).toEqual([]);
  });

  test("a plan that cannot be made is not taken for a harmless one", async () => {
    project.refusesToPlan("Error: Error acquiring the state lock");
    const operator = newOperator({ project });
    expect(await operator.run(command, "dev", "--yes")).toBe(1);
    expect(operator.output()).toMatch(/Terraform could not plan stage dev:\nError: Error acquiring/);
    expect(applied()).toEqual([]);
  });

  test("a replaced selection is named, and other changes are not", async () => {
    project.plans([
      changeOf("aws_backup_selection", ["delete", "create"], "backup-notifications-dev"),
      changeOf("aws_backup_vault", ["update"], "team"),
      changeOf("aws_iam_role", ["delete"], "backup-notifications-dev-flow-logs-eu-west-1"),
      changeOf("aws_kms_key", ["no-op"]),
    ]);
    const operator = newOperator({ project });
    expect(await operator.run(command, "dev", "--yes")).toBe(0);
    expect(operator.output()).toMatch(/The plan replaces backup selection backup-notifications-dev: /);
    expect(applied()).toHaveLength(1);
  });

  test("an old ALLOW_DESTROY in the environment reaches no program", async () => {
    const operator = newOperator({ project, env: { ALLOW_DESTROY: "dev" } });
    expect(await operator.run(command, "dev", "--yes")).toBe(0);
    expect(project.calls().join()).not.toContain("ALLOW_DESTROY");
  });
});

test("when Terraform fails, its errors are named, and how to continue", async () => {
  project.applyFails("aws_sqs_queue.one");
  const operator = newOperator({ project });
  expect(await operator.run(command, "dev", "eu-west-1", "--yes")).toBe(1);
  expect(operator.output()).toMatch(
    /Terraform could not deploy stage dev:\n {2}- aws_sqs_queue\.one: creating: refused\nFix it and run `npm run deploy -- dev eu-west-1` again$/,
  );
  expect(applied()).toHaveLength(1);
});

test("where only a vault's notification setting fails, it is tried once more", async () => {
  project.applyFails("aws_backup_vault_notifications.one");
  const operator = newOperator({ project });
  expect(await operator.run(command, "dev", "--yes")).toBe(0);
  expect(applied()).toHaveLength(2);
});

test("and only once", async () => {
  project.applyFails("aws_backup_vault_notifications.one", "aws_backup_vault_notifications.one");
  const operator = newOperator({ project });
  expect(await operator.run(command, "dev", "--yes")).toBe(1);
  expect(applied()).toHaveLength(2);
});

test("a plan that was not approved changes nothing", async () => {
  const operator = newOperator({ project, isInteractive: true, answers: { confirm: false } });
  expect(await operator.run(command)).toBe(1);
  expect(operator.output()).toMatch(
    /plan was not approved, so nothing was changed; to try again: npm run deploy -- dev$/,
  );
  expect(applied()).toEqual([]);
  expect(ssm.calls()).toEqual([]);
});

test("Ctrl-C at the question says that nothing was changed", async () => {
  const operator = newOperator({ project, isInteractive: true });
  expect(await operator.run(command)).toBe(130);
  expect(operator.output()).toMatch(/Stopped\. Nothing was changed\.$/);
  expect(applied()).toEqual([]);
});

test("Ctrl-C while the plan is applied says how to resume and to undo, both with the stack's Region", async () => {
  const operator = newOperator({
    project,
    onStep: (title) => {
      if (title === "Applying the plan") operator.interrupt();
    },
  });
  expect(await operator.run(command, "dev", "--yes")).toBe(130);
  expect(operator.output()).toMatch(
    /To resume: npm run deploy -- dev eu-west-1\nTo undo: npm run cleanup -- dev eu-west-1$/,
  );
});

test("Ctrl-C while the plan is made says that nothing was changed", async () => {
  const operator = newOperator({
    project,
    onStep: (title) => {
      if (title === "Planning what to change") operator.interrupt();
    },
  });
  expect(await operator.run(command, "dev", "--yes")).toBe(130);
  expect(operator.output()).toMatch(/Stopped\. Nothing was changed\.$/);
});

describe("OpenTofu, by TERRAFORM_BINARY_NAME,", () => {
  const env = { TERRAFORM_BINARY_NAME: "tofu" };

  test("prepares, plans and applies in place of Terraform", async () => {
    project.hasOnlyOpenTofu("1.11.1");
    const operator = newOperator({ project, env });
    expect(await operator.run(command, "dev", "--yes")).toBe(0);
    const steps = project.calls().map((call) => call.split(" ").slice(0, 2).join(" "));
    expect([...new Set(steps)]).toEqual(["tofu init", "tofu plan", "tofu apply"]);
  });

  test("needs the version that can lock a state in S3, as Terraform does", async () => {
    project.hasOnlyOpenTofu("1.9.4");
    project.synthesizes({ state: { bucket: "example-state", region: "eu-west-1", key: "x" } });
    const operator = newOperator({ project, env });
    expect(await operator.run(command, "dev", "--yes")).toBe(1);
    expect(operator.output()).toContain(
      "is 1.9.4, which cannot lock the state in bucket example-state; install 1.10 or newer",
    );
  });

  test("that does not say its version is refused, and how it was asked is named", async () => {
    project.hasOnlyOpenTofu("");
    const operator = newOperator({ project, env });
    expect(await operator.run(command, "dev", "--yes")).toBe(1);
    expect(operator.output()).toContain("does not report its version (`tofu version -json`)");
  });
});

test("the plan file is readable by its owner only, and is removed", async () => {
  const operator = newOperator({ project });
  expect(await operator.run(command, "--yes")).toBe(0);
  expect(project.planFiles()).toEqual([expect.stringMatching(/^-rw------- /)]);
  const left = readdirSync(join(project.path, "cdktf.out/stacks/backup-notifications-dev"));
  expect(left.filter((name) => name.endsWith(".tfplan"))).toEqual([]);
});

describe("the summary", () => {
  const change = (type: string, id: number, actions: readonly string[], before = {}): PlannedChange => ({
    address: `${type}.n${id}`,
    type,
    change: { actions, before },
  });

  beforeEach(() =>
    project.plans([
      change("aws_sqs_queue", 1, ["create"]),
      change("aws_cloudwatch_metric_alarm", 1, ["create"]),
      change("aws_cloudwatch_metric_alarm", 2, ["create"]),
      change("aws_backup_vault", 1, ["update"], { name: "team" }),
      change("aws_backup_vault_notifications", 1, ["delete", "create"], { backup_vault_name: "team" }),
    ]),
  );

  test("counts what changes by its noun, and says what it costs and whether backups are touched", async () => {
    const operator = newOperator({ project });
    expect(await operator.run(command, "--yes")).toBe(0);
    const screen = operator.output();
    expect(screen).toContain(`Terraform's plan for stage dev:
  add      1 queue, 2 alarms
  change   1 vault
  replace  1 vault notification setting
The plan replaces the notification setting of vault team: AWS Backup does not send events of jobs that end in between.
Touches what holds backups: vault team (change).
About 0.00 dollars a month before use; each item: npm run cost -- dev
Every line of the plan: npm run deploy -- dev --plan`);
    expect(screen).not.toContain("every line of the plan");
  });

  test("says from which day on nobody can remove a lock", async () => {
    const after = { backup_vault_name: "records", changeable_for_days: 14 };
    project.plans([
      {
        address: "aws_backup_vault_lock_configuration.one",
        type: "aws_backup_vault_lock_configuration",
        change: { actions: ["create"], after },
      },
    ]);
    const operator = newOperator({ project });
    expect(await operator.run(command, "--yes")).toBe(0);
    expect(operator.output()).toContain(
      "The plan locks vault records permanently: until 2026-09-05 the lock can be removed, from then on by nobody, not even by AWS, and no recovery point before its retention ends.",
    );
  });

  test("is followed by the whole plan with --plan", async () => {
    const operator = newOperator({ project });
    expect(await operator.run(command, "--yes", "--plan")).toBe(0);
    expect(operator.output()).toContain("every line of the plan");
  });
});

test("providers that cannot be had name what to set on a closed network", async () => {
  project.refusesToPrepare("Error: Failed to query available provider packages\n\nno route to host");
  const operator = newOperator({ project });
  expect(await operator.run(command, "--yes")).toBe(1);
  expect(operator.output()).toMatch(
    /no route to host\nOn a closed network, .*TF_CLI_CONFIG_FILE.*AWS_PROVIDER_VERSION/,
  );
});

test("a lock that someone else holds is one sentence, without Terraform's text", async () => {
  project.refusesToPlan(
    "Error: Error acquiring the state lock\n\napi error PreconditionFailed\nLock Info:\n  ID:        0a1b\n  Operation: OperationTypeApply\n  Who:       ci@runner\n  Created:   2026-11-27 08:00:00.123 +0000 UTC\n",
  );
  const operator = newOperator({ project });
  expect(await operator.run(command, "--yes")).toBe(1);
  expect(operator.output()).toMatch(
    /Error: the state of stage dev is locked: ci@runner runs terraform apply since 2026-11-27 08:00:00 UTC, so nothing was changed; .*`terraform force-unlock 0a1b`/,
  );
  expect(operator.output()).not.toContain("PreconditionFailed");
});

describe("an alarm subscription that the plan removes", () => {
  const sentence =
    "the plan removes the alarm subscription of a@example.com, because ALARM_EMAIL is not set and stages/dev.ts leaves the address open";

  beforeEach(() => {
    project.deployed(outputsOf({ slack_hosts: "127.0.0.1" }));
    project.plans([
      {
        address: "aws_sns_topic_subscription.email",
        type: "aws_sns_topic_subscription",
        change: { actions: ["delete"], before: { protocol: "email", endpoint: "a@example.com" } },
      },
    ]);
  });

  test("because a variable is missing is kept with --yes", async () => {
    project.leavesAlarmEmailOpen();
    const operator = newOperator({ project });
    expect(await operator.run(command, "--yes")).toBe(1);
    expect(operator.output()).toContain(
      `Error: ${sentence}; nothing was changed; set alarmEmail in stages/dev.ts (false for no one), or ALARM_EMAIL`,
    );
    expect(applied()).toEqual([]);
  });

  test("is asked about in a terminal", async () => {
    project.leavesAlarmEmailOpen();
    const operator = newOperator({ project, isInteractive: true, answers: { confirm: true } });
    expect(await operator.run(command)).toBe(0);
    expect(operator.questions()).toEqual(["Remove it?", "Apply this plan?"]);
    expect(applied()).toHaveLength(1);
  });

  test("goes without a question where the stage file says who is notified", async () => {
    project.synthesizes({ alarmEmail: "b@example.com" });
    expect(await newOperator({ project }).run(command, "--yes")).toBe(0);
    expect(applied()).toHaveLength(1);
  });
});

describe("a queue that the plan destroys", () => {
  const url = "https://sqs.eu-west-1.amazonaws.com/111122223333/events";
  const counts = (waiting?: string): object => ({
    Attributes: {
      ...(waiting !== undefined && { ApproximateNumberOfMessages: waiting }),
      ApproximateNumberOfMessagesNotVisible: "0",
    },
  });

  beforeEach(() => {
    project.deployed(outputsOf());
    project.plans([
      {
        address: "aws_sqs_queue.queue",
        type: "aws_sqs_queue",
        change: { actions: ["delete"], before: { name: "events", url } },
      },
    ]);
  });

  test.each([
    [
      "holds events",
      counts("3"),
      "the plan destroys queue events, and it holds 3 events; nothing was changed; ",
    ],
    [
      "may hold some",
      counts(),
      "the plan destroys queue events, and whether it is empty is not known: SQS returned no",
    ],
  ])("is kept where it %s", async (_, answer, sentence) => {
    sqs.on(GetQueueAttributesCommand).resolves(answer);
    const operator = newOperator({ project });
    expect(await operator.run(command, "--yes")).toBe(1);
    expect(operator.output()).toContain(`Error: ${sentence}`);
    expect(applied()).toEqual([]);
  });

  test("goes where it is empty", async () => {
    sqs.on(GetQueueAttributesCommand).resolves(counts("0"));
    expect(await newOperator({ project }).run(command, "--yes")).toBe(0);
    expect(applied()).toHaveLength(1);
  });
});

describe("a stage with a key of its owner", () => {
  const keyArn = outputsOf().key_arn;
  const statement = {
    Sid: "AwsBackupPublishes",
    Effect: "Allow",
    Principal: { Service: "backup.amazonaws.com" },
    Action: ["kms:GenerateDataKey*", "kms:Decrypt"],
    Resource: "*",
  };
  const isKey = (metadata: object, statements: readonly object[]): void => {
    kms.mock
      .on(DescribeKeyCommand, { KeyId: keyArn })
      .resolves({ KeyMetadata: { KeyId: "0a1b", KeyState: "Enabled", ...metadata } });
    kms.mock
      .on(GetKeyPolicyCommand, { KeyId: keyArn })
      .resolves({ Policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }) });
  };
  const enabled = { KeySpec: "SYMMETRIC_DEFAULT" } as const;

  beforeEach(() => project.synthesizes({ keyStatements: [statement] }));

  test("is deployed where its policy lacks nothing", async () => {
    isKey(enabled, [statement]);
    const operator = newOperator({ project });
    expect(await operator.run(command, "dev", "--yes")).toBe(0);
    expect(operator.output()).not.toContain("policy");
    expect(applied()).toHaveLength(1);
  });

  test("is refused where its policy lacks a statement and no one can be asked, and prints it", async () => {
    isKey(enabled, []);
    const operator = newOperator({ project });
    expect(await operator.run(command, "dev", "--yes")).toBe(1);
    expect(operator.output()).toContain(JSON.stringify(statement));
    expect(operator.output()).toContain(
      `the policy of the key ${keyArn} of stages/dev.ts lacks a statement, shown above; a key that AWS's services may not use drops messages without an error, so nothing was changed; to accept that, run the command in a terminal without --yes`,
    );
    expect(applied()).toEqual([]);
  });

  test.each([true, false])("asks in a terminal, and deploys where the answer is yes: %j", async (confirm) => {
    isKey(enabled, []);
    const operator = newOperator({
      project,
      isInteractive: true,
      answers: { confirm, secrets: [secretUrl] },
    });
    await operator.run(command, "dev");
    expect(operator.questions()[0]).toBe("Deploy anyway?");
    expect(applied()).toHaveLength(confirm ? 1 : 0);
  });

  test("is refused where its policy cannot be read and no one can be asked, with the permission that is missing", async () => {
    isKey(enabled, []);
    kms.mock.on(GetKeyPolicyCommand).rejects(
      Object.assign(new Error("User: x is not authorized to perform: kms:GetKeyPolicy"), {
        name: "AccessDeniedException",
      }),
    );
    const operator = newOperator({ project });
    expect(await operator.run(command, "dev", "--yes")).toBe(1);
    expect(operator.output()).toMatch(
      /what the policy of the key \S+ of stages\/dev\.ts allows is not known: AWS denied kms:GetKeyPolicy .*so nothing was changed/,
    );
    expect(applied()).toEqual([]);
  });

  test.each([
    [{ KeyState: "PendingDeletion" }, "its state is PendingDeletion"],
    [{ KeySpec: "RSA_2048" }, "AWS's services need a key of type SYMMETRIC_DEFAULT, not RSA_2048"],
  ])("is refused with a key that cannot encrypt: %j", async (metadata, reason) => {
    isKey(metadata, [statement]);
    const operator = newOperator({ project, isInteractive: true, answers: { confirm: true } });
    expect(await operator.run(command, "dev")).toBe(1);
    expect(operator.output()).toContain(
      `the key ${keyArn} of stages/dev.ts cannot be used: ${reason}; name another in kmsKeyArn`,
    );
  });
});

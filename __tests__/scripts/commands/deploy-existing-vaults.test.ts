import { BackupClient, GetBackupVaultNotificationsCommand } from "@aws-sdk/client-backup";
import { GetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { deploy as command } from "../../../scripts/commands/all";
import { newOperator, type Operator } from "../support/operator";
import { makeProjectFolder, outputsOf, type ProjectFolder } from "../support/project-folder";
import { kmsWithAliases } from "../support/stage-in-aws";

const backup = mockClient(BackupClient);
const sns = mockClient(SNSClient);
const ssm = mockClient(SSMClient);
const sts = mockClient(STSClient);
const kms = kmsWithAliases();
let project: ProjectFolder;

const theirs = "arn:aws:sns:eu-west-1:111122223333:team-backups";
const events = ["BACKUP_JOB_COMPLETED", "COPY_JOB_FAILED"] as const;

const awsError = (name: string, message = name): Error => Object.assign(new Error(message), { name });

const notifies = (vault: string, SNSTopicArn: string): void => {
  backup
    .on(GetBackupVaultNotificationsCommand, { BackupVaultName: vault })
    .resolves({ SNSTopicArn, BackupVaultEvents: [...events] });
};

const applied = (): string[] => project.calls().filter((call) => call.startsWith("terraform apply"));

const interactive = (confirm: boolean): Operator =>
  newOperator({ project, isInteractive: true, answers: { confirm } });

beforeEach(() => {
  for (const mock of [backup, sns, ssm, sts]) mock.reset();
  backup
    .on(GetBackupVaultNotificationsCommand)
    .rejects(awsError("ResourceNotFoundException", "Failed reading notifications from database"));
  sts.on(GetCallerIdentityCommand).resolves({ Account: "111122223333" });
  kms.hasNoStage();
  project = makeProjectFolder();
  project.willDeploy(outputsOf());
});

afterEach(() => project.remove());

describe("an existing vault", () => {
  beforeEach(() => project.synthesizes({ existingVaults: ["team", "Default"] }));

  test("that notifies no one is taken without a question", async () => {
    const operator = newOperator({ project });
    await operator.run(command, "--yes");
    expect(applied()).toHaveLength(1);
    expect(operator.output()).not.toMatch(/notification setting/);
  });

  test("that notifies the stage already is left as it is", async () => {
    notifies("team", outputsOf().topic_arn);
    const operator = newOperator({ project });
    await operator.run(command, "--yes");
    expect(applied()).toHaveLength(1);
    expect(operator.output()).not.toMatch(/notification setting/);
  });

  test("that notifies another topic is refused with --yes, with both ways on", async () => {
    notifies("team", theirs);
    const operator = newOperator({ project });
    expect(await operator.run(command, "dev", "eu-west-1", "--yes")).toBe(1);
    expect(operator.output()).toContain(
      `Error: vault team notifies ${theirs} (BACKUP_JOB_COMPLETED, COPY_JOB_FAILED); a vault has one notification setting, so nothing was changed; to keep it, write { name: "team", subscribeTo: "${theirs}" } into existingVaults of stages/dev.ts; to replace it, run \`npm run deploy -- dev eu-west-1 --yes --take-over\``,
    );
    expect(project.calls()).toEqual([]);
  });

  test("that notifies another stage is refused with --yes, too", async () => {
    notifies("team", outputsOf().topic_arn.replace(/dev$/, "prod"));
    const operator = newOperator({ project });
    expect(await operator.run(command, "--yes")).toBe(1);
    expect(operator.output()).toContain("vault team notifies arn:aws:sns:");
  });

  const restore = `aws backup put-backup-vault-notifications --backup-vault-name team --sns-topic-arn ${theirs} --backup-vault-events BACKUP_JOB_COMPLETED COPY_JOB_FAILED --region eu-west-1`;

  test("is taken with --take-over, and what restores it is printed", async () => {
    notifies("team", theirs);
    const operator = newOperator({ project });
    await operator.run(command, "--yes", "--take-over");
    expect(applied()).toHaveLength(1);
    expect(operator.output()).toContain(restore);
  });

  test("is shown and asked about in a terminal, before anything is planned", async () => {
    notifies("team", theirs);
    const operator = interactive(false);
    expect(await operator.run(command)).toBe(1);
    expect(operator.questions()).toEqual(["Replace it?"]);
    expect(operator.output()).toContain(
      `Vault team notifies ${theirs} (BACKUP_JOB_COMPLETED, COPY_JOB_FAILED).`,
    );
    expect(operator.output()).toContain(restore);
    expect(operator.output()).toMatch(
      /Error: vault team notifies .*, so nothing was changed; to keep it, write/,
    );
    expect(project.calls()).toEqual([]);
  });

  test("is taken where the operator agrees", async () => {
    notifies("team", theirs);
    const operator = interactive(true);
    await operator.run(command);
    expect(operator.questions().slice(0, 2)).toEqual(["Replace it?", "Apply this plan?"]);
    expect(applied()).toHaveLength(1);
  });

  test.each([
    ["denies", awsError("AccessDeniedException", "Insufficient privileges to perform this action.")],
    ["does not answer", awsError("ServiceUnavailableException", "try later")],
  ])("of which AWS %s to say what it notifies is never taken for free", async (_, error) => {
    backup.on(GetBackupVaultNotificationsCommand, { BackupVaultName: "team" }).rejects(error);
    const operator = newOperator({ project });
    expect(await operator.run(command, "--yes")).toBe(1);
    expect(operator.output()).toMatch(
      /Error: which topic vault team notifies is not known: .*; to keep it, write \{ name: "team", subscribeTo: "<the ARN of its topic>" \}/,
    );
    const asked = interactive(false);
    expect(await asked.run(command)).toBe(1);
    expect(asked.questions()).toEqual(["Replace it?"]);
    expect(asked.output()).toContain("not known for vault team");
    expect(project.calls()).toEqual([]);
  });

  test("whose answer lacks the events is not known", async () => {
    backup
      .on(GetBackupVaultNotificationsCommand, { BackupVaultName: "team" })
      .resolves({ SNSTopicArn: theirs });
    const operator = newOperator({ project });
    expect(await operator.run(command, "--yes")).toBe(1);
    expect(operator.output()).toContain("is not known: AWS returned no topic or no events");
  });
});

describe("a vault whose topic the stage subscribes to", () => {
  beforeEach(() => {
    project.synthesizes({ existingVaults: ["team"], subscribedTopics: { team: theirs } });
    notifies("team", theirs);
    policyIs({ Effect: "Allow", Principal: { AWS: "*" }, Action: "sns:Publish", Resource: theirs });
  });

  const policyIs = (...Statement: readonly object[]): void => {
    sns
      .on(GetTopicAttributesCommand, { TopicArn: theirs })
      .resolves({ Attributes: { Policy: JSON.stringify({ Statement }) } });
  };

  const deny = { Effect: "Deny", Principal: "*", Action: "sns:Sub*", Resource: "*" } as const;

  test("keeps its setting: nothing is asked", async () => {
    const operator = newOperator({ project });
    await operator.run(command, "--yes");
    expect(applied()).toHaveLength(1);
    expect(operator.output()).not.toMatch(/notification setting|Nothing of vault/);
  });

  test.each([
    [
      "no topic",
      () => backup.on(GetBackupVaultNotificationsCommand).rejects(awsError("ResourceNotFoundException")),
      "it notifies no topic",
    ],
    ["another topic", () => notifies("team", `${theirs}-2`), `it notifies ${theirs}-2`],
    [
      "the stage's own topic",
      () => notifies("team", outputsOf().topic_arn),
      "it notifies the stage's own topic, which this deployment ends",
    ],
  ])("but that notifies %s is named, and the deployment goes on", async (_, arrange, fact) => {
    arrange();
    const operator = newOperator({ project });
    await operator.run(command, "--yes");
    expect(operator.output()).toContain(
      `Nothing of vault team arrives unless it notifies ${theirs}, to which stages/dev.ts subscribes; ${fact}.`,
    );
    expect(applied()).toHaveLength(1);
  });

  test.each([
    ["does not exist", () => sns.on(GetTopicAttributesCommand).rejects(awsError("NotFoundException"))],
    ["does not let this account subscribe", () => policyIs(deny)],
  ])("is refused where the topic %s", async (fact, arrange) => {
    arrange();
    const operator = newOperator({ project });
    expect(await operator.run(command, "--yes")).toBe(1);
    expect(operator.output()).toContain(
      `Error: ${theirs}, to which stages/dev.ts subscribes, ${fact}, so nothing was changed; ask its owner, or name another topic in subscribeTo`,
    );
    expect(project.calls()).toEqual([]);
  });

  test("a policy that only denies requests without TLS lets it subscribe", async () => {
    policyIs({ ...deny, Condition: { Bool: { "aws:SecureTransport": "false" } } });
    await newOperator({ project }).run(command, "--yes");
    expect(applied()).toHaveLength(1);
  });

  test.each([
    [
      "SNS denies to show",
      () =>
        sns.on(GetTopicAttributesCommand).rejects(awsError("AuthorizationErrorException", "not authorized")),
    ],
    [
      "cannot be judged",
      () => policyIs({ ...deny, Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o-1" } } }),
    ],
    ["SNS leaves out", () => sns.on(GetTopicAttributesCommand).resolves({})],
  ])("a policy that %s is said to be unknown, and the deployment goes on", async (_, arrange) => {
    arrange();
    const operator = newOperator({ project });
    await operator.run(command, "--yes");
    expect(operator.output()).toContain(
      `Whether the stage can subscribe to ${theirs} could not be checked: `,
    );
    expect(applied()).toHaveLength(1);
  });
});

describe("a vault that the stage file no longer names", () => {
  const removal = (sns_topic_arn: string) => ({
    address: "aws_backup_vault_notifications.existing-vault-notifications-team_1",
    type: "aws_backup_vault_notifications",
    change: { actions: ["delete"], before: { backup_vault_name: "team", sns_topic_arn } },
  });

  test("loses the stage's setting", async () => {
    project.plans([removal(outputsOf().topic_arn)]);
    await newOperator({ project }).run(command, "--yes");
    expect(applied()).toHaveLength(1);
  });

  test("but not one that somebody made since", async () => {
    project.plans([removal(theirs)]);
    const operator = newOperator({ project });
    expect(await operator.run(command, "--yes")).toBe(1);
    expect(operator.output()).toContain(
      `Error: the plan removes the notification setting of vault team, which notifies ${theirs} by now, so nothing was changed; let Terraform forget it with \`terraform -chdir=cdktf.out/stacks/backup-notifications-dev state rm aws_backup_vault_notifications.existing-vault-notifications-team_1\`, then deploy again`,
    );
    expect(applied()).toEqual([]);
  });
});

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CreateMultipartUploadCommand, GetBucketVersioningCommand, S3Client } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { deploy, plan } from "../../../scripts/commands/all";
import { planPage } from "../../../scripts/stack/plan-page";
import { newOperator } from "../support/operator";
import { makeProjectFolder, outputsOf, type ProjectFolder } from "../support/project-folder";
import { kmsWithAliases } from "../support/stage-in-aws";

const sts = mockClient(STSClient);
const sqs = mockClient(SQSClient);
const kms = kmsWithAliases();
let project: ProjectFolder;

beforeEach(() => {
  sts.reset();
  sqs.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: "111122223333" });
  kms.hasNoStage();
  project = makeProjectFolder();
});

afterEach(() => project.remove());

const run = async (...args: readonly string[]) => {
  const operator = newOperator({ project });
  const exitCode = await operator.run(plan, "dev", "eu-west-1", ...args);
  return { exitCode, screen: operator.output(), questions: operator.questions() };
};

const applied = (): string[] => project.calls().filter((call) => call.startsWith("terraform apply"));

test("changes are shown as deploy shows them, without a question; nothing is applied, and the exit code is 3", async () => {
  const { exitCode, screen, questions } = await run();
  expect(exitCode).toBe(3);
  expect(screen).toContain("Planning to deploy stage dev to account 111122223333, Region eu-west-1.");
  expect(screen).toContain("  add      1 topic");
  expect(screen).toContain("Nothing that holds backups is touched.");
  expect(screen).not.toContain("every line of the plan");
  expect(questions).toEqual([]);
  expect(applied()).toEqual([]);
});

test("a state in S3 need not be writable: a pipeline's plan role only reads it", async () => {
  const s3 = mockClient(S3Client);
  s3.on(GetBucketVersioningCommand).resolves({ Status: "Enabled" });
  s3.on(CreateMultipartUploadCommand).rejects(Object.assign(new Error("no"), { name: "AccessDenied" }));
  project.synthesizes({ state: { bucket: "states", region: "eu-west-1", key: "dev.tfstate" } });
  expect((await run()).exitCode).toBe(3);
  s3.restore();
});

test("no changes exit with 0", async () => {
  project.plans([]);
  const { exitCode, screen } = await run("--markdown", "plan.md");
  expect(exitCode).toBe(0);
  expect(screen).toMatch(/No changes\.$/);
  expect(readFileSync(join(project.path, "plan.md"), "utf8")).toBe("No changes.\n");
});

test.each([
  ["a destroyed vault", "aws_backup_vault", { name: "team" }, "the plan destroys vault team"],
  [
    "a queue with events",
    "aws_sqs_queue",
    { name: "team", url: "https://sqs.eu-west-1.amazonaws.com/1/team" },
    "the plan destroys queue team, and it holds 2 events",
  ],
  [
    "a forgotten alarm address",
    "aws_sns_topic_subscription",
    { protocol: "email", endpoint: "ops@example.com" },
    "the plan removes the alarm subscription of ops@example.com, because ALARM_EMAIL is not set",
  ],
])(
  "%s is refused with deploy's sentence, exits with 1 and writes no page",
  async (_, type, before, sentence) => {
    project.deployed(outputsOf());
    project.leavesAlarmEmailOpen();
    project.plans([{ address: `${type}.one`, type, change: { actions: ["delete"], before } }]);
    sqs.on(GetQueueAttributesCommand).resolves({
      Attributes: { ApproximateNumberOfMessages: "2", ApproximateNumberOfMessagesNotVisible: "0" },
    });
    const { exitCode, screen } = await run("--markdown", "plan.md");
    expect(exitCode).toBe(1);
    expect(screen).toContain(`Error: ${sentence}`);
    expect(existsSync(join(project.path, "plan.md"))).toBe(false);
    const operator = newOperator({ project });
    expect(await operator.run(deploy, "dev", "eu-west-1", "--yes")).toBe(1);
    expect(operator.output()).toContain(/Error: .*/.exec(screen)?.[0]);
  },
);

describe("a change of an access policy that only one role may make", () => {
  const role = "arn:aws:iam::111122223333:role/break-glass";
  const policy = JSON.stringify({
    Statement: [{ Sid: "OnlyBreakGlassRole", Condition: { ArnNotEquals: { "aws:PrincipalArn": role } } }],
  });
  const planBy = (Arn: string) => {
    sts.on(GetCallerIdentityCommand).resolves({ Account: "111122223333", Arn });
    project.plans([
      {
        address: "aws_backup_vault_policy.one",
        type: "aws_backup_vault_policy",
        change: { actions: ["update"], before: { policy } },
      },
    ]);
    return run("--markdown", "plan.md");
  };

  test("is planned by others, who learn which role may deploy it", async () => {
    const caller = "arn:aws:sts::111122223333:assumed-role/ci-plan/pipeline";
    const note = `The plan changes the access policy of the vault, which only ${role} may do: deploy as that role; these credentials are ${caller}'s.`;
    const { exitCode, screen } = await planBy(caller);
    expect(exitCode).toBe(3);
    expect(screen).toContain(note);
    expect(readFileSync(join(project.path, "plan.md"), "utf8")).toContain(note);
  });

  test("needs no word to that role itself", async () => {
    const { exitCode, screen } = await planBy("arn:aws:sts::111122223333:assumed-role/break-glass/alice");
    expect(exitCode).toBe(3);
    expect(screen).not.toContain("which only");
  });
});

test("flags for Terraform's plan are passed on, and --full shows every line", async () => {
  const { screen } = await run("--full", "--", "-lock-timeout=10m");
  expect(screen).toContain("every line of the plan");
  expect(project.calls().find((call) => call.startsWith("terraform plan"))).toContain("-lock-timeout=10m");
});

test("the page has the summary, and the whole plan folded away", async () => {
  await run("--markdown", "plan.md");
  const [summary, details] = readFileSync(join(project.path, "plan.md"), "utf8").split("<details>");
  expect(summary).toContain("```\nadd      1 topic\n```");
  expect(summary).toContain("Nothing that holds backups is touched.");
  expect(details).toMatch(
    /^<summary>The whole plan<\/summary>\n\n```\nevery line of the plan\n```\n\n<\/details>/,
  );
});

const noSummary = { lines: ["add      1 topic"], losses: [], notes: [] };

test("a plan cannot end the page's fence", () => {
  const page = planPage(noSummary, "one\n````\n# injected\n");
  expect(page).toContain("\n`````\none\n````\n# injected\n`````\n");
});

test("a page fits into a comment, and says where it is cut", () => {
  const page = planPage(noSummary, "x".repeat(90_000));
  expect(page.length).toBeLessThan(65_536);
  expect(page).toContain("... cut here: the plan has 90000 characters");
});

test("what a replacement costs stands out", () => {
  expect(planPage({ ...noSummary, losses: ["The plan replaces queue x: lost."] }, "plan")).toContain(
    "\n**The plan replaces queue x: lost.**\n",
  );
});

import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { ciRoles as command } from "../../../scripts/commands/all";
import { newOperator } from "../support/operator";
import { makeProjectFolder, type ProjectFolder } from "../support/project-folder";

const sts = mockClient(STSClient);
let project: ProjectFolder;

beforeEach(() => {
  project = makeProjectFolder();
  cpSync(join(__dirname, "..", "..", "..", "docs", "policies"), join(project.path, "docs", "policies"), {
    recursive: true,
  });
  sts.reset();
  const Arn = "arn:aws-cn:sts::111122223333:assumed-role/admin/me";
  sts.on(GetCallerIdentityCommand).resolves({ Account: "111122223333", Arn });
});

afterEach(() => project.remove());

const required = ["--repository", "example/backups", "--state-bucket", "example-state"];

const written = (file: string): string =>
  readFileSync(join(project.path, "build", "ci-roles", "dev", file), "utf8");

const subjectsIn = (file: string): unknown =>
  JSON.parse(written(file)).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"];

test("no example of --help lacks what the command requires", async () => {
  const operator = newOperator({ project });
  await operator.run(command, "--help");
  const examples = operator.output().split("Examples:\n")[1]?.split("\n\n")[0]?.split("\n") ?? [];
  expect(examples).not.toEqual([]);
  expect(examples.filter((typed) => !typed.includes("--repository "))).toEqual([]);
});

test("each role trusts one use of one repository, in both forms of GitHub's subject", async () => {
  const operator = newOperator({ project });
  expect(await operator.run(command, "dev", ...required, "--repository-ids", "12/34")).toBe(0);
  expect(subjectsIn("ci-backup-notifications-dev-plan-trust.json")).toEqual([
    "repo:example/backups:pull_request",
    "repo:example@12/backups@34:pull_request",
  ]);
  expect(subjectsIn("ci-backup-notifications-dev-apply-trust.json")).toEqual([
    "repo:example/backups:environment:production",
    "repo:example@12/backups@34:environment:production",
  ]);
  expect(operator.output()).not.toContain("2026-07-15");
});

test("without the repository's numbers, it says which repositories need them", async () => {
  const operator = newOperator({ project });
  expect(await operator.run(command, "dev", ...required)).toBe(0);
  expect(subjectsIn("ci-backup-notifications-dev-plan-trust.json")).toEqual([
    "repo:example/backups:pull_request",
  ]);
  expect(operator.output()).toContain("since 2026-07-15 have numbers in their tokens");
});

test("the commands make two roles in the caller's account and partition, and their files exist", async () => {
  const operator = newOperator({ project });
  await operator.run(command, "dev", ...required);
  const lines = written("create.sh").trim().split("\n");
  expect(lines.filter((line) => line.includes("create-role"))).toHaveLength(2);
  for (const [, file] of lines.join("\n").matchAll(/file:\/\/(\S+)/g)) {
    expect(existsSync(join(project.path, file ?? ""))).toBe(true);
  }
  expect(lines).toContain(
    "aws iam attach-role-policy --role-name ci-backup-notifications-dev-plan --policy-arn arn:aws-cn:iam::111122223333:policy/ci-backup-notifications-dev-plan-read",
  );
  const planPolicies = lines.filter((line) => line.includes("create-policy") && line.includes("-plan-"));
  expect(planPolicies).toHaveLength(2);
  expect(operator.output()).toContain("Nothing was changed in AWS.");
  expect(operator.output()).toMatch(
    /APPLY_ROLE_ARN\s+arn:aws-cn:iam::111122223333:role\/ci-backup-notifications-dev-apply/,
  );
});

test("only a stage with a watch gets permissions for its function and schedules, and its plans read only", async () => {
  const operator = newOperator({ project });
  await operator.run(command, "dev", ...required);
  expect(written("create.sh")).not.toContain("watch-function");
  project.synthesizes({ resources: { aws_scheduler_schedule: { check: {} } } });
  await operator.run(command, "dev", ...required);
  const lines = written("create.sh").split("\n");
  const ofPlan = lines.filter((line) => line.includes("-plan-watch-function"));
  expect(ofPlan.length).toBeGreaterThan(0);
  expect(ofPlan.join()).not.toMatch(/-plan-watch-function(?!-read)/);
  expect(lines.join()).toMatch(/-apply-watch-function(?!-read)/);
});

test("only a stage with restore tests gets permissions for them, and its plans read only", async () => {
  const operator = newOperator({ project });
  await operator.run(command, "dev", ...required);
  expect(written("create.sh")).not.toContain("restore-tests");
  project.synthesizes({ resources: { aws_backup_restore_testing_plan: { weekly: {} } } });
  await operator.run(command, "dev", ...required);
  expect(written("create.sh")).toMatch(/-plan-restore-tests-read/);
  expect(written("create.sh")).not.toMatch(/-plan-restore-tests(?!-read)/);
  expect(written("create.sh")).toMatch(/-apply-restore-tests(?!-read)/);
  expect(written("ci-backup-notifications-dev-apply-restore-tests.json")).toContain(
    ":restore-testing-plan:backup_notifications_dev_*",
  );
});

test("only a stage with a test instance gets permissions for EC2", async () => {
  const operator = newOperator({ project });
  await operator.run(command, "dev", ...required);
  expect(written("create.sh")).not.toContain("test-workload");
  project.synthesizes({ resources: { aws_instance: { test: {} } } });
  await operator.run(command, "dev", ...required);
  expect(written("create.sh")).toContain("test-workload");
});

test("the roles may use the state where the stage keeps it", async () => {
  project.synthesizes({ state: { bucket: "states", region: "eu-central-1", key: "team/dev.tfstate" } });
  const operator = newOperator({ project });
  expect(await operator.run(command, "dev", "--repository", "example/backups")).toBe(0);
  expect(written("ci-backup-notifications-dev-plan-state-read.json")).toContain(":states/team/dev.tfstate");
  expect(operator.output()).toMatch(/STATE_BUCKET +states\n +STATE_REGION +eu-central-1/);
});

test.each([
  [["--state-bucket", "x"], "--repository is missing; allowed is a repository on GitHub"],
  [["--repository", "backups"], '--repository is "backups"; allowed is a repository on GitHub'],
  [["--repository", "a/b", "--repository-ids", "12"], '--repository-ids is "12"; allowed are the numbers'],
  [
    ["--repository", "a/b"],
    "--state-bucket is missing; a pipeline has no folder that keeps Terraform's state",
  ],
])("%j is wrong usage", async (args, problem) => {
  const operator = newOperator({ project });
  expect(await operator.run(command, "dev", ...args)).toBe(2);
  expect(operator.output()).toContain(problem);
  expect(existsSync(join(project.path, "build"))).toBe(false);
});

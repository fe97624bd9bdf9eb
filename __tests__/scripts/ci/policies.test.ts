import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { filledPolicy, type PolicyPlace } from "../../../scripts/ci/policies";
import { recordedCalls } from "../../fixtures/recorded-calls";

const folder = join(__dirname, "..", "..", "..", "docs", "policies");
const names = readdirSync(folder).map((file) => file.replace(/\.json$/, ""));

const oneOrMany = z.preprocess((given) => (Array.isArray(given) ? given : [given]), z.array(z.string()));
const policySchema = z.object({
  Version: z.literal("2012-10-17"),
  Statement: z.array(
    z.strictObject({
      Sid: z.string().regex(/^[A-Za-z]+$/),
      Effect: z.literal("Allow"),
      Action: oneOrMany,
      Resource: oneOrMany,
      Condition: z.record(z.string(), z.record(z.string(), oneOrMany)).optional(),
    }),
  ),
});

const place: PolicyPlace = {
  partition: "aws-us-gov",
  accountId: "111122223333",
  region: "us-gov-west-1",
  stage: "sixteen-letters-",
  vaultName: "v".repeat(50),
  rolePath: "/backups/",
  state: { bucket: "example-state", region: "us-gov-east-1", key: "a/b/c.tfstate" },
};

const templateOf = (name: string): string => readFileSync(join(folder, `${name}.json`), "utf8");
const statementsOf = (...given: readonly string[]) =>
  given.flatMap((name) => policySchema.parse(JSON.parse(filledPolicy(templateOf(name), place))).Statement);
const actionsOf = (...given: readonly string[]) => statementsOf(...given).flatMap(({ Action }) => Action);

test.each(names)("%s is filled in whole, and fits into a managed policy", (name) => {
  const filled = filledPolicy(templateOf(name), place);
  expect(filled).not.toMatch(/PARTITION|ACCOUNT_ID|STAGE|OWN_VAULT|ROLE_PATH|STATE_|\bREGION/);
  // Without white space. (IAM User Guide, IAM and AWS STS quotas)
  expect(filled.replaceAll(/\s/g, "").length).toBeLessThanOrEqual(6144);
  expect(new Set(statementsOf(name).map(({ Sid }) => Sid)).size).toBe(statementsOf(name).length);
});

test.each(names)("%s names each action, without wildcards", (name) => {
  for (const action of actionsOf(name)) expect(action).toMatch(/^[a-z0-9-]+:[A-Z][A-Za-z0-9]+$/);
});

test("who deploys may make every call that a deployment was seen to make", () => {
  const allowed = new Set(actionsOf("read", "change", "test-workload"));
  const calls = Object.entries(recordedCalls).flatMap(([service, list]) =>
    list.split(" ").map((call) => `${service}:${call}`),
  );
  expect(calls.filter((call) => !allowed.has(call))).toEqual([]);
});

const changes = /:(?!Get|List|Describe|Filter)/;

test("who plans or watches can change nothing, and who plans cannot read the Slack secret", () => {
  expect(actionsOf("read", "watch").filter((action) => changes.test(action))).toEqual(["kms:Decrypt"]);
  const planned = statementsOf("read");
  expect(
    planned.flatMap(({ Action }) => Action).filter((action) => action.startsWith("kms:Decrypt")),
  ).toEqual([]);
  const readsParameters = planned.filter(({ Action }) => Action.includes("ssm:GetParameter"));
  expect(readsParameters.flatMap(({ Resource }) => Resource)).toEqual([
    "arn:aws-us-gov:ssm:us-gov-west-1:111122223333:parameter/backup-notifications/sixteen-letters-/account-names/*",
  ]);
});

test("who operates can change no resource of the stage, and pass only its backup role", () => {
  const [pass] = statementsOf("operate").filter(({ Action }) => Action.includes("iam:PassRole"));
  expect(pass?.Resource).toEqual([
    "arn:aws-us-gov:iam::111122223333:role/backups/backup-notifications-sixteen-letters--AWSBackup-*",
  ]);
  const altering = /:(?:Create|Update|Attach|PutRole|PutKey|Schedule|Terminate)/;
  expect(actionsOf("operate").filter((action) => altering.test(action))).toEqual([]);
});

test("only the stage's own vault can be created, deleted or filled", () => {
  for (const { Action, Resource } of statementsOf("operate", "change")) {
    const isOwn = /backup:(?:Create|Delete)BackupVault$|backup:StartBackupJob/;
    if (!Action.some((action) => isOwn.test(action))) continue;
    const vaults = Resource.filter((arn) => arn.includes(":backup-vault:"));
    expect(vaults).toEqual([
      `arn:aws-us-gov:backup:us-gov-west-1:111122223333:backup-vault:${"v".repeat(50)}`,
    ]);
  }
});

test("in other Regions, only the vault for the stage's copies can be changed, and keys", () => {
  const resources = statementsOf("copies", "copies-read").flatMap(({ Resource }) => Resource);
  expect([...new Set(resources)]).toEqual([
    `arn:aws-us-gov:backup:*:111122223333:backup-vault:${"v".repeat(50)}-from-us-gov-west-1`,
    "arn:aws-us-gov:kms:*:111122223333:key/*",
    "arn:aws-us-gov:kms:*:111122223333:alias/backup-notifications-sixteen-letters--from-us-gov-west-1",
  ]);
  expect(actionsOf("copies-read").filter((action) => changes.test(action))).toEqual([]);
});

test("roles are changed and passed only with the stage's name, and not the pipeline's own", () => {
  const roles = statementsOf("change").filter(({ Action }) =>
    Action.some((action) => /^iam:(?!CreateServiceLinkedRole)/.test(action)),
  );
  for (const arn of roles.flatMap(({ Resource }) => Resource)) {
    expect(arn).toMatch(/:(?:role|instance-profile)\/backups\/backup-notifications-sixteen-letters--\*$/);
  }
});

test("restore tests are changed by the stage's name, whose hyphens a plan's name does not have", () => {
  const changed = statementsOf("restore-tests").find(({ Sid }) => Sid === "ChangeRestoreTests");
  expect(changed?.Resource).toEqual([
    "arn:aws-us-gov:backup:us-gov-west-1:111122223333:restore-testing-plan:backup_notifications_sixteen_letters__*",
  ]);
  expect(actionsOf("restore-tests-read").filter((action) => changes.test(action))).toEqual([]);
});

test("who restores for a test deletes only what has a test's name or tag", () => {
  for (const { Action, Resource, Condition = {} } of statementsOf("restore-test-now")) {
    if (!Action.some((action) => action.includes(":Delete"))) continue;
    const isTagged = JSON.stringify(Condition).includes("aws:ResourceTag/awsbackup-restore-test");
    expect(isTagged || Resource.every((arn) => arn.includes("awsbackup-restore-test-"))).toBe(true);
  }
});

test("the state's policies name one object and its lock", () => {
  expect(statementsOf("state-read", "state-write").flatMap(({ Resource }) => Resource)).toEqual([
    "arn:aws-us-gov:s3:::example-state",
    "arn:aws-us-gov:s3:::example-state/a/b/c.tfstate",
    "arn:aws-us-gov:s3:::example-state/a/b/c.tfstate.tflock",
    "arn:aws-us-gov:kms:us-gov-east-1:111122223333:key/*",
    "arn:aws-us-gov:s3:::example-state/a/b/c.tfstate",
  ]);
});

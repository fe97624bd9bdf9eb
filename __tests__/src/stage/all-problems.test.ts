import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const project = join(__dirname, "..", "..", "..");
const rule = { name: "daily", schedule: "cron(0 5 ? * * *)", deleteAfterDays: 35 };
const vault = { rules: [rule], selectionTags: { backup: "daily" } };
const withRule = (more: object) => ({ vault: { ...vault, rules: [{ ...rule, ...more }] } });
const volume = "arn:aws:ec2:eu-west-1:111122223333:volume/vol-0123456789abcdef0";
const withPlan = (more: object) => ({ vault: { plans: [{ name: "daily", rules: [rule], ...more }] } });
const topic = (name: string, region = "eu-central-1", partition = "aws") =>
  `arn:${partition}:sns:${region}:111122223333:${name}`;
const vaultIn = (partition: string) => `arn:${partition}:backup:cn-north-1:111122223333:backup-vault:offsite`;
const manyRoutes = Array.from({ length: 65 }, (_, n) => ({
  vaults: [`vault-${n}-of-many`],
  mention: "here",
}));
const manyAccounts = Object.fromEntries(
  Array.from({ length: 1100 }, (_, n) => [String(100_000_000_000 + n), "a-name-of-24-characters."]),
);

/** What a mistake in a field must not hide: the stage, the field's sentence, the sentence over several fields. */
const pairs: Readonly<Record<string, readonly [stage: object, ofField: string, acrossFields: string]>> = {
  "a copy into another partition, beside its rule's schedule": [
    withRule({ schedule: "rate(1 day)", copyTo: [{ vaultArn: vaultIn("aws-cn"), deleteAfterDays: 7 }] }),
    'vault.rules[0].schedule: "rate(1 day)" is a rate',
    `vault.rules[0].copyTo[0].vaultArn: "${vaultIn("aws-cn")}" is in partition aws-cn`,
  ],
  "a copy into another partition, beside its own days": [
    withRule({ copyTo: [{ vaultArn: vaultIn("aws-cn"), deleteAfterDays: 0 }] }),
    "vault.rules[0].copyTo[0].deleteAfterDays: expected whole days",
    `vault.rules[0].copyTo[0].vaultArn: "${vaultIn("aws-cn")}" is in partition aws-cn`,
  ],
  "a forward to another Region, beside its route's kinds": [
    { vault, routes: [{ kinds: ["nothing"], forward: topic("other", "eu-west-1") }] },
    'routes[0].kinds[0]: expected a kind of message, got "nothing"',
    `routes[0].forward: "${topic("other", "eu-west-1")}" is in Region eu-west-1`,
  ],
  "an alarm topic in another partition, beside another topic": [
    { vault, alarmTopics: ["on-call", topic("on-call", "cn-north-1", "aws-cn")] },
    'alarmTopics[0]: expected the ARN of an SNS topic, got "on-call"',
    `alarmTopics[1]: "${topic("on-call", "cn-north-1", "aws-cn")}" is in partition aws-cn`,
  ],
  "an event that the provider does not know, beside one that nobody knows": [
    { vault, events: ["BACKUP_JOB_DONE", "ACCESS_POINT_EXPIRED"] },
    'events[0]: expected a vault event of AWS Backup, got "BACKUP_JOB_DONE"',
    "events[1]: ACCESS_POINT_EXPIRED needs at least version 6.67 of the AWS provider",
  ],
  "a selection of what the stack creates, beside the delivery": [
    { vault: { ...vault, selectionTags: { application: "backup-notifications" } }, delivery: "pigeon" },
    "delivery: expected queue or direct",
    'vault.selectionTags: {"application":"backup-notifications"} are tags of everything that the stack creates',
  ],
  "a selection of what the stack creates, beside a rule's schedule": [
    {
      vault: {
        rules: [{ ...rule, schedule: "rate(1 day)" }],
        selectionTags: { application: "backup-notifications" },
      },
    },
    'vault.rules[0].schedule: "rate(1 day)" is a rate',
    'vault.selectionTags: {"application":"backup-notifications"} are tags of everything',
  ],
  "a selected resource of another Region, beside a rule's schedule": [
    withPlan({ rules: [{ ...rule, schedule: "rate(1 day)" }], selections: [{ name: "x", arns: [volume] }] }),
    'vault.plans[0].rules[0].schedule: "rate(1 day)" is a rate',
    `vault.plans[0].selections[0].arns[0]: "${volume}" is in Region eu-west-1`,
  ],
  "a selected resource of another Region, beside another resource": [
    withPlan({ selections: [{ name: "x", arns: ["nothing", volume] }] }),
    "vault.plans[0].selections[0].arns[0]: expected",
    `vault.plans[0].selections[0].arns[1]: "${volume}" is in Region eu-west-1`,
  ],
  "a state without an account, beside the delivery": [
    { vault, state: { bucket: "example-state", region: "eu-central-1" }, delivery: "pigeon" },
    "delivery: expected queue or direct",
    "accountId: expected the account of the stage, because its state in bucket example-state",
  ],
  "a Region without FIPS endpoints, beside the delivery": [
    { vault, delivery: "pigeon" },
    "delivery: expected queue or direct",
    "AWS_USE_FIPS_ENDPOINT: AWS has FIPS endpoints in Regions of the United States",
  ],
  "a Region that is contradicted, beside the delivery": [
    { vault, region: "eu-west-1", delivery: "pigeon" },
    "delivery: expected queue or direct",
    'the Region is "eu-west-1" by the stage file, but "eu-central-1" by AWS_REGION',
  ],
  "routes that are too long, beside the delivery": [
    { vault, routes: manyRoutes, delivery: "pigeon" },
    "delivery: expected queue or direct",
    "routes: take 3176 bytes as JSON",
  ],
  "a route to a missing channel, beside its kinds": [
    { vault, routes: [{ kinds: ["nothing"], channel: "payments" }] },
    "routes[0].kinds[0]: expected a kind of message",
    "routes[0].channel: expected one of this stage's channels, or main",
  ],
  "a route to a missing channel, beside its states": [
    { vault, routes: [{ states: ["failed"], channel: "payments" }] },
    "routes[0].states[0]: expected the AWS name of a state",
    "routes[0].channel: expected one of this stage's channels, or main",
  ],
  "a route that mutes and mentions, beside its resource types": [
    { vault, routes: [{ resourceTypes: ["Disk"], post: false, mention: "here" }] },
    "routes[0].resourceTypes[0]: expected a resource type of AWS Backup",
    'routes[0].mention: got "here", but post: false posts nothing',
  ],
  "a route that changes nothing, beside its kinds": [
    { vault, routes: [{ kinds: ["nothing"] }] },
    "routes[0].kinds[0]: expected a kind of message",
    "routes[0]: expected at least one of post",
  ],
  "a test workload without a vault, beside a muted kind": [
    { existingVaults: ["Default"], testWorkload: {}, mutedKinds: ["nothing"] },
    "mutedKinds[0]: expected a kind of message",
    "testWorkload: needs a vault",
  ],
  "an existing vault that is named twice, beside another's topic": [
    { existingVaults: ["a1", "a1", { name: "b1", subscribeTo: "on-call" }] },
    "existingVaults[2].subscribeTo: expected the ARN of an SNS topic",
    "existingVaults: expected names of vaults, each only once",
  ],
  "jobs of all vaults without a ledger, beside the delivery": [
    { vault, jobs: "all-vaults", ledger: false, delivery: "pigeon" },
    "delivery: expected queue or direct",
    'jobs: got "all-vaults", which needs the ledger',
  ],
  "no vault at all, beside a forward": [
    { routes: [{ forward: "on-call" }] },
    "routes[0].forward: expected the ARN of an SNS topic",
    'vault: expected a vault, existingVaults or jobs: "all-vaults", got none',
  ],
  "two names of rules, beside a mention": [
    { vault: { ...vault, rules: [rule, rule] }, routes: [{ mention: "@anna" }] },
    "routes[0].mention: expected here, channel",
    "vault.rules: expected rules with different names",
  ],
  "cold storage that is too short, beside a reservation": [
    {
      ...withRule({ moveToColdStorageAfterDays: 30 }),
      delivery: "direct",
      notifier: { reservedConcurrency: 0 },
    },
    "notifier.reservedConcurrency: expected whole concurrent executions",
    "vault.rules[0].deleteAfterDays: expected at least 120 days",
  ],
  "a retention that a lock refuses, beside a mention": [
    { vault: { ...vault, lock: { minRetentionDays: 40 } }, routes: [{ mention: "@anna" }] },
    "routes[0].mention: expected here, channel",
    "vault.rules[0].deleteAfterDays: expected at least 40 days, the lock's minRetentionDays",
  ],
  "tags that clash, beside a value": [
    { vault, tags: { Team: "a", team: "b", cost: 5 } },
    "tags.cost: expected 0 to 45 tags with string values, got 5",
    'tags: expected keys that differ in more than case, got ["Team","team"]',
  ],
  "the tag of a vault's owner, beside a key": [
    { vault, tags: { "aws:x": "a", "backup-notifications:stage": "b" } },
    "tags.aws:x: expected a tag key of 1 to 128 characters",
    'tags: "backup-notifications:stage" names the stage that owns a vault',
  ],
  "too many tags, beside a value": [
    withRule({
      recoveryPointTags: { ...Object.fromEntries(Array.from({ length: 10 }, (_, n) => [n, "x"])), k: 5 },
    }),
    "vault.rules[0].recoveryPointTags.k: expected 0 to 10 tags with string values, got 5",
    'vault.rules[0].recoveryPointTags: expected 0 to 10 tags with string values, got {"0":"x"',
  ],
  "a topic twice, beside another topic": [
    { vault, alarmTopics: [topic("a"), topic("a"), "on-call"] },
    "alarmTopics[2]: expected the ARN of an SNS topic",
    `alarmTopics: expected each topic only once, got "${topic("a")}" twice`,
  ],
  "a kind twice, beside another kind": [
    { vault, routes: [{ kinds: ["*.failed", "*.failed", "nothing"], post: false }] },
    "routes[0].kinds[2]: expected a kind of message",
    "routes[0].kinds: expected kinds of message, each only once",
  ],
  "names of too many accounts, beside one id": [
    { vault, accountNames: { ...manyAccounts, "1": "prod" } },
    "accountNames.1: expected an account id of 12 digits",
    "accountNames: 1100 accounts need 12 parameters",
  ],
  "an address of Slack's API, beside a muted kind": [
    { vault, bot: { channel: "C0123ABCD", apiUrl: "https://chat.example.com/api/" }, mutedKinds: ["x"] },
    "mutedKinds[0]: expected a kind of message",
    "bot.apiUrl: expected https://slack.com/api/",
  ],
};

/** The same rule holds for a file whose name has a problem. */
const misnamed = "Prod";

let problems: Readonly<Record<string, readonly string[]>>;

// One run of the program for all stages, as a user runs it.
beforeAll(() => {
  const directory = mkdtempSync(join(tmpdir(), "stages-"));
  const write = (name: string, stage: object) =>
    writeFileSync(join(directory, `${name}.ts`), `export default ${JSON.stringify(stage)};`);
  const files = Object.entries(pairs).map(([what, [stage]], index) => ({ what, name: `s${index}`, stage }));
  for (const { name, stage } of files) write(name, stage);
  write(misnamed, { vault, delivery: "pigeon" });
  const { stderr } = spawnSync(
    process.execPath,
    ["--import", join(project, "node_modules", "tsx", "dist", "loader.mjs"), join(project, "main.ts")],
    {
      cwd: project,
      encoding: "utf8",
      env: {
        PATH: process.env["PATH"],
        STAGE: "all",
        STAGES_DIR: directory,
        CDKTF_OUTDIR: join(directory, "out"),
        AWS_REGION: "eu-central-1",
        AWS_USE_FIPS_ENDPOINT: "true",
      },
    },
  );
  rmSync(directory, { recursive: true });
  const linesOf = (name: string) =>
    stderr.split("\n").flatMap((line) => line.split(`/${name}.ts: `)[1] ?? []);
  problems = Object.fromEntries(
    [...files, { what: misnamed, name: misnamed }].map(({ what, name }) => [what, linesOf(name)]),
  );
});

test.each(Object.entries(pairs))("a field's problem does not hide %s", (what, [, ofField, acrossFields]) => {
  const found = problems[what] ?? [];
  expect(found.filter((line) => line.startsWith(ofField))).toHaveLength(1);
  expect(found.filter((line) => line.startsWith(acrossFields))).toHaveLength(1);
  // Also no third one, which would only be a consequence; every stage here is in a Region without FIPS endpoints.
  const inEachStage = found.filter((line) => line.startsWith("AWS_USE_FIPS_ENDPOINT"));
  expect(found.length - inEachStage.length).toBe(acrossFields.startsWith("AWS_USE_FIPS_ENDPOINT") ? 1 : 2);
});

test("a file's name does not hide the problems in it", () => {
  expect(problems[misnamed]?.map((line) => line.split(",")[0])).toEqual([
    "expected a file name of 1 to 16 lowercase letters",
    "delivery: expected queue or direct",
    expect.stringContaining("AWS_USE_FIPS_ENDPOINT"),
  ]);
});

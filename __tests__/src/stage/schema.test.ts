import type { Stage } from "../../../src/stage";
import { problemsOf } from "../../../src/stage/problem";
import { stageSchema } from "../../../src/stage/schema";

const rule = { name: "daily", schedule: "cron(0 5 ? * * *)", deleteAfterDays: 35 };
const vault = { rules: [rule], selectionTags: { backup: "daily" } };

const problems = (stage: unknown): string[] => {
  const result = stageSchema.safeParse(stage);
  return result.success ? [] : problemsOf(result.error);
};

const withRule = (more: object) => ({ vault: { ...vault, rules: [{ ...rule, ...more }] } });
const withVault = (more: object) => ({ vault: { ...vault, ...more } });
const withStage = (more: object) => ({ vault, ...more });
const withRoute = (route: object) => withStage({ routes: [route] });
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`key${n}`, "x"]));
const rules = (count: number) => Array.from({ length: count }, (_, n) => ({ ...rule, name: `rule${n}` }));
const topicOf = (name: string) => `arn:aws:sns:eu-central-1:111122223333:${name}`;
const namesOf = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, n) => [String(100_000_000_000 + n), "a-name-of-24-characters."]),
  );
const offsite = "arn:aws:backup:eu-west-1:111122223333:backup-vault:offsite";

describe("a stage is refused for", () => {
  test.each<[string, unknown, string]>([
    [
      "a start window under AWS's hour",
      withRule({ startWindowMinutes: 30 }),
      "vault.rules[0].startWindowMinutes: expected whole minutes, 60 to 52560000, got 30; example: 60",
    ],
    [
      "a completion window under AWS's hour",
      withRule({ startWindowMinutes: 60, completionWindowMinutes: 59 }),
      "vault.rules[0].completionWindowMinutes: expected whole minutes, 60 to 52560000, got 59; example: 180",
    ],
    [
      "a completion window that ends before the start window",
      withRule({ startWindowMinutes: 120, completionWindowMinutes: 120 }),
      "vault.rules[0].completionWindowMinutes: expected more than startWindowMinutes (120), got 120; example: 240",
    ],
    [
      "half a minute",
      withRule({ startWindowMinutes: 60.5 }),
      "vault.rules[0].startWindowMinutes: expected whole minutes, 60 to 52560000, got 60.5; example: 60",
    ],
    [
      "cold storage for less than AWS's 90 days",
      withRule({ moveToColdStorageAfterDays: 30, deleteAfterDays: 119 }),
      "vault.rules[0].deleteAfterDays: expected at least 120 days, 90 more than moveToColdStorageAfterDays (30), got 119; example: 120",
    ],
    [
      "recovery points without an end",
      { vault: { ...vault, rules: [{ name: "daily", schedule: rule.schedule }] } },
      "vault.rules[0].deleteAfterDays: expected whole days, 1 to 36500, got nothing; example: 35",
    ],
    [
      "an alias in place of a key",
      withStage({ kmsKeyArn: "arn:aws:kms:eu-central-1:111122223333:alias/backups" }),
      'kmsKeyArn: expected the ARN of a KMS key, not of an alias, got "arn:aws:kms:eu-central-1:111122223333:alias/backups"; example: "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"',
    ],
    [
      "an IAM path that does not end with /",
      withStage({ iam: { path: "/backups" } }),
      'iam.path: expected a path of IAM that begins and ends with /: letters, digits and +=,.@_- between them, got "/backups"; example: "/backups/"',
    ],
    [
      "an IAM path of AWS's own roles",
      withStage({ iam: { path: "/aws-service-role/" } }),
      'iam.path: "/aws-service-role/" is reserved for AWS\'s own roles; example: "/backups/"',
    ],
    [
      "a permissions boundary that is a role",
      withStage({ iam: { permissionsBoundaryArn: "arn:aws:iam::111122223333:role/boundary" } }),
      'iam.permissionsBoundaryArn: expected the ARN of an IAM policy, got "arn:aws:iam::111122223333:role/boundary"; example: "arn:aws:iam::111122223333:policy/boundary"',
    ],
    [
      "an architecture that Lambda does not have",
      withStage({ notifier: { architecture: "amd64" } }),
      'notifier.architecture: expected arm64 or x86_64, got "amd64"; example: "arm64"',
    ],
    [
      "the name of a subnet",
      withStage({ testWorkload: { subnetId: "private-a" } }),
      'testWorkload.subnetId: expected the id of a subnet, got "private-a"; example: "subnet-0123456789abcdef0"',
    ],
    [
      "a cron of five fields",
      withRule({ schedule: "cron(0 5 * * *)" }),
      'vault.rules[0].schedule: "cron(0 5 * * *)" has 5 fields, but AWS\'s cron has 6: minute hour day-of-month month day-of-week year; example: "cron(0 5 ? * * *)"',
    ],
    [
      "a schedule that is not a string",
      withRule({ schedule: 5 }),
      'vault.rules[0].schedule: expected a schedule, got 5; example: "cron(0 5 ? * * *)"',
    ],
    [
      "an unknown time zone",
      withRule({ timeZone: "Europe/Berlim" }),
      'vault.rules[0].timeZone: expected an IANA time zone, got "Europe/Berlim"; example: "Europe/Berlin"',
    ],
    [
      "a time zone as an offset",
      withRule({ timeZone: "+01:00" }),
      'vault.rules[0].timeZone: expected an IANA time zone, got "+01:00"; example: "Europe/Berlin"',
    ],
    [
      "a rule name with spaces",
      withRule({ name: "every day" }),
      'vault.rules[0].name: expected a rule name: 1 to 50 letters, digits, - _ and ., got "every day"; example: "daily"',
    ],
    ...["backup-notifications:stage", "Backup-Notifications:STAGE", " backup-notifications:stage "].map(
      (key): [string, unknown, string] => [
        `an owner of its vault that it sets itself, ${JSON.stringify(key)}`,
        withStage({ tags: { team: "platform", [key]: "dev" } }),
        `tags: ${JSON.stringify(key)} names the stage that owns a vault, and only the stack sets it; remove it`,
      ],
    ),
    [
      "tags whose keys differ only in case",
      withStage({ tags: { team: "a", Team: "b" } }),
      'tags: expected keys that differ in more than case, got ["team","Team"]; IAM takes them for one',
    ],
    [
      "a tag value that AWS refuses",
      withStage({ tags: { team: "a;b" } }),
      'tags.team: expected a tag value of at most 256 letters, digits, spaces and _.:/=+-@, got "a;b"; example: "platform"',
    ],
    [
      "a word that is another event, not a typo",
      withStage({ events: ["REPORT_JOB_COMPLETED"] }),
      'events[0]: expected a vault event of AWS Backup, got "REPORT_JOB_COMPLETED"; example: "BACKUP_JOB_STARTED"',
    ],
    [
      "more than 10 recovery point tags",
      withRule({ recoveryPointTags: many(11) }),
      "vault.rules[0].recoveryPointTags: expected 0 to 10 tags with string values, got ",
    ],
    [
      "a tag key that AWS reserves",
      withRule({ recoveryPointTags: { "aws:x": "y" } }),
      "vault.rules[0].recoveryPointTags.aws:x: expected a tag key of 1 to 128 characters that does not begin with aws:",
    ],
    [
      "a tag that is not a string",
      withStage({ tags: { team: 5 } }),
      'tags.team: expected 0 to 45 tags with string values, got 5; example: {"team":"platform"}',
    ],
    [
      "a copy to something that is not a vault",
      withRule({ copyTo: [{ vaultArn: "arn:aws:s3:::bucket", deleteAfterDays: 7 }] }),
      'vault.rules[0].copyTo[0].vaultArn: expected the ARN of a backup vault, got "arn:aws:s3:::bucket"; example: "arn:aws:backup:eu-west-1:111122223333:backup-vault:offsite"',
    ],
    [
      "a copy that would be kept forever",
      withRule({ copyTo: [{ vaultArn: offsite }] }),
      "vault.rules[0].copyTo[0].deleteAfterDays: expected whole days, 1 to 36500, got nothing; example: 35",
    ],
    [
      "a copy with too short a cold storage",
      withRule({ copyTo: [{ vaultArn: offsite, moveToColdStorageAfterDays: 1, deleteAfterDays: 90 }] }),
      "vault.rules[0].copyTo[0].deleteAfterDays: expected at least 91 days",
    ],
    [
      "more than 5 copies",
      withRule({ copyTo: Array(6).fill({ vaultArn: offsite, deleteAfterDays: 7 }) }),
      "vault.rules[0].copyTo: expected at most 5 copies, AWS's limit",
    ],
    [
      "more than 10 rules",
      withVault({ rules: rules(11) }),
      "vault.rules: expected at most 10 rules, AWS's limit, got 11",
    ],
    ["no rules", withVault({ rules: [] }), "vault.rules: expected 1 to 10 rules, got []"],
    [
      "two rules with the same name",
      withVault({ rules: [rule, rule] }),
      "vault.rules: expected rules with different names, because messages show the names",
    ],
    [
      "a selection of everything",
      withVault({ selectionTags: {} }),
      "vault.selectionTags: expected 1 to 30 tags with string values, got {}",
    ],
    [
      "a vault name with a dot",
      withVault({ name: "my.vault" }),
      'vault.name: expected a vault name: 2 to 50 letters, digits, - and _, got "my.vault"; example: "backup-notifications-dev"',
    ],
    ["a vault name of one letter", { existingVaults: ["v"] }, "existingVaults[0]: expected a vault name"],
    [
      "a vault name that is too long",
      { existingVaults: ["v".repeat(51)] },
      "existingVaults[0]: expected a vault name",
    ],
    [
      "a vault named twice",
      { existingVaults: ["a1", "a1"] },
      'existingVaults: expected names of vaults, each only once, got ["a1","a1"]; example: ["Default"]',
    ],
    [
      "a vault of AWS's own, which cannot notify a topic",
      { existingVaults: ["aws/efs/automatic-backup-vault"] },
      'existingVaults[0]: "aws/efs/automatic-backup-vault" is a vault of AWS\'s own, which cannot notify a topic; remove it, and set jobs: "all-vaults" to hear its jobs',
    ],
    [
      "a vault of AWS's own with a topic",
      { existingVaults: [{ name: "aws/efs/automatic-backup-vault", subscribeTo: topicOf("ops") }] },
      'existingVaults[0].name: "aws/efs/automatic-backup-vault" is a vault of AWS\'s own, which cannot notify a topic; remove it, and set jobs: "all-vaults" to hear its jobs',
    ],
    [
      "an existing vault that is a number",
      { existingVaults: [5] },
      'existingVaults[0]: expected a vault name, or an object with name and subscribeTo, got 5; example: {"name":"team","subscribeTo":"arn:aws:sns:eu-central-1:111122223333:on-call"}',
    ],
    [
      "an existing vault without the topic to subscribe to",
      { existingVaults: [{ name: "team" }] },
      'existingVaults[0].subscribeTo: expected the ARN of an SNS topic, got nothing; example: "arn:aws:sns:eu-central-1:111122223333:on-call"',
    ],
    [
      "a queue to subscribe to",
      { existingVaults: [{ name: "team", subscribeTo: "arn:aws:sqs:eu-central-1:111122223333:events" }] },
      'existingVaults[0].subscribeTo: expected the ARN of an SNS topic, got "arn:aws:sqs:eu-central-1:111122223333:events"; example: "arn:aws:sns:eu-central-1:111122223333:on-call"',
    ],
    [
      "a misspelled field of an existing vault",
      { existingVaults: [{ name: "team", subscribe: topicOf("ops"), subscribeTo: topicOf("ops") }] },
      "existingVaults[0].subscribe: unknown field; did you mean subscribeTo?",
    ],
    [
      "a vault named twice, once with a topic",
      { existingVaults: ["a1", { name: "a1", subscribeTo: topicOf("ops") }] },
      'existingVaults: expected names of vaults, each only once, got ["a1",{"name":"a1","subscribeTo":',
    ],
    [
      "an own vault that is also listed as existing, with a topic",
      {
        vault: { ...vault, name: "main" },
        existingVaults: [{ name: "main", subscribeTo: topicOf("ops") }],
      },
      'existingVaults: "main" is the vault that this stage creates; list only vaults that already exist',
    ],
    [
      "jobs of all vaults without a ledger",
      withStage({ jobs: "all-vaults", ledger: false }),
      'jobs: got "all-vaults", which needs the ledger: without it, jobs of vaults that also notify the stage would be posted twice; set ledger: true',
    ],
    [
      "jobs of all vaults with direct delivery, which has no ledger by default",
      withStage({ jobs: "all-vaults", delivery: "direct" }),
      'jobs: got "all-vaults", which needs the ledger: without it, jobs of vaults that also notify the stage would be posted twice; set ledger: true',
    ],
    [
      "other words for whose jobs are reported",
      withStage({ jobs: "all" }),
      'jobs: expected named-vaults or all-vaults, got "all"; example: "named-vaults"',
    ],
    [
      "no vault at all",
      {},
      'vault: expected a vault, existingVaults or jobs: "all-vaults", got none; example: existingVaults: ["Default"]',
    ],
    [
      "an own vault that is also listed as existing",
      { vault: { ...vault, name: "main" }, existingVaults: ["main"] },
      'existingVaults: "main" is the vault that this stage creates; list only vaults that already exist',
    ],
    [
      "existing vaults that are not a list, beside a vault with a name",
      { vault: { ...vault, name: "main" }, existingVaults: 1 },
      'existingVaults: expected names of vaults, got 1; example: ["Default"]',
    ],
    [
      "a test workload that nothing backs up",
      { existingVaults: ["Default"], testWorkload: {} },
      "testWorkload: needs a vault, and the stage has none; add vault, or remove testWorkload",
    ],
    [
      "a misspelled event",
      withStage({ events: ["BACKUP_JOB_COMPLETE"] }),
      'events[0]: expected a vault event of AWS Backup, got "BACKUP_JOB_COMPLETE"; did you mean BACKUP_JOB_COMPLETED?',
    ],
    [
      "an event unlike any other",
      withStage({ events: ["SNAPSHOT"] }),
      'events[0]: expected a vault event of AWS Backup, got "SNAPSHOT"; example: "BACKUP_JOB_STARTED"',
    ],
    ["an empty list of events", withStage({ events: [] }), "events: expected vault events, got []"],
    [
      "an unknown delivery",
      withStage({ delivery: "pigeon" }),
      'delivery: expected queue or direct, got "pigeon"; example: "queue"',
    ],
    [
      "a runtime that AWS retired",
      withStage({ notifier: { runtime: "nodejs20.x" } }),
      'notifier.runtime: expected nodejs24.x or nodejs22.x, got "nodejs20.x"; example: "nodejs24.x"',
    ],
    [
      "too little memory",
      withStage({ notifier: { memoryMegabytes: 64 } }),
      "notifier.memoryMegabytes: expected whole megabytes, 128 to 10240, got 64; example: 512",
    ],
    [
      "a retention that CloudWatch does not support",
      withStage({ notifier: { logRetentionDays: 31 } }),
      "notifier.logRetentionDays: expected one of CloudWatch's 1, 3, 5, 7, 14, 30",
    ],
    [
      "reserved concurrency below the queue's two readers",
      withStage({ notifier: { reservedConcurrency: 1 } }),
      "notifier.reservedConcurrency: expected whole concurrent executions, 2 to 1000, got 1; example: 2",
    ],
    [
      "no reserved concurrency at all, which stops the function",
      withStage({ delivery: "direct", notifier: { reservedConcurrency: 0 } }),
      "notifier.reservedConcurrency: expected whole concurrent executions, 1 to 1000 (2 to 1000 with a queue), or false, got 0; example: 2",
    ],
    [
      "reserved concurrency that is true",
      withStage({ notifier: { reservedConcurrency: true } }),
      "notifier.reservedConcurrency: expected whole concurrent executions, 1 to 1000 (2 to 1000 with a queue), or false, got true; example: 2",
    ],
    [
      "a misspelled kind of message",
      withStage({ mutedKinds: ["backup.start"] }),
      'mutedKinds[0]: expected a kind of message, got "backup.start"; did you mean backup.started?',
    ],
    [
      "muting what no one should miss",
      withStage({ mutedKinds: ["unrecognized"] }),
      'mutedKinds[0]: expected a kind of message, got "unrecognized"',
    ],
    [
      "a misspelled kind in a route",
      withRoute({ kinds: ["backup.faild"], post: false }),
      'routes[0].kinds[0]: expected a kind of message, got "backup.faild"; did you mean backup.failed?',
    ],
    [
      "a kind by its former name",
      withStage({ mutedKinds: ["recovery-point.deleted-by-hand"] }),
      'mutedKinds[0]: "recovery-point.deleted-by-hand" was renamed; use "recovery-point.deleted-manually"',
    ],
    [
      "a kind that never happens",
      withRoute({ kinds: ["copy.completed-unchecked"], post: false }),
      'routes[0].kinds[0]: "copy.completed-unchecked" is never sent, because a copy has no issues of its own; use "copy.completed", or remove it',
    ],
    [
      "a kind by its former name in a route",
      withRoute({ kinds: ["recovery-point.deleting-by-hand"], mention: "here" }),
      'routes[0].kinds[0]: "recovery-point.deleting-by-hand" was renamed; use "recovery-point.deleting-manually"',
    ],
    [
      "a state in lower case",
      withRoute({ states: ["expired"], post: false }),
      'routes[0].states[0]: expected the AWS name of a state, in upper case, got "expired"; example: "EXPIRED"',
    ],
    [
      "a misspelled resource type",
      withRoute({ resourceTypes: ["DynamoDb"], post: false }),
      'routes[0].resourceTypes[0]: expected a resource type of AWS Backup, got "DynamoDb"; did you mean DynamoDB?; allowed: Aurora, Aurora DSQL, CloudFormation, DocumentDB, DSQL, DynamoDB, EBS, EC2, EFS, EKS, FSx, Neptune, RDS, Redshift, Redshift Serverless, S3, SAP HANA on Amazon EC2, SAP HANA on EC2, Storage Gateway, Timestream, VirtualMachine, VMware VM',
    ],
    [
      "a vault that no one can create",
      withRoute({ vaults: ["efs/automatic-backup-vault"], post: false }),
      'routes[0].vaults[0]: expected a vault name: 2 to 50 letters, digits, - and _, or one of AWS\'s own such as aws/efs/automatic-backup-vault, got "efs/automatic-backup-vault"; example: "Default"',
    ],
    [
      "an account that is a number",
      withRoute({ accounts: [111122223333], post: false }),
      'routes[0].accounts[0]: expected an account id of 12 digits, got 111122223333; example: "111122223333"',
    ],
    [
      "a condition that nothing can match",
      withRoute({ vaults: [], post: false }),
      'routes[0].vaults: expected names of vaults, got []; example: ["Default"]',
    ],
    [
      "a reason that nearly every message contains",
      withRoute({ reasons: ["a "], post: false }),
      'routes[0].reasons[0]: expected 3 to 200 characters of AWS\'s status message, got "a "; example: "VSS snapshot"',
    ],
    [
      "a mention by name",
      withRoute({ mention: "@anna" }),
      'routes[0].mention: expected here, channel, false, or the id of a user group (S...) or a member (U..., W...) in Slack, got "@anna"; example: "here"',
    ],
    [
      "tags that no resource can have",
      withRoute({ tags: { "a!": "y" }, post: false }),
      "routes[0].tags.a!: expected a tag key of 1 to 128 characters",
    ],
    [
      "no tags at all",
      withRoute({ tags: {}, post: false }),
      'routes[0].tags: expected 1 to 10 tags with string values, got {}; example: {"team":"payments"}',
    ],
    [
      "a muted route with a mention",
      withRoute({ kinds: ["*.failed"], post: false, mention: "here" }),
      'routes[0].mention: got "here", but post: false posts nothing; remove one of the two',
    ],
    [
      "a muted route with a severity",
      withRoute({ post: false, severity: "danger" }),
      'routes[0].severity: got "danger", but post: false posts nothing; remove one of the two',
    ],
    [
      "a route that mutes what no one should miss",
      withRoute({ kinds: ["backup.started", "unrecognized"], post: false }),
      "routes[0].kinds[1]: unrecognized events are always posted, so that no one misses them; remove it",
    ],
    [
      "a route that changes nothing",
      withRoute({ kinds: ["*.failed"] }),
      'routes[0]: expected at least one of post, mention, channel, severity, forward, got {"kinds":["*.failed"]}; example: post: false',
    ],
    [
      "a misspelled field of a route",
      withRoute({ mentions: "here", post: true }),
      "routes[0].mentions: unknown field; did you mean mention?",
    ],
    [
      "a route that is not an object",
      withStage({ routes: ["mute"] }),
      'routes[0]: expected an object, got "mute"; example: {"kinds":["*.failed"],"mention":"here"}',
    ],
    [
      "routes that are not a list",
      withStage({ routes: { post: false } }),
      'routes: expected routes, got {"post":false}; example: [{"kinds":["*.failed"],"mention":"here"}]',
    ],
    [
      "a route to a channel that the stage does not have",
      withStage({ channels: ["payments"], routes: [{ channel: "paymnts" }] }),
      'routes[0].channel: expected one of this stage\'s channels, or main, got "paymnts"; did you mean payments?',
    ],
    [
      "a route to a channel where there are none",
      withRoute({ channel: "payments" }),
      'routes[0].channel: expected one of this stage\'s channels, or main, got "payments"; example: "main"',
    ],
    [
      "a muted route to a channel",
      withStage({ channels: ["payments"], routes: [{ channel: "payments", post: false }] }),
      'routes[0].channel: got "payments", but post: false posts nothing; remove one of the two',
    ],
    [
      "a channel by its name in Slack",
      withStage({ channels: ["#payments"] }),
      'channels[0]: expected a name of 1 to 31 lowercase letters, digits and -, got "#payments"; example: "payments"',
    ],
    [
      "a further channel called main",
      withStage({ channels: ["payments", "main"] }),
      'channels[1]: "main" is the channel that every stage has; list only further ones',
    ],
    [
      "further channels together with a bot",
      withStage({ channels: ["payments"], bot: { channel: "C0123ABCD" } }),
      'channels: got ["payments"], but these use webhooks, and the stage has a bot; list its further channels with their ids in bot.channels; example: {"payments":"C0456EFGH"}',
    ],
    [
      "a benign reason that nearly every message contains",
      withStage({ benignReasons: ["on"] }),
      'benignReasons[0]: expected 3 to 200 characters of AWS\'s status message, got "on"',
    ],
    [
      "more routes than a function's environment holds",
      withStage({
        routes: Array.from({ length: 65 }, (_, n) => ({ vaults: [`vault-${n}-of-many`], mention: "here" })),
      }),
      'routes: take 3176 bytes as JSON, with mutedKinds, benignReasons and bot.channels, but the function\'s environment has room for 3000; merge routes with the same settings, or use groups of kinds, such as "*.failed"',
    ],
    [
      "an address without a domain",
      withStage({ alarmEmail: "ops" }),
      'alarmEmail: expected an e-mail address, a list of them, or false, got "ops"; example: "ops@example.com"',
    ],
    [
      "an invalid account id",
      withStage({ accountNames: { "1111": "prod" } }),
      'accountNames.1111: expected an account id of 12 digits; example: "111122223333"',
    ],
    [
      "an account's name that Slack would format",
      withStage({ accountNames: { "111122223333": "*prod*" } }),
      'accountNames.111122223333: expected an account\'s name: 1 to 24 letters, digits, spaces, . _ / and -, got "*prod*"; example: "prod"',
    ],
    [
      "names of more accounts than the notifier reads at once",
      withStage({ accountNames: namesOf(1100) }),
      "accountNames: 1100 accounts need 12 parameters of 4 KB, but the notifier reads at most 10; name fewer accounts, or use shorter names",
    ],
    [
      "a forward to what is neither a topic nor a bus",
      withRoute({ forward: "arn:aws:sqs:eu-central-1:111122223333:tickets" }),
      'routes[0].forward: expected the ARN of an SNS topic or an EventBridge bus, got "arn:aws:sqs:eu-central-1:111122223333:tickets"; example: "arn:aws:sns:eu-central-1:111122223333:on-call"',
    ],
    [
      "a forward to a topic by its name",
      withRoute({ forward: "on-call" }),
      'routes[0].forward: expected the ARN of an SNS topic or an EventBridge bus, got "on-call"',
    ],
    [
      "a forward to a FIFO topic",
      withRoute({ forward: "arn:aws:sns:eu-central-1:111122223333:on-call.fifo" }),
      'routes[0].forward: "arn:aws:sns:eu-central-1:111122223333:on-call.fifo" is a FIFO topic, which cannot be used here; use a standard topic',
    ],
    [
      "alarms for a bus",
      withStage({ alarmTopics: ["arn:aws:events:eu-central-1:111122223333:event-bus/default"] }),
      'alarmTopics[0]: expected the ARN of an SNS topic, got "arn:aws:events:eu-central-1:111122223333:event-bus/default"',
    ],
    [
      "alarms for one topic twice",
      withStage({ alarmTopics: [topicOf("on-call"), topicOf("chat"), topicOf("on-call")] }),
      `alarmTopics: expected each topic only once, got "${topicOf("on-call")}" twice; remove one`,
    ],
    [
      "alarms for more topics than CloudWatch notifies",
      withStage({ alarmTopics: ["a", "b", "c", "d", "e"].map(topicOf) }),
      "alarmTopics: expected at most 4 topics, got 5; subscribe the others to one of these",
    ],
    [
      "an alarm topic that is not in a list",
      withStage({ alarmTopics: topicOf("on-call") }),
      `alarmTopics: expected ARNs of SNS topics, got "${topicOf("on-call")}"; example: ["${topicOf("on-call")}"]`,
    ],
    [
      "a Slack host in upper case",
      withStage({ slackHosts: ["Hooks.slack.com"] }),
      'slackHosts[0]: expected a lowercase host name without scheme, port or path, got "Hooks.slack.com"; example: "hooks.slack.com"',
    ],
    [
      "a Slack host with a port",
      withStage({ slackHosts: ["hooks.slack.com:443"] }),
      "slackHosts[0]: expected a lowercase host name",
    ],
    [
      "an invalid Region",
      withStage({ region: "europe" }),
      'region: expected an AWS Region, got "europe"; example: "eu-central-1"',
    ],
    [
      "an instance in both forms",
      withStage({ testWorkload: { instance: { instanceType: "t4g.nano" }, instanceType: "t3.nano" } }),
      'testWorkload.instanceType: is the short form of instance, and both are given; write instance: { instanceType: "t3.nano" } alone',
    ],
    [
      "a table that is not wanted",
      withStage({ testWorkload: { table: false } }),
      "testWorkload.table: expected true, or no table at all, got false; example: true",
    ],
    [
      "a database that is not true",
      withStage({ testWorkload: { database: "postgres" } }),
      'testWorkload.database: expected true, or no database at all, got "postgres"; example: true',
    ],
    [
      "a file system that is not wanted",
      withStage({ testWorkload: { fileSystem: false } }),
      "testWorkload.fileSystem: expected true, or no file system at all, got false; example: true",
    ],
    [
      "one subnet for a database",
      withStage({ testWorkload: { database: true, subnetId: "subnet-0123456789abcdef0" } }),
      'testWorkload.subnetId: RDS needs subnets in two Availability Zones for the test database, got "subnet-0123456789abcdef0"; list at least two of one VPC: ["subnet-...", "subnet-..."]',
    ],
    [
      "no subnets in a list",
      withStage({ testWorkload: { subnetId: [] } }),
      'testWorkload.subnetId: expected 1 to 20 ids of subnets, got []; example: ["subnet-0123456789abcdef0","subnet-0fedcba9876543210"]',
    ],
    [
      "something else in a list of subnets",
      withStage({ testWorkload: { subnetId: ["private-a"] } }),
      'testWorkload.subnetId[0]: expected the id of a subnet, got "private-a"; example: "subnet-0123456789abcdef0"',
    ],
    [
      "an invalid instance type",
      withStage({ testWorkload: { instanceType: "tiny" } }),
      'testWorkload.instanceType: expected an EC2 instance type, got "tiny"; example: "t4g.nano"',
    ],
    [
      "a flag that is a string",
      withStage({ eventBridge: "yes" }),
      'eventBridge: expected true or false, got "yes"; example: true',
    ],
    [
      "an alarm after an hour of silence, which a quiet hour would set off",
      withStage({ silenceAlarmHours: 1 }),
      "silenceAlarmHours: expected whole hours, 2 to 168, got 1; example: 26",
    ],
    [
      "an alarm after more silence than CloudWatch looks back",
      withStage({ silenceAlarmHours: 169 }),
      "silenceAlarmHours: expected whole hours, 2 to 168, got 169; example: 26",
    ],
    [
      "half an hour of silence",
      withStage({ silenceAlarmHours: 25.5 }),
      "silenceAlarmHours: expected whole hours, 2 to 168, got 25.5; example: 26",
    ],
    [
      "a ledger with a name",
      withStage({ ledger: "sent" }),
      'ledger: expected true or false, got "sent"; example: true',
    ],
    [
      "a dashboard with a name",
      withStage({ dashboard: "backups" }),
      'dashboard: expected true or false, got "backups"; example: false',
    ],
    [
      "a misspelled silence",
      withStage({ silenceAlarmHour: 26 }),
      "silenceAlarmHour: unknown field; did you mean silenceAlarmHours?",
    ],
    [
      "an object that is a string",
      { vault: "Default" },
      'vault: expected an object, got "Default"; example: {"rules":[{"name":"daily"',
    ],
    [
      "a misspelled field",
      withVault({ forceDestory: true }),
      "vault.forceDestory: unknown field; did you mean forceDestroy?",
    ],
    [
      "a field in the wrong place",
      withStage({ rules: [] }),
      "rules: unknown field; one of this name belongs elsewhere in the stage file, see docs/stages.md",
    ],
    ["a field of another tool", withStage({ profile: "x" }), "profile: unknown field"],
    [
      "a file that exports nothing",
      undefined,
      'stage: expected an object, got nothing; example: {"existingVaults":["Default"]}',
    ],
  ])("%s", (_what, stage, problem) => {
    const [first, ...more] = problems(stage);
    expect(first?.slice(0, problem.length)).toBe(problem);
    expect(more).toEqual([]);
  });
});

test("reports all problems at once, also those that compare fields next to broken ones", () => {
  expect(
    problems({
      ...withRule({
        schedule: 5,
        startWindowMinutes: 90,
        completionWindowMinutes: 80,
        moveToColdStorageAfterDays: 1,
      }),
      events: ["X"],
      delivery: 1,
      silenceAlarmHours: 0,
      dashboard: "no",
      ledger: 1,
    }).map((line) => line.split(":")[0]),
  ).toEqual([
    "vault.rules[0].schedule",
    "vault.rules[0].deleteAfterDays",
    "vault.rules[0].completionWindowMinutes",
    "events[0]",
    "delivery",
    "silenceAlarmHours",
    "dashboard",
    "ledger",
  ]);
});

test.each(["https://hooks.slack.com/services/T0/B0/canary", "hooks.slack.com/services/T0/B0/canary"])(
  "never repeats what may be a webhook: %s",
  (url) => {
    const [problem] = problems(withStage({ slackHosts: [url] }));
    expect(problem).toContain("got a URL (not shown: it may be a credential)");
    expect(problem).not.toContain("canary");
  },
);

describe("a bot", () => {
  const withBot = (bot: unknown, more: object = {}) => withStage({ bot, ...more });
  const bot = { channel: "C0123ABCD" };

  test("needs the id of a channel, and says where to find it", () => {
    for (const channel of ["#backups", "backups", "c0123abcd", "D0123ABCD", "U0123ABCD", "C1"])
      expect(problems(withBot({ channel }))).toEqual([
        `bot.channel: expected the id of a Slack channel, not its name, got "${channel}"; Slack shows the id at the bottom of the channel's details (click the channel's name); example: "C0123ABCD"`,
      ]);
    expect(problems(withBot({}))).toEqual([
      'bot.channel: expected the id of a Slack channel, got nothing; example: "C0123ABCD"',
    ]);
    for (const channel of ["C0123ABCD", "G012AB3CD", "C024BE91L2X"])
      expect(problems(withBot({ channel }))).toEqual([]);
  });

  test("talks to Slack's own API, and to a host that the stage allows", () => {
    expect(stageSchema.parse(withBot(bot)).bot?.apiUrl).toBe("https://slack.com/api/");
    const apis = (apiUrl: unknown, slackHosts?: readonly string[]) =>
      problems(withBot({ ...bot, apiUrl }, slackHosts && { slackHosts }));
    expect(apis("https://slack-gov.com/api/")).toEqual([]);
    expect(apis("http://127.0.0.1:8080/api/", ["127.0.0.1"])).toEqual([]);
    expect(apis("https://chat.example.com/api/", ["chat.example.com"])).toEqual([]);
    for (const apiUrl of [
      "http://slack.com/api/",
      "https://slack.com.evil.example/api/",
      "https://slack.com@evil.example/api/",
      "https://user@chat.example.com/api/",
      "https://chat.example.com/api/?x",
      "https://chat.example.com/other/",
      "http://chat.example.com/api/",
      "nonsense",
    ])
      expect(apis(apiUrl, ["chat.example.com"])).toEqual([
        expect.stringMatching(/^bot\.apiUrl: expected https:\/\/slack\.com\/api\/ or .*slackHosts/),
      ]);
    expect(apis("http://127.0.0.1:8080/api/")).toHaveLength(1);
    expect(apis(7)).toEqual([expect.stringContaining("bot.apiUrl: expected the URL")]);
  });

  test("has further channels by name and id, which routes can use", () => {
    const channels = { payments: "C0456EFGH", "audit-eu": "G0789IJKL" };
    expect(problems(withBot({ ...bot, channels }, { routes: [{ channel: "payments" }] }))).toEqual([]);
    expect(stageSchema.parse(withBot(bot)).bot?.channels).toEqual({});
    expect(problems(withBot({ ...bot, channels }, { routes: [{ channel: "paiments" }] }))).toEqual([
      'routes[0].channel: expected one of this stage\'s channels, or main, got "paiments"; did you mean payments?',
    ]);
    const further = (given: unknown) => problems(withBot({ ...bot, channels: given }));
    expect(further({ payments: "#payments" })).toEqual([
      expect.stringMatching(/^bot\.channels\.payments: expected the id of a Slack channel, not its name/),
    ]);
    expect(further({ Payments: "C0456EFGH" })).toEqual([
      expect.stringMatching(/^bot\.channels\.Payments: expected a name of 1 to 31 lowercase letters/),
    ]);
    expect(further({ main: "C0456EFGH" })).toEqual([
      'bot.channels.main: "main" is bot.channel, which every bot has; list only further ones',
    ]);
    expect(further(["C0456EFGH"])).toEqual([
      'bot.channels: expected channel ids by the names that routes use, got ["C0456EFGH"]; example: {"payments":"C0456EFGH"}',
    ]);
    const many = Object.fromEntries(
      Array.from({ length: 90 }, (_, index) => [`a-rather-long-name-${index}`, "C0456EFGH"]),
    );
    expect(further(many)).toEqual([expect.stringMatching(/^routes: take \d{4} bytes .* bot\.channels/)]);
  });

  test("has a ledger, as every stage with a queue, unless the stage sets it to false", () => {
    expect(stageSchema.parse(withBot(bot)).ledger).toBe(true);
    expect(stageSchema.parse(withBot(bot, { ledger: false })).ledger).toBe(false);
    expect(stageSchema.parse(withStage({})).ledger).toBe(true);
    expect(stageSchema.parse(withStage({ ledger: false })).ledger).toBe(false);
    expect(stageSchema.parse(withStage({ delivery: "direct" })).ledger).toBe(false);
    expect(stageSchema.parse(withStage({ ledger: true })).ledger).toBe(true);
  });

  test("does not keep its token in the stage file, and a token there is not repeated", () => {
    expect(problems(withBot({ ...bot, token: "xoxb-1-canary" }))).toEqual([
      expect.stringContaining("bot.token: unknown field"),
    ]);
    for (const channels of [
      { "xoxb-1-canaryCANARY": "C0456EFGH" },
      { "https://hooks.slack.com/canary": "C0456EFGH" },
    ]) {
      const [problem] = problems(withBot({ ...bot, channels }));
      expect(problem).toMatch(/^bot\.channels\.\(not shown\): expected a name of 1 to 31/);
      expect(problem).not.toContain("canary");
    }
    const [field] = problems(withStage({ "xoxb-1-canary": true }));
    expect(field).toBe("(not shown): unknown field");
    const [problem] = problems(withBot({ channel: "xoxb-1-canary" }));
    expect(problem).toContain("a Slack token (not shown: it is a credential)");
    expect(problem).not.toContain("canary");
  });
});

test("a long value is cut", () => {
  const [problem] = problems(withStage({ region: "x".repeat(500) }));
  expect(problem?.length).toBeLessThan(200);
});

test.each<[string, Stage]>([
  ["slack hosts on loopback", { existingVaults: ["Default"], slackHosts: ["127.0.0.1", "localhost"] }],
  [
    "every kind of notice",
    {
      existingVaults: ["Default"],
      mutedKinds: ["recovery-point.modified", "recovery-point.deleted-manually", "object.skipped"],
    },
  ],
  [
    "routes of all sorts",
    {
      existingVaults: ["Default"],
      mutedKinds: ["*.completed", "restore.*"],
      routes: [
        { kinds: ["*.failed", "unrecognized", "malware-scan.threats-found"], mention: "here" },
        { resourceTypes: ["RDS", "SAP HANA on Amazon EC2"], states: ["ABORTED"], severity: "danger" },
        { vaults: ["main"], accounts: ["111122223333"], mention: "S0123ABCDEF", post: true },
        { reasons: ["VSS snapshot"], mention: false },
        { tags: { team: "payments" }, severity: "warning" },
        { channel: "payments" },
        { kinds: ["copy.*"], channel: "main" },
        { post: false },
      ],
      channels: ["payments"],
      benignReasons: ["Unable to read tags"],
    },
  ],
  [
    "routes with words as messages show them, AWS's own tags, and the vault of EFS's automatic backups",
    {
      existingVaults: ["Default"],
      routes: [
        { resourceTypes: ["VMware VM", "VirtualMachine", "Aurora DSQL", "DSQL"], mention: "here" },
        { tags: { "aws:cloudformation:stack-name": "shop-core", "Data Class": "Gold" }, severity: "danger" },
        { vaults: ["aws/efs/automatic-backup-vault", "aws/other"], post: false },
      ],
    },
  ],
  [
    "a selection by AWS's own tags",
    withVault({ selectionTags: { "aws:cloudformation:stack-name": "shop" } }),
  ],
  ["the European Sovereign Cloud as its Region", { region: "eusc-de-east-1", existingVaults: ["Default"] }],
  ["cold storage of exactly 90 days", withRule({ moveToColdStorageAfterDays: 1, deleteAfterDays: 91 })],
  [
    "ten rules and ten tags",
    withVault({ rules: rules(10).map((one) => ({ ...one, recoveryPointTags: many(10) })) }),
  ],
  [
    "existing vaults that notify a topic already",
    { existingVaults: ["Default", { name: "team", subscribeTo: topicOf("ops") }] },
  ],
  ["the jobs of all vaults, and name none", { jobs: "all-vaults" }],
  ["the jobs of all vaults, through a queue", { existingVaults: ["Default"], jobs: "all-vaults" }],
  [
    "the jobs of all vaults, with direct delivery and a ledger",
    { existingVaults: ["Default"], jobs: "all-vaults", delivery: "direct", ledger: true },
  ],
  [
    "the jobs of all vaults, with direct delivery and a bot",
    { existingVaults: ["Default"], jobs: "all-vaults", delivery: "direct", bot: { channel: "C0123ABCD" } },
  ],
  ["no alarms on purpose", { existingVaults: ["Default"], alarmEmail: false }],
  ["two hours of silence at least", { existingVaults: ["Default"], silenceAlarmHours: 2 }],
  ["a week of silence at most", { existingVaults: ["Default"], silenceAlarmHours: 168 }],
])("a stage may have %s", (_what, stage) => {
  expect(problems(stage)).toEqual([]);
});

test("fills in what a stage leaves out", () => {
  expect(stageSchema.parse(withStage({ testWorkload: {} }))).toEqual({
    vault: {
      plans: [
        {
          rules: [
            {
              ...rule,
              timeZone: "Etc/UTC",
              startWindowMinutes: 480,
              completionWindowMinutes: 10080,
              recoveryPointTags: {},
              copyTo: [],
              archiveEbs: false,
              continuous: false,
            },
          ],
          windowsVss: false,
          selections: [{ tags: { backup: "daily" } }],
        },
      ],
      forceDestroy: false,
    },
    delivery: "queue",
    eventBridge: false,
    jobs: "named-vaults",
    notifier: {
      runtime: "nodejs24.x",
      architecture: "arm64",
      memoryMegabytes: 512,
      logRetentionDays: 365,
      reservedConcurrency: false,
    },
    mutedKinds: [],
    routes: [],
    benignReasons: [],
    channels: [],
    accountNames: {},
    slackHosts: ["hooks.slack.com", "hooks.slack-gov.com"],
    alarmTopics: [],
    dashboard: true,
    ledger: true,
    testWorkload: { instanceType: "t4g.nano" },
    iam: {},
    tags: {},
  });
});

test.each([
  [{}, { instanceType: "t4g.nano" }],
  [{ instance: true as const }, { instanceType: "t4g.nano" }],
  [{ instance: { instanceType: "t3.nano" } }, { instanceType: "t3.nano" }],
  [
    { instanceType: "t3.nano", table: true as const },
    { instanceType: "t3.nano", table: true },
  ],
  [
    { subnetId: "subnet-0123456789abcdef0" },
    { instanceType: "t4g.nano", subnetId: "subnet-0123456789abcdef0" },
  ],
  [{ table: true as const }, { table: true }],
  [
    { volume: true as const, bucket: true as const },
    { volume: true, bucket: true },
  ],
  [
    { database: true as const, subnetId: ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"] },
    { database: true, subnetId: ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"] },
  ],
  [
    { instance: true as const, fileSystem: true as const },
    { instanceType: "t4g.nano", fileSystem: true },
  ],
])("the test workload %j is %j", (given, meant) => {
  expect(stageSchema.parse(withStage({ testWorkload: given })).testWorkload).toEqual(meant);
});

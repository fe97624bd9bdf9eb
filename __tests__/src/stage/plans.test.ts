import fc from "fast-check";
import { problemsOf } from "../../../src/stage/problem";
import { stageSchema } from "../../../src/stage/schema";

const rule = { name: "daily", schedule: "cron(0 5 ? * * *)", deleteAfterDays: 35 };
const selection = { name: "tagged", tags: { backup: "daily" } };
const plan = { name: "gold", rules: [rule], selections: [selection] };

const problems = (vault: object): string[] => {
  const result = stageSchema.safeParse({ vault });
  return result.success ? [] : problemsOf(result.error);
};

const withPlan = (more: object) => ({ plans: [{ ...plan, ...more }] });
const withRule = (more: object) => withPlan({ rules: [{ ...rule, ...more }] });
const pitr = { ...rule, continuous: true };
const withSelection = (more: object) => withPlan({ selections: [{ name: "some", ...more }] });
const some = <Item>(count: number, item: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => item(index));
const tags = (count: number, value: string | string[] = "x") =>
  Object.fromEntries(some(count, (index) => [`key${index}`, value]));
const table = (name: string) => `arn:aws:dynamodb:*:*:table/${name}`;
const tables = (count: number) =>
  some(count, (index) => `arn:aws:dynamodb:eu-central-1:111122223333:table/t${index}`);

const words =
  "Aurora, Aurora DSQL, CloudFormation, DocumentDB, DSQL, DynamoDB, EBS, EC2, EFS, EKS, FSx, Neptune, RDS, Redshift, Redshift Serverless, S3, SAP HANA on Amazon EC2, SAP HANA on EC2, Storage Gateway, Timestream, VirtualMachine, VMware VM";

const services =
  "backup-gateway, cloudformation, dsql, dynamodb, ec2, eks, elasticfilesystem, fsx, rds, redshift, redshift-serverless, s3, ssm-sap, storagegateway, timestream";

const circle: { self?: unknown } = {};
circle.self = circle;

test.each<[string, object, string, ...string[]]>([
  [
    "plans beside the short form of one",
    { ...withPlan({}), rules: [rule], selectionTags: { backup: "daily" } },
    "vault.plans: expected plans, or rules and selectionTags for one plan, got plans and rules and selectionTags; move them into a plan",
  ],
  [
    "plans beside half of the short form",
    { ...withPlan({}), selectionTags: { backup: "daily" } },
    "vault.plans: expected plans, or rules and selectionTags for one plan, got plans and selectionTags; move it into a plan",
  ],
  ["no plan", { plans: [] }, "vault.plans: expected 1 to 300 plans, got []; example: "],
  [
    "two plans of one name",
    { plans: [plan, { ...plan, rules: [{ ...rule, name: "weekly" }] }] },
    'vault.plans: expected plans with different names, because messages show the names, got "gold" twice',
  ],
  [
    "a plan name with a blank",
    withPlan({ name: "my plan" }),
    'vault.plans[0].name: expected a plan name: 1 to 50 letters, digits, - _ and ., got "my plan"; example: "daily"',
  ],
  ["a plan without rules", withPlan({ rules: [] }), "vault.plans[0].rules: expected 1 to 10 rules, got []"],
  [
    "a rule that AWS refuses",
    withPlan({ rules: [{ ...rule, deleteAfterDays: 0 }] }),
    "vault.plans[0].rules[0].deleteAfterDays: expected ",
  ],
  [
    "a plan without selections",
    withPlan({ selections: [] }),
    "vault.plans[0].selections: expected 1 to 100 selections, got []",
  ],
  [
    "101 selections",
    withPlan({ selections: some(101, (index) => ({ name: `s${index}`, arns: [table("a")] })) }),
    "vault.plans[0].selections: expected at most 100 selections, AWS's limit, got 101; use several plans",
  ],
  [
    "11 selections by tags",
    withPlan({ selections: some(11, (index) => ({ name: `s${index}`, tags: { a: "b" } })) }),
    "vault.plans[0].selections: expected at most 10 selections by tags, AWS's limit for a plan, got 11; use anyTags, or several plans",
  ],
  [
    "two selections of one name",
    withPlan({ selections: [selection, selection] }),
    'vault.plans[0].selections: expected selections with different names, got "tagged" twice',
  ],
  [
    "a selection that names nothing",
    withSelection({}),
    'vault.plans[0].selections[0]: expected tags, anyTags, notTags, arns or resourceTypes, got none; everything is arns: ["*"]',
  ],
  [
    "a selection that only leaves out",
    withSelection({ except: [table("a")] }),
    'vault.plans[0].selections[0]: expected tags, anyTags, notTags, arns or resourceTypes, got none; everything is arns: ["*"]',
  ],
  [
    "empty tags",
    withSelection({ tags: {} }),
    'vault.plans[0].selections[0].tags: expected tags, got {}; example: {"backup":"daily"}',
  ],
  [
    "several values where all tags must match",
    withSelection({ tags: { env: ["prod", "staging"] } }),
    'vault.plans[0].selections[0].tags.env: expected one value, because a resource has one for each key, got ["prod","staging"]; list several in anyTags',
  ],
  [
    "a wildcard in a key",
    withSelection({ tags: { "team*": "payments" } }),
    "vault.plans[0].selections[0].tags.team*: expected a tag key of 1 to 128 characters without *, because AWS compares keys exactly",
  ],
  [
    "a wildcard in any of several tags",
    withSelection({ anyTags: { env: ["prod*", "staging"] } }),
    'vault.plans[0].selections[0].anyTags.env: "prod*" has a *, but AWS compares any of several tags exactly; use a selection with tags for each pattern',
  ],
  [
    "no value for a key",
    withSelection({ notTags: { env: [] } }),
    'vault.plans[0].selections[0].notTags.env: expected a value or a list of values, got []; example: ["daily"]',
  ],
  [
    "a value that no tag can have",
    withSelection({ tags: { env: "a?b" } }),
    'vault.plans[0].selections[0].tags.env: expected a tag value of at most 256 letters, digits, spaces and _.:/=+-@, with * for any text, got "a?b"',
  ],
  [
    "a number for a value",
    withSelection({ notTags: { env: 1 } }),
    "vault.plans[0].selections[0].notTags.env: expected a tag value",
  ],
  [
    "31 conditions",
    withSelection({ tags: tags(20), notTags: { ...tags(5, ["a", "b"]), other: "c" } }),
    "vault.plans[0].selections[0].tags: tags and notTags are 31 conditions, and AWS takes 30 in a selection; use fewer, or * in a value",
  ],
  [
    "any of 31 tags",
    withSelection({ anyTags: tags(31) }),
    "vault.plans[0].selections[0].anyTags: expected at most 30 tags, AWS's limit, got 31; use several selections",
  ],
  [
    "501 ARNs",
    withSelection({ arns: tables(501) }),
    "vault.plans[0].selections[0].arns: expected at most 500 ARNs, AWS's limit, got 501; use *, or several selections",
  ],
  [
    "501 exceptions",
    withSelection({ arns: ["*"], except: tables(501) }),
    "vault.plans[0].selections[0].except: expected at most 500 ARNs, AWS's limit, got 501",
  ],
  [
    "31 wildcards, with those of types",
    withSelection({ arns: some(30, (index) => table(`t${index}-*`)), resourceTypes: ["EC2"] }),
    "vault.plans[0].selections[0].arns: expected at most 30 ARNs with * and resource types, AWS's limit, got 31; use several selections",
  ],
  [
    "an ARN twice",
    withSelection({ arns: [table("a"), table("a")] }),
    "vault.plans[0].selections[0].arns: expected ARNs of resources, with * for any text, each only once",
  ],
  [
    "something that is no ARN",
    withSelection({ arns: ["orders"] }),
    'vault.plans[0].selections[0].arns[0]: expected an ARN, with * for any text, got "orders"; example: "arn:aws:dynamodb:*:*:table/orders"',
  ],
  [
    "a wildcard of one character",
    withSelection({ arns: ["arn:aws:s3:::logs-?"] }),
    "vault.plans[0].selections[0].arns[0]: expected an ARN, with * for any text",
  ],
  [
    "a service that AWS Backup does not back up",
    withSelection({ except: ["arn:aws:lambda:*:*:function:*"], arns: ["*"] }),
    `vault.plans[0].selections[0].except[0]: "arn:aws:lambda:*:*:function:*" is of service lambda, but AWS Backup backs up resources of ${services}`,
  ],
  [
    "a resource that AWS Backup does not back up",
    withSelection({ arns: ["arn:aws:ec2:eu-central-1:111122223333:snapshot/snap-1"] }),
    'vault.plans[0].selections[0].arns[0]: "arn:aws:ec2:eu-central-1:111122223333:snapshot/snap-1" is no resource that AWS Backup backs up',
  ],
  [
    "an unknown resource type",
    withSelection({ resourceTypes: ["RDSS"] }),
    `vault.plans[0].selections[0].resourceTypes[0]: expected a resource type of AWS Backup, got "RDSS"; did you mean RDS?; allowed: ${words}`,
  ],
  [
    "types with any of several tags, which AWS takes for a union",
    withSelection({ resourceTypes: ["S3"], anyTags: { env: "prod" } }),
    "vault.plans[0].selections[0].resourceTypes: AWS takes every resource of these types and, besides, whatever has one of anyTags; use tags for resources of a type with a tag, or two selections for both",
  ],
  [
    "a tag that must and must not be there",
    withSelection({ tags: { a: "b" }, notTags: { a: ["x", "b"] } }),
    'vault.plans[0].selections[0].notTags: no resource can have {"a":"b"} and not have it; remove it here or from tags',
  ],
  [
    "an ARN that is named and left out",
    withSelection({ arns: [table("a")], except: [table("a")] }),
    `vault.plans[0].selections[0].except: "${table("a")}" is in arns, too, and except wins; remove it from one of them`,
  ],
  [
    "more than 35 days of continuous backup",
    withRule({ continuous: true, deleteAfterDays: 36 }),
    "vault.plans[0].rules[0].deleteAfterDays: expected 1 to 35 days, AWS's limit for continuous, got 36; keep longer what a second rule without continuous makes",
  ],
  [
    "continuous backup without an end",
    withRule({ continuous: true, deleteAfterDays: "never" }),
    `vault.plans[0].rules[0].deleteAfterDays: expected 1 to 35 days, AWS's limit for continuous, got "never"`,
  ],
  [
    "cold storage of continuous backup",
    withRule({ continuous: true, deleteAfterDays: 35, moveToColdStorageAfterDays: 1, copyTo: [] }),
    "vault.plans[0].rules[0].deleteAfterDays: expected at least 91 days",
    "vault.plans[0].rules[0].moveToColdStorageAfterDays: AWS has no cold storage for continuous; remove it, or move it to a second rule without continuous",
  ],
  [
    "two continuous rules of a plan",
    withPlan({
      rules: [
        { ...rule, continuous: true },
        { ...rule, name: "hourly", continuous: true },
      ],
    }),
    'vault.plans[0].rules: expected at most one rule with continuous, because AWS keeps one continuous backup of a resource, got "daily", "hourly"; leave it to one',
  ],
  [
    "continuous rules of two plans for the same tags",
    {
      plans: [
        { ...plan, rules: [pitr] },
        { ...plan, name: "silver", rules: [pitr] },
      ],
    },
    'vault.plans: plans "gold" and "silver" have continuous rules for the same resources, and AWS keeps one continuous backup of a resource; leave it to one plan',
  ],
  [
    "continuous rules of two plans for a bucket",
    {
      plans: ["gold", "silver"].map((name, index) => ({
        name,
        rules: [pitr],
        selections: [{ name: "some", arns: ["arn:aws:s3:::logs", `arn:aws:s3:::logs-${index}`] }],
      })),
    },
    'vault.plans: plans "gold" and "silver" have continuous rules for the same resources',
  ],
  [
    "continuous backup of types without it",
    withPlan({
      rules: [pitr],
      selections: [{ name: "some", resourceTypes: ["EC2", "EFS"], tags: { a: "b" } }],
    }),
    "vault.plans[0].rules[0].continuous: AWS makes continuous backups of Aurora, RDS, S3 and SAP HANA on EC2 only, and the plan's selections name EC2, EFS; remove it",
  ],
  [
    "cold storage for types without it",
    withPlan({
      rules: [{ ...rule, moveToColdStorageAfterDays: 30, deleteAfterDays: "never" }],
      selections: [{ name: "some", resourceTypes: ["RDS", "EBS"] }],
    }),
    "vault.plans[0].rules[0].moveToColdStorageAfterDays: AWS has no cold storage for RDS, EBS, which is all that the plan's selections name; remove it, or set archiveEbs for EBS",
  ],
  [
    "Windows VSS for types without it",
    withPlan({ windowsVss: true, selections: [{ name: "some", resourceTypes: ["RDS"] }] }),
    "vault.plans[0].windowsVss: Windows VSS is for EC2 instances, and the plan's selections name RDS; remove it",
  ],
  [
    "a rule of a plan outside of the vault's lock",
    { ...withRule({ deleteAfterDays: "never" }), lock: { maxRetentionDays: 365 } },
    'vault.plans[0].rules[0].deleteAfterDays: expected at most 365 days, the lock\'s maxRetentionDays, got "never": AWS fails such a job',
  ],
  [
    "an archive without a day",
    withRule({ archiveEbs: true }),
    "vault.plans[0].rules[0].archiveEbs: needs moveToColdStorageAfterDays, which says when a snapshot moves to the archive; add it, or remove archiveEbs",
  ],
  [
    "a retention that is neither days nor never",
    withRule({ deleteAfterDays: "forever" }),
    'vault.plans[0].rules[0].deleteAfterDays: expected whole days, 1 to 36500, got "forever"; example: 35, or "never"',
  ],
  [
    "a copy without an end",
    withRule({
      copyTo: [
        { vaultArn: "arn:aws:backup:eu-west-1:111122223333:backup-vault:offsite", deleteAfterDays: "never" },
      ],
    }),
    'vault.plans[0].rules[0].copyTo[0].deleteAfterDays: expected whole days, 1 to 36500, got "never"; example: 35',
  ],
  [
    "options of the short form beside plans",
    { ...withPlan({}), windowsVss: true },
    "vault.plans: expected plans, or rules and selectionTags for one plan, got plans and windowsVss; move it into a plan",
  ],
  [
    "a rule, a copy and a selection that are nothing",
    { plans: [{ name: "a", rules: [null, { ...rule, copyTo: [null] }], selections: [null] }] },
    'vault.plans[0].rules[0]: expected an object, got null; example: {"name":"daily"',
    'vault.plans[0].rules[1].copyTo[0]: expected an object, got null; example: {"region":"eu-west-1","deleteAfterDays":35}',
    'vault.plans[0].selections[0]: expected an object, got null; example: {"name":"tagged"',
  ],
  [
    "no number",
    withRule({ deleteAfterDays: Number.NaN }),
    "vault.plans[0].rules[0].deleteAfterDays: expected whole days, 1 to 36500, got NaN",
  ],
  [
    "a number of another kind",
    withRule({ deleteAfterDays: 35n }),
    "vault.plans[0].rules[0].deleteAfterDays: expected whole days, 1 to 36500, got 35n",
  ],
  [
    "an object that holds itself",
    withRule({ deleteAfterDays: circle }),
    "vault.plans[0].rules[0].deleteAfterDays: expected whole days, 1 to 36500, got an object that JSON cannot hold",
  ],
  ...["Europe/berlin", "EUROPE/BERLIN", "US/eastern"].map((timeZone): [string, object, string] => [
    `time zone ${timeZone}`,
    withRule({ timeZone }),
    `vault.plans[0].rules[0].timeZone: expected an IANA time zone, got "${timeZone}"`,
  ]),
  [
    "objects of a bucket",
    withSelection({ arns: ["arn:aws:s3:::books/*"] }),
    `vault.plans[0].selections[0].arns[0]: "arn:aws:s3:::books/*" names objects, but AWS Backup backs up whole buckets; end it after the bucket's name`,
  ],
  [
    "an ARN as no service but S3 has one",
    withSelection({ arns: ["arn:aws:ec2:::instance/*"] }),
    'vault.plans[0].selections[0].arns[0]: "arn:aws:ec2:::instance/*" names no Region or no account, which only ARNs of S3 buckets leave out; use * for them',
  ],
  [
    "a field of AWS's API",
    withSelection({ tags: { a: "b" }, anyTag: { a: "b" } }),
    "vault.plans[0].selections[0].anyTag: unknown field; did you mean anyTags?",
  ],
])("%s is one sentence for each problem", (_what, vault, ...expected) => {
  expect(problems(vault)).toEqual(
    expected
      .filter((problem) => problem !== undefined)
      .map((problem) => expect.stringMatching(new RegExp(`^${escaped(problem)}`))),
  );
});

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

test("a misplaced webhook URL is in no problem", () => {
  const url = "https://hooks.slack.com/services/T0/B0/secret";
  const rules = [{ ...rule, continuous: true }];
  const twice = {
    name: url,
    tags: { [url]: url },
    anyTags: url,
    notTags: { a: [url] },
    arns: [url],
    except: url,
  };
  const found = problems({
    plans: [url, { ...plan, name: url, rules }, { ...plan, name: url, rules, selections: [twice, twice] }],
  });
  expect(found.length).toBeGreaterThan(5);
  expect(found.join("\n")).not.toContain("secret");
});

test("every problem of every plan is reported at once", () => {
  const vault = {
    plans: [
      { ...plan, rules: [{ ...rule, deleteAfterDays: 0 }], selections: [{ name: "a b", arns: 1 }] },
      { ...plan, name: "silver", selections: [{ ...selection, tags: { "a*": "b" } }, { name: "none" }] },
    ],
  };
  expect(problems(vault).map((line) => line.split(": ")[0])).toEqual([
    "vault.plans[0].rules[0].deleteAfterDays",
    "vault.plans[0].selections[0].name",
    "vault.plans[0].selections[0].arns",
    "vault.plans[1].selections[0].tags.a*",
    "vault.plans[1].selections[1]",
  ]);
});

test.each<[string, object]>([
  ["two plans", { plans: [plan, { ...plan, name: "silver" }] }],
  ["all tags, one with a wildcard", withSelection({ tags: { backup: "daily", team: "pay*" } })],
  ["AWS's own tags", withSelection({ tags: { "aws:cloudformation:stack-name": "shop-core" } })],
  ["any of several tags, some of one key", withSelection({ anyTags: { env: ["prod", "staging"], a: "b" } })],
  ["everything but what has a tag", withSelection({ notTags: { disable_backup: "true" } })],
  ["ARNs and patterns", withSelection({ arns: ["arn:aws:s3:::logs-*", "arn:aws:ec2:*", table("orders")] })],
  [
    "a database cluster, whose type its ARN hides",
    withSelection({ arns: ["arn:aws:rds:eu-central-1:111122223333:cluster:a"] }),
  ],
  ["types by either word", withSelection({ resourceTypes: ["VMware VM", "S3", "Aurora"] })],
  ["ARNs beside any of several tags", withSelection({ arns: [table("a")], anyTags: { env: "prod" } })],
  [
    "continuous backup for 35 days, and what is kept longer",
    withPlan({ rules: [pitr, { ...rule, name: "monthly", deleteAfterDays: 365 }] }),
  ],
  [
    "continuous rules of two plans for other resources",
    {
      plans: [
        { ...plan, rules: [pitr] },
        {
          ...plan,
          name: "silver",
          rules: [pitr],
          selections: [{ ...selection, tags: { backup: "weekly" } }],
        },
      ],
    },
  ],
  [
    "a retention without an end, with cold storage",
    withRule({ moveToColdStorageAfterDays: 30, deleteAfterDays: "never" }),
  ],
  [
    "an archive of EBS",
    withPlan({
      rules: [{ ...rule, archiveEbs: true, moveToColdStorageAfterDays: 30, deleteAfterDays: 365 }],
      selections: [{ name: "some", resourceTypes: ["EBS"] }],
    }),
  ],
  ["Windows VSS", withPlan({ windowsVss: true })],
  ["the options of the short form", { rules: [rule], selectionTags: { a: "b" }, windowsVss: true }],
  ["exceptions", withSelection({ arns: ["*"], except: ["arn:aws:s3:::*"] })],
  ["30 conditions", withSelection({ tags: tags(10), notTags: tags(10, ["a", "b"]) })],
  [
    "500 ARNs, and 30 wildcards",
    withSelection({ arns: [...tables(470), ...some(30, (n) => table(`a${n}*`))] }),
  ],
])("a vault may have %s", (_what, vault) => {
  expect(problems(vault)).toEqual([]);
});

test("whatever a plan holds, its problems are sentences, not errors", () => {
  const anything = fc.oneof(
    fc.anything(),
    fc.constantFrom("*", "arn:", "arn:aws:s3", "never", null, [null], [[]], { a: null }, { a: [1] }),
  );
  const some = fc.oneof(anything, fc.array(anything, { maxLength: 3 }));
  const selections = fc.record(
    {
      name: some,
      tags: some,
      anyTags: some,
      notTags: some,
      arns: some,
      except: some,
      resourceTypes: some,
    },
    { requiredKeys: [] },
  );
  const rules = fc.record(
    {
      name: some,
      deleteAfterDays: some,
      continuous: some,
      moveToColdStorageAfterDays: some,
      archiveEbs: some,
    },
    { requiredKeys: [] },
  );
  const list = <Item>(item: fc.Arbitrary<Item>) =>
    fc.oneof(fc.array(fc.oneof(item, anything), { maxLength: 3 }), anything);
  const vaults = fc.record(
    {
      plans: list(
        fc.record(
          { name: some, rules: list(rules), selections: list(selections), windowsVss: some },
          { requiredKeys: [] },
        ),
      ),
      lock: some,
      rules: some,
    },
    { requiredKeys: ["plans"] },
  );
  fc.assert(
    fc.property(vaults, (vault) => {
      for (const line of problems(vault)) expect(line).toMatch(/^(?:vault|stage)\S*.*: /s);
    }),
    { seed: 1, numRuns: 500 },
  );
});

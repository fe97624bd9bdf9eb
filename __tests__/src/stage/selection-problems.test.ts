import { type SelectingStage, testTagsOf } from "../../../src/stage/own-resources";
import type { SelectionSettings } from "../../../src/stage/selection";
import { selectionProblemsOf } from "../../../src/stage/selection-problems";

const region = "eu-central-1";

const short = (tags: Record<string, string>) => ({
  plans: [{ selections: [{ tags }] }],
});

const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag-${index}`, "x"]));

test("a selection of the stack's own tags is refused, one of a tag that only others have is not", () => {
  const stage = (selectionTags: Record<string, string>) =>
    selectionProblemsOf({ name: "dev", tags: { team: "platform" }, vault: short(selectionTags) }, region);
  for (const tags of [{ stage: "dev" }, { team: "platform", application: "backup-notifications" }]) {
    expect(stage(tags)).toEqual([
      expect.stringMatching(/^vault.selectionTags: .* the plan would back up its ledger/),
    ]);
  }
  expect(stage({ team: "platform", backup: "daily" })).toEqual([]);
  expect(stage({ stage: "prod" })).toEqual([]);
  expect(selectionProblemsOf({ name: "dev", tags: {} }, region)).toEqual([]);
});

test("a test instance with more than 50 tags is refused", () => {
  const stage = (count: number) =>
    selectionProblemsOf(
      {
        name: "dev",
        tags: many(count),
        vault: short({ backup: "daily", team: "x" }),
        testWorkload: { instanceType: "t4g.nano" },
      },
      region,
    );
  expect(stage(45)).toEqual([]);
  expect(stage(46)).toEqual([
    "vault.selectionTags: the test instance would have 51 tags, with those of the stack, and EC2 allows 50; use fewer in tags or selectionTags",
  ]);
});

const problemsOf = (
  selection: Partial<SelectionSettings>,
  more: Partial<SelectingStage & { accountId: string }> = {},
) =>
  selectionProblemsOf(
    {
      name: "dev",
      tags: { team: "platform" },
      vault: { plans: [{ name: "gold", selections: [{ name: "some", ...selection }] }] },
      ...more,
    },
    region,
  );

const at = "vault.plans[0].selections[0]";
const own = "are tags of everything that the stack creates, so the plan would back up its ledger, too";
const choose = 'choose a tag that only resources to back up have, such as {"backup":"daily"}';

test.each<[string, Partial<SelectionSettings>, string]>([
  [
    "the stack's own tag",
    { tags: { team: "plat*" } },
    `${at}.tags: {"team":"plat*"} ${own}; ${choose}, or add notTags {"application":"backup-notifications"}`,
  ],
  [
    "any of the stack's own tags",
    { anyTags: { stage: ["prod", "dev"] } },
    `${at}.anyTags: {"stage":["prod","dev"]} ${own}; ${choose}, or add notTags {"application":"backup-notifications"}`,
  ],
  [
    "the notifier's ledger",
    { arns: ["arn:aws:dynamodb:*:*:table/backup-notifications-dev-ledger"] },
    `${at}.arns[0]: "arn:aws:dynamodb:*:*:table/backup-notifications-dev-ledger" is the notifier's own ledger, of which a backup is of no use; remove it`,
  ],
  [
    "what is in another Region",
    { arns: ["arn:aws:dynamodb:eu-west-1:*:table/a"] },
    `${at}.arns[0]: "arn:aws:dynamodb:eu-west-1:*:table/a" is in Region eu-west-1, but a plan backs up only what is in its own, and the stage is in eu-central-1; use * there, or the stage's own`,
  ],
  [
    "what is in another account",
    { arns: ["arn:aws:dynamodb:*:444455556666:table/a"] },
    `${at}.arns[0]: "arn:aws:dynamodb:*:444455556666:table/a" is in account 444455556666, but a plan backs up only what is in its own, and the stage is in 111122223333; use * there, or the stage's own`,
  ],
  [
    "everything but 500 ARNs, to which the stack adds one",
    {
      arns: ["*"],
      except: Array.from({ length: 500 }, (_, index) => `arn:aws:s3:::bucket-${index}`),
    },
    `${at}.except: expected at most 499 ARNs, because the stack leaves out its ledger, too, and AWS takes 500; got 500; use * in one`,
  ],
  [
    "what is in another partition, left out",
    { arns: ["*"], except: ["arn:aws-cn:s3:::*"] },
    `${at}.except[0]: "arn:aws-cn:s3:::*" is in partition aws-cn, but a plan backs up only what is in its own, and the stage is in aws; begin it with arn:aws:`,
  ],
])("a selection of %s is refused", (_what, selection, problem) => {
  expect(problemsOf(selection, { accountId: "111122223333" })).toEqual([problem]);
});

test.each<[string, Partial<SelectionSettings>]>([
  [
    "the stack's own tag, without what the stack creates",
    { tags: { team: "platform" }, notTags: { application: "backup-notifications" } },
  ],
  [
    "the stack's own tag, of a type that the stack does not create",
    { tags: { team: "platform" }, resourceTypes: ["RDS"] },
  ],
  ["everything but what has a tag", { notTags: { disable_backup: "true" } }],
  ["buckets, whose ARNs have no account", { arns: ["arn:aws:s3:::logs-*"] }],
])("a selection of %s is taken", (_what, selection) => {
  expect(problemsOf(selection, { accountId: "111122223333" })).toEqual([]);
});

test.each<[string, Partial<SelectionSettings>, Record<string, string>]>([
  [
    "all tags, * replaced by nothing",
    { tags: { backup: "daily", team: "pay*" } },
    { backup: "daily", team: "pay" },
  ],
  ["one of any tags", { anyTags: { env: ["prod", "staging"] } }, { env: "prod" }],
  ["no tag for its type", { resourceTypes: ["EC2"] }, {}],
  ["no tag for everything", { notTags: { disable_backup: "true" } }, {}],
])("the test instance gets %s", (_what, selection, tags) => {
  const stage = {
    name: "dev",
    tags: {},
    vault: {
      plans: [
        {
          name: "gold",
          rules: [],
          selections: [{ name: "tables", resourceTypes: ["DynamoDB" as const] }, selection],
        },
      ],
    },
    testWorkload: { instanceType: "t4g.nano" },
  };
  expect(testTagsOf(stage, "instance")?.tags).toEqual(tags);
  expect(selectionProblemsOf(stage, region)).toEqual([]);
});

test.each<[string, Partial<SelectionSettings>]>([
  ["by AWS's own tags, which no one can set", { tags: { "aws:cloudformation:stack-name": "shop" } }],
  ["of other types", { resourceTypes: ["RDS"] }],
  ["without the stack's own", { notTags: { application: "backup-notifications" } }],
  ["without instances", { arns: ["*"], except: ["arn:aws:ec2:*:*:instance/*"] }],
])("a test instance that nothing takes is refused: a selection %s", (_what, selection) => {
  expect(problemsOf(selection, { testWorkload: { instanceType: "t4g.nano" } })).toEqual([
    'testWorkload: no selection can take the test instance, so it would never be backed up; add one by a tag that it can be given, such as {"backup":"test"}',
  ]);
});

test("a test table gets the tags of the selection that takes tables, and one that none takes is refused", () => {
  const stage = (resourceTypes: readonly ["DynamoDB"] | readonly ["EC2"]) => ({
    name: "dev",
    tags: {},
    vault: {
      plans: [
        { name: "gold", rules: [], selections: [{ name: "all", resourceTypes, tags: { backup: "daily" } }] },
      ],
    },
    testWorkload: { table: true as const },
  });
  expect(testTagsOf(stage(["DynamoDB"]), "table")?.tags).toEqual({ backup: "daily" });
  expect(selectionProblemsOf(stage(["EC2"]), region)).toEqual([
    'testWorkload: no selection can take the test table, so it would never be backed up; add one by a tag that it can be given, such as {"backup":"test"}',
  ]);
});

test("an ARN of a whole service is in the stage's partition, too", () => {
  const settings = { name: "a", arns: ["arn:aws:ec2:*"] };
  const stage = { name: "dev", tags: {}, vault: { plans: [{ name: "a", selections: [settings] }] } };
  expect(selectionProblemsOf(stage, "eu-central-1")).toEqual([]);
  expect(selectionProblemsOf(stage, "cn-north-1")).toEqual([
    'vault.plans[0].selections[0].arns[0]: "arn:aws:ec2:*" is in partition aws, but a plan backs up only what is in its own, and the stage is in aws-cn; begin it with arn:aws-cn:',
  ]);
});

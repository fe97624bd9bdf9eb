import type { Stage } from "../../../src/stage";
import { all, only, ruleOf, synthesize } from "../../fixtures/stack";

type RestoreTest = NonNullable<Stage["restoreTests"]>[number];

const example: RestoreTest = {
  name: "weekly",
  schedule: "cron(0 9 ? * SUN *)",
  timeZone: "Europe/Berlin",
  what: { resourceTypes: ["DynamoDB"] },
};

const stackWith = (...tests: readonly RestoreTest[]) =>
  synthesize({
    vault: { name: "own", rules: [ruleOf()], selectionTags: { backup: "daily" } },
    existingVaults: ["Default"],
    watch: true,
    restoreTests: [...tests],
  });

const selections = (stack: ReturnType<typeof stackWith>) =>
  all(stack, "aws_backup_restore_testing_selection");

test("a stage without restore tests has none of their resources", () => {
  const stack = synthesize({ existingVaults: ["Default"] });
  expect(all(stack, "aws_backup_restore_testing_plan")).toEqual([]);
});

test("a plan restores from every vault of the stage, as its schedule says", () => {
  expect(only(stackWith(example), "aws_backup_restore_testing_plan")).toEqual({
    name: expect.stringMatching(/^backup_notifications_[a-z0-9_]+_weekly$/),
    schedule_expression: "cron(0 9 ? * SUN *)",
    schedule_expression_timezone: "Europe/Berlin",
    start_window_hours: 24,
    recovery_point_selection: [
      {
        algorithm: "LATEST_WITHIN_WINDOW",
        include_vaults: [
          expect.stringMatching(/^\$\{aws_backup_vault\./),
          expect.stringMatching(/^\$\{data\.aws_backup_vault\./),
        ],
        recovery_point_types: ["SNAPSHOT", "CONTINUOUS"],
        selection_window_days: 30,
      },
    ],
  });
});

test("of a stage that is about all vaults and names none, a plan restores from all: AWS takes no empty list", () => {
  const stack = synthesize({ jobs: "all-vaults", watch: { digest: false }, restoreTests: [example] });
  expect(only(stack, "aws_backup_restore_testing_plan")).toMatchObject({
    recovery_point_selection: [{ include_vaults: ["*"] }],
  });
});

test("each resource type has a selection, with exactly one of ARNs and conditions", () => {
  const stack = stackWith({
    ...example,
    what: { resourceTypes: ["DynamoDB", "S3"], tags: { backup: "daily" }, notTags: { restoreTest: "no" } },
  });
  expect(selections(stack)).toEqual(
    ["DynamoDB", "S3"].map((type) =>
      expect.objectContaining({
        name: expect.stringMatching(new RegExp(`^${type}_[0-9a-f]{8}$`)),
        protected_resource_type: type,
        protected_resource_conditions: [
          {
            string_equals: [{ key: "aws:ResourceTag/backup", value: "daily" }],
            string_not_equals: [{ key: "aws:ResourceTag/restoreTest", value: "no" }],
          },
        ],
        validation_window_hours: 4,
      }),
    ),
  );
  for (const selection of selections(stack)) expect(selection).not.toHaveProperty("protected_resource_arns");
  expect(selections(stackWith(example))).toEqual([
    expect.objectContaining({ protected_resource_arns: ["*"] }),
  ]);
});

test("a changed list of ARNs replaces the selection, because the provider would not send it; their order does not", () => {
  const table = (name: string) => `arn:aws:dynamodb:eu-central-1:111122223333:table/${name}`;
  const nameFor = (...arns: string[]) =>
    selections(stackWith({ ...example, what: { resourceTypes: ["DynamoDB"], arns } }))[0]?.["name"];
  expect(nameFor(table("a"), table("b"))).toMatch(/^DynamoDB_[0-9a-f]{8}$/);
  expect(nameFor(table("a"), table("b"))).toBe(nameFor(table("b"), table("a")));
  expect(nameFor(table("a"), table("b"))).not.toBe(nameFor(table("a"), table("c")));
});

test.each<[what: string, before: Partial<RestoreTest>, after: Partial<RestoreTest>]>([
  ["a key of the metadata that is removed", { metadata: { DynamoDB: { encryptionType: "KMS" } } }, {}],
  ["a check that is removed, and with it the window for it", {}, { validate: false }],
  ["tags that are removed", { what: { resourceTypes: ["DynamoDB"], tags: { a: "b" } } }, {}],
  [
    "tags of which those not wanted are removed",
    { what: { resourceTypes: ["DynamoDB"], tags: { a: "b" }, notTags: { c: "d" } } },
    { what: { resourceTypes: ["DynamoDB"], tags: { a: "b" } } },
  ],
])(
  "%s replaces the selection: where nothing is given, the provider keeps what AWS has",
  (_what, before, after) => {
    const nameOf = (test: Partial<RestoreTest>) =>
      selections(stackWith({ ...example, ...test }))[0]?.["name"];
    expect(nameOf(before)).not.toBe(nameOf(after));
    expect(nameOf(before)).toBe(nameOf(before));
  },
);

test("a selection of everything that is checked has its type as its name, however long it keeps what it restores", () => {
  expect(selections(stackWith({ ...example, keepHours: 9 }))).toEqual([
    expect.objectContaining({ name: "DynamoDB", validation_window_hours: 9 }),
  ]);
});

test("a restore gets what the stage says, by type, and no network of AWS's choice", () => {
  const stack = stackWith({
    ...example,
    what: { resourceTypes: ["DynamoDB", "RDS"] },
    metadata: { RDS: { dbSubnetGroupName: "tests" } },
  });
  const overrides = selections(stack).map((selection) => selection["restore_metadata_overrides"]);
  expect(overrides).toEqual([undefined, { dbSubnetGroupName: "tests" }]);
});

test.each([
  [["DynamoDB"], ["AWSBackupServiceRolePolicyForRestores"]],
  [["S3"], ["AWSBackupServiceRolePolicyForS3Restore"]],
  [
    ["EBS", "S3"],
    ["AWSBackupServiceRolePolicyForRestores", "AWSBackupServiceRolePolicyForS3Restore"],
  ],
] as const)("the role that restores %j has the policies for these and no more", (types, policies) => {
  const stack = stackWith({ ...example, what: { resourceTypes: [...types] } });
  const ofTests = all(stack, "aws_iam_role_policy_attachment").filter(({ role }) =>
    String(role).includes("aws_iam_role.restore-tests"),
  );
  expect(ofTests.map((attachment) => String(attachment["policy_arn"]).split("/").at(-1))).toEqual(policies);
});

import type { Stage } from "../../../src/stage";
import {
  all,
  oneWith,
  only,
  reference,
  ruleOf,
  type Synthesized,
  synthesize,
  vaultStage,
} from "../../fixtures/stack";

type Plans = NonNullable<NonNullable<Stage["vault"]>["plans"]>;
type Selection = Plans[number]["selections"][number];

const planOf = (name: string, ...selections: readonly Selection[]): Plans[number] => ({
  name,
  rules: [ruleOf()],
  selections: [...selections],
});

const withPlans = (...plans: Plans): Synthesized => synthesize({ vault: { plans: [...plans] } });

const selected = (
  selection: Omit<Selection, "name">,
  more: Partial<Stage> = {},
): Readonly<Record<string, unknown>> => {
  const stack = synthesize({ vault: { plans: [planOf("gold", { name: "some", ...selection })] }, ...more });
  const { resources, not_resources, selection_tag, condition } = only(stack, "aws_backup_selection");
  return Object.fromEntries(
    Object.entries({ resources, not_resources, selection_tag, condition }).filter(
      ([, value]) => value !== undefined,
    ),
  );
};

const addressesOf = (stack: Synthesized): readonly string[] =>
  ["aws_backup_plan", "aws_backup_selection"].flatMap((type) =>
    Object.keys(stack.resource[type] ?? {}).map((id) => `${type}.${id}`),
  );

const partition = reference("data.aws_partition.home_partition_F90867FC.partition");

describe("several plans", () => {
  const gold = planOf(
    "gold",
    { name: "tagged", tags: { tier: "gold" } },
    { name: "orders", arns: ["arn:aws:dynamodb:*:*:table/orders"] },
  );
  const silver = planOf("silver", { name: "tagged", tags: { tier: "silver" } });

  test("have their names, rules and selections, and fill one vault", () => {
    const stack = withPlans(gold, silver);
    expect(all(stack, "aws_backup_plan").map(({ name }) => name)).toEqual(["gold", "silver"]);
    expect(all(stack, "aws_backup_selection").map(({ name, plan_id }) => [name, plan_id])).toEqual([
      ["orders", expect.stringMatching(/^\$\{aws_backup_plan\.vault_plan-gold_/)],
      ["tagged", expect.stringMatching(/^\$\{aws_backup_plan\.vault_plan-gold_/)],
      ["tagged", expect.stringMatching(/^\$\{aws_backup_plan\.vault_plan-silver_/)],
    ]);
    expect(all(stack, "aws_backup_vault")).toHaveLength(1);
  });

  test("are in the outputs as a list of ids", () => {
    expect(withPlans(gold, silver).output["plan_ids"]?.value).toMatch(
      /^\$\{aws_backup_plan\.vault_plan-gold_\w+\.id\},\$\{aws_backup_plan\.vault_plan-silver_\w+\.id\}$/,
    );
  });

  test("keep their addresses in another order, and beside others", () => {
    const before = addressesOf(withPlans(gold, silver));
    expect(addressesOf(withPlans(planOf("new", { name: "tagged", tags: { a: "b" } }), silver, gold))).toEqual(
      expect.arrayContaining([...before]),
    );
  });

  test.each<[string, Omit<Selection, "name">]>([
    ["conditions", { arns: ["arn:aws:s3:::logs"] }],
    ["exceptions", { arns: ["arn:aws:s3:::logs"], tags: { a: "b" }, except: ["arn:aws:ec2:*"] }],
  ])(
    "make a new selection where %s come or go: the provider keeps what a file no longer names",
    (_what, other) => {
      const idsOf = (selection: Omit<Selection, "name">) =>
        Object.keys(
          withPlans(planOf("gold", { name: "some", ...selection })).resource["aws_backup_selection"] ?? {},
        );
      expect(idsOf(other)).not.toEqual(idsOf({ arns: ["arn:aws:s3:::logs"], tags: { a: "b" } }));
    },
  );

  test("that begin with the short form's names replace nothing of it", () => {
    const name = "backup-notifications-test";
    const grown = withPlans(
      planOf(name, { name, tags: { backup: "daily" } }, { name: "orders", arns: ["*"] }),
      gold,
    );
    const short = synthesize(vaultStage);
    for (const type of ["aws_backup_plan", "aws_backup_selection"]) {
      expect(grown.resource[type]).toMatchObject(short.resource[type] ?? {});
    }
  });
});

test.each(["constructor", "toString", "__proto__", "Default"])(
  "a plan and a selection may be called %s",
  (name) => {
    const { resource } = synthesize({
      vault: { plans: [{ name, rules: [ruleOf()], selections: [{ name, tags: { backup: "daily" } }] }] },
    });
    for (const type of ["aws_backup_plan", "aws_backup_selection"]) {
      expect(Object.values(resource[type] ?? {})).toEqual([expect.objectContaining({ name })]);
    }
  },
);

describe("a plan in Terraform", () => {
  const planned = (more: object) => {
    const { rule } = only(
      synthesize({ vault: { rules: [ruleOf(more)], selectionTags: { backup: "daily" } } }),
      "aws_backup_plan",
    );
    return Array.isArray(rule) ? rule[0] : undefined;
  };

  test.each<[string, object, object]>([
    [
      "moves them to cold storage, and EBS snapshots to the archive",
      { deleteAfterDays: "never", moveToColdStorageAfterDays: 30, archiveEbs: true },
      { lifecycle: { cold_storage_after: 30, opt_in_to_archive_for_supported_resources: true } },
    ],
    [
      "no longer archives EBS snapshots, which the provider has to be asked for",
      { deleteAfterDays: 365, moveToColdStorageAfterDays: 30 },
      {
        lifecycle: {
          cold_storage_after: 30,
          delete_after: 365,
          opt_in_to_archive_for_supported_resources: false,
        },
      },
    ],
    [
      "makes continuous backups",
      { continuous: true },
      { enable_continuous_backup: true, lifecycle: { delete_after: 35 } },
    ],
  ])("%s", (_what, more, expected) => {
    const rule = planned(more);
    expect(rule).toMatchObject(expected);
    expect(Object.keys(rule.lifecycle ?? {})).toEqual(
      Object.keys(Object(Reflect.get(expected, "lifecycle"))),
    );
  });

  test("has no lifecycle where nothing ends it: an empty one would differ from AWS's answer in every plan", () => {
    expect(planned({ deleteAfterDays: "never" })).not.toHaveProperty("lifecycle");
  });

  test("asks for Windows VSS", () => {
    const short = synthesize({ vault: { rules: [ruleOf()], selectionTags: { a: "b" }, windowsVss: true } });
    const long = withPlans({ ...planOf("gold", { name: "some", tags: { a: "b" } }), windowsVss: true });
    for (const stack of [short, long]) {
      expect(only(stack, "aws_backup_plan")["advanced_backup_setting"]).toEqual([
        { resource_type: "EC2", backup_options: { WindowsVSS: "enabled" } },
      ]);
    }
  });

  test("sets nothing that AWS does by itself", () => {
    const stack = synthesize(vaultStage);
    expect(only(stack, "aws_backup_plan")).not.toHaveProperty("advanced_backup_setting");
    expect(stack.json).not.toMatch(/enable_continuous_backup|opt_in_to_archive/);
  });
});

describe("a selection in Terraform", () => {
  test.each<[string, Omit<Selection, "name">, object]>([
    [
      "has tags as conditions on everything, patterns apart",
      { tags: { backup: "daily", team: "pay*" } },
      {
        resources: ["*"],
        condition: [
          {
            string_equals: [{ key: "aws:ResourceTag/backup", value: "daily" }],
            string_like: [{ key: "aws:ResourceTag/team", value: "pay*" }],
          },
        ],
      },
    ],
    [
      "has any of several tags without resources, which would be a union",
      { anyTags: { env: ["prod", "staging"] }, notTags: { team: ["dev-*", "none"] } },
      {
        selection_tag: [
          { type: "STRINGEQUALS", key: "env", value: "prod" },
          { type: "STRINGEQUALS", key: "env", value: "staging" },
        ],
        condition: [
          {
            string_not_equals: [{ key: "aws:ResourceTag/team", value: "none" }],
            string_not_like: [{ key: "aws:ResourceTag/team", value: "dev-*" }],
          },
        ],
      },
    ],
    [
      "has types as ARNs of its partition, each once, beside ARNs",
      { resourceTypes: ["Aurora", "Neptune", "S3"], arns: ["arn:aws:dynamodb:*:*:table/orders"] },
      {
        resources: [
          "arn:aws:dynamodb:*:*:table/orders",
          `arn:${partition}:rds:*:*:cluster:*`,
          `arn:${partition}:s3:::*`,
        ],
      },
    ],
    [
      "has exceptions",
      { resourceTypes: ["S3"], except: ["arn:aws:s3:::logs-*"] },
      { resources: [`arn:${partition}:s3:::*`], not_resources: ["arn:aws:s3:::logs-*"] },
    ],
  ])("%s", (_what, selection, expected) => {
    expect(selected(selection)).toEqual(expected);
  });
});

describe("the stack's own", () => {
  const ledger = expect.stringMatching(
    /^arn:\S+:dynamodb:eu-central-1:\S+:table\/backup-notifications-test-ledger$/,
  );
  const disk = expect.stringMatching(
    /^arn:\S+:ec2:eu-central-1:\S+:volume\/\$\{aws_instance\.\w+(?:-\w+)*\.root_block_device\[0\]\.volume_id\}$/,
  );

  test.each<[string, Omit<Selection, "name">, Partial<Stage>, readonly unknown[] | undefined]>([
    ["ledger is left out of everything", { notTags: { disable_backup: "true" } }, {}, [ledger]],
    [
      "ledger is left out of all tables, beside what else is",
      { resourceTypes: ["DynamoDB"], except: ["arn:aws:dynamodb:*:*:table/a"] },
      {},
      ["arn:aws:dynamodb:*:*:table/a", ledger],
    ],
    [
      "ledger and disk are left out where the instance is taken",
      { arns: ["*"] },
      { testWorkload: {} },
      [ledger, disk],
    ],
    ["ledger is not named where there is none", { arns: ["*"] }, { ledger: false }, undefined],
    ["ledger is not named where it is not taken", { resourceTypes: ["RDS"] }, {}, undefined],
    [
      "ledger is not named where an exception has it",
      { arns: ["*"], except: ["arn:aws:dynamodb:*"] },
      {},
      ["arn:aws:dynamodb:*"],
    ],
  ])("%s", (_what, selection, more, exceptions) => {
    expect(selected(selection, more)["not_resources"]).toEqual(exceptions);
  });
});

describe("the backup role has S3's own policies", () => {
  const attached = (selection: Omit<Selection, "name">): boolean =>
    all(
      synthesize({ vault: { plans: [planOf("gold", { name: "some", ...selection })] } }),
      "aws_iam_role_policy_attachment",
    ).some(({ policy_arn }) => String(policy_arn).includes("S3Backup"));

  test.each<[string, Omit<Selection, "name">]>([
    ["by tags", { tags: { backup: "daily" } }],
    ["by any tags beside tables", { anyTags: { a: "b" }, arns: ["arn:aws:dynamodb:*:*:table/a"] }],
    ["by type", { resourceTypes: ["RDS", "S3"] }],
    ["by ARN", { arns: ["arn:aws:s3:::logs"] }],
    ["of everything", { arns: ["*"] }],
    ["of some buckets only", { arns: ["*"], except: ["arn:aws:s3:::logs-*"] }],
  ])("for a selection %s", (_what, selection) => {
    expect(attached(selection)).toBe(true);
  });

  test.each<[string, Omit<Selection, "name">]>([
    ["of other types", { resourceTypes: ["RDS", "EC2"], tags: { a: "b" } }],
    ["of other ARNs", { arns: ["arn:aws:dynamodb:*:*:table/a", "arn:aws:ec2:*"] }],
    ["without buckets", { arns: ["*"], except: ["arn:aws:s3:::*"] }],
  ])("not for a selection %s", (_what, selection) => {
    expect(attached(selection)).toBe(false);
  });
});

test("a plan selects with its vault's role, once that may work", () => {
  const stack = withPlans(planOf("gold", { name: "some", arns: ["arn:aws:s3:::logs"] }));
  expect(oneWith(stack, "aws_backup_selection", { name: "some" })).toMatchObject({
    iam_role_arn: expect.stringMatching(/^\$\{aws_iam_role\.vault_role_/),
    depends_on: expect.arrayContaining([expect.stringMatching(/S3|s3-backup/)]),
  });
});

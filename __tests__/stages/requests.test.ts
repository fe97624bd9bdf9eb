import type { Stage } from "../../src/stage";
import { copyProblemsOf } from "../../src/stage/copy-problems";
import { stageSchema } from "../../src/stage/schema";
import { selectionProblemsOf } from "../../src/stage/selection-problems";
import { all, only, ruleOf, type Synthesized, synthesizeNamed } from "../fixtures/stack";

/** Synthesizes a stage of which no check of its file finds a problem. */
const written = (given: Stage): Synthesized => {
  const stage = { ...stageSchema.parse({ alarmEmail: false, ...given }), name: "test" };
  expect(selectionProblemsOf(stage, "eu-central-1")).toEqual([]);
  expect(copyProblemsOf(stage.vault, "test", { ...stage, region: "eu-central-1" })).toEqual([]);
  return synthesizeNamed(stage);
};

const ruleIn = (stack: Synthesized) => (only(stack, "aws_backup_plan")["rule"] as readonly unknown[])[0];

describe("what users of other modules asked for is a stage file here:", () => {
  test("everything but what is tagged out", () => {
    const selections = [{ name: "everything", notTags: { disable_backup: "true" } }];
    const plans = [{ name: "nightly", rules: [ruleOf()], selections }];
    expect(only(written({ vault: { plans } }), "aws_backup_selection")).toMatchObject({
      resources: ["*"],
      condition: [{ string_not_equals: [{ key: "aws:ResourceTag/disable_backup", value: "true" }] }],
    });
  });

  test("continuous backup", () => {
    const rules = [ruleOf({ schedule: "cron(5 * * * ? *)", deleteAfterDays: 7, continuous: true })];
    expect(ruleIn(written({ vault: { rules, selectionTags: { backup: "x" } } }))).toMatchObject({
      enable_continuous_backup: true,
      lifecycle: { delete_after: 7 },
    });
  });

  test("Windows VSS", () => {
    const stack = written({ vault: { rules: [ruleOf()], selectionTags: { backup: "x" }, windowsVss: true } });
    expect(only(stack, "aws_backup_plan")["advanced_backup_setting"]).toEqual([
      { resource_type: "EC2", backup_options: { WindowsVSS: "enabled" } },
    ]);
  });

  test("a vault lock", () => {
    const lock = { minRetentionDays: 7, maxRetentionDays: 365 };
    const stack = written({ vault: { rules: [ruleOf()], selectionTags: { backup: "x" }, lock } });
    expect(only(stack, "aws_backup_vault_lock_configuration")).toMatchObject({
      min_retention_days: 7,
      max_retention_days: 365,
    });
  });

  test("a yearly rule whose recovery points move to cold storage and are kept without an end", () => {
    const rules = [
      ruleOf({ schedule: "cron(0 5 1 1 ? *)", moveToColdStorageAfterDays: 30, deleteAfterDays: "never" }),
    ];
    const rule = ruleIn(written({ vault: { rules, selectionTags: { backup: "x" } } }));
    expect(rule).toMatchObject({ lifecycle: { cold_storage_after: 30 } });
    expect(rule).not.toMatchObject({ lifecycle: { delete_after: expect.anything() } });
  });

  test("routes by types as Slack shows them, by vaults that only AWS makes, and by any tag", () => {
    const routes: Stage["routes"] = [
      { kinds: ["backup.failed"], resourceTypes: ["VMware VM", "FSx", "Aurora"], mention: "here" },
      { vaults: ["aws/efs/automatic-backup-vault"], post: false },
      { tags: { "Data Class": "Gold", "k8s.io/cluster/x": "owned" }, severity: "danger" },
      { tags: { "aws:cloudformation:stack-name": "shop-core" }, channel: "main" },
    ];
    const stack = written({ existingVaults: ["Default"], routes });
    const [{ environment }] = all(stack, "aws_lambda_function") as readonly [{ environment: object }];
    for (const word of [
      "VMware VM",
      "FSx",
      "automatic-backup-vault",
      "k8s.io/cluster/x",
      "aws:cloudformation",
    ])
      expect(JSON.stringify(environment)).toContain(word);
  });

  test("and where a type has another name, the refusal lists what is allowed", () => {
    const routes = [{ resourceTypes: ["VMware"] }];
    expect(stageSchema.safeParse({ existingVaults: ["Default"], routes }).error?.issues[0]?.message).toMatch(
      /^expected a resource type of AWS Backup, got "VMware"; .*allowed: .*VMware VM/,
    );
  });

  test("a selection by AWS's own tags", () => {
    const selectionTags = { "aws:cloudformation:stack-name": "shop-core" };
    expect(
      only(written({ vault: { rules: [ruleOf()], selectionTags } }), "aws_backup_selection"),
    ).toMatchObject({
      condition: [
        { string_equals: [{ key: "aws:ResourceTag/aws:cloudformation:stack-name", value: "shop-core" }] },
      ],
    });
  });
});

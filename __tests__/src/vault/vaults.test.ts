import type { Stage } from "../../../src/stage";
import { architectureOf } from "../../../src/test-workload/test-instance";
import { all, oneWith, only, reference, ruleOf, synthesize, vaultStage } from "../../fixtures/stack";

const withForceDestroy: Stage = {
  vault: { rules: [ruleOf()], selectionTags: { backup: "daily" }, forceDestroy: true },
};

describe("an own vault", () => {
  test("is filled by a plan with the stage's rules, times and lifecycles", () => {
    const stack = synthesize({
      vault: {
        rules: [
          ruleOf({
            timeZone: "Europe/Berlin",
            startWindowMinutes: 60,
            completionWindowMinutes: 240,
            moveToColdStorageAfterDays: 30,
            deleteAfterDays: 120,
            recoveryPointTags: { tier: "gold" },
            copyTo: [
              { vaultArn: "arn:aws:backup:eu-west-1:111122223333:backup-vault:offsite", deleteAfterDays: 14 },
            ],
          }),
        ],
        selectionTags: { backup: "daily" },
      },
    });
    expect(only(stack, "aws_backup_plan")["rule"]).toEqual([
      {
        rule_name: "daily",
        target_vault_name: expect.stringMatching(/^\$\{aws_backup_vault\./),
        schedule: "cron(0 5 ? * * *)",
        schedule_expression_timezone: "Europe/Berlin",
        start_window: 60,
        completion_window: 240,
        lifecycle: {
          cold_storage_after: 30,
          delete_after: 120,
          opt_in_to_archive_for_supported_resources: false,
        },
        recovery_point_tags: { tier: "gold" },
        copy_action: [
          {
            destination_vault_arn: "arn:aws:backup:eu-west-1:111122223333:backup-vault:offsite",
            lifecycle: { delete_after: 14 },
          },
        ],
      },
    ]);
  });

  test("selects what has all of the tags, never a union", () => {
    const stack = synthesize({
      vault: { rules: [ruleOf()], selectionTags: { backup: "daily", team: "payments" } },
    });
    const selection = only(stack, "aws_backup_selection");
    expect(selection).toMatchObject({
      resources: ["*"],
      condition: [
        {
          string_equals: [
            { key: "aws:ResourceTag/backup", value: "daily" },
            { key: "aws:ResourceTag/team", value: "payments" },
          ],
        },
      ],
    });
    expect(selection).not.toHaveProperty("selection_tag");
  });

  test("has its own role, S3 included, that AWS's operator policies can pass", () => {
    const stack = synthesize(vaultStage);
    const role = all(stack, "aws_iam_role").map(({ name }) => String(name));
    expect(role).toContainEqual(expect.stringMatching(/AWSBackup/));
    const partition = reference("data.aws_partition.home_partition_F90867FC.partition");
    expect(
      all(stack, "aws_iam_role_policy_attachment")
        .map(({ policy_arn }) => policy_arn)
        .sort(),
    ).toEqual([
      `arn:${partition}:iam::aws:policy/AWSBackupServiceRolePolicyForS3Backup`,
      `arn:${partition}:iam::aws:policy/AWSBackupServiceRolePolicyForS3Restore`,
      `arn:${partition}:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup`,
      `arn:${partition}:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores`,
    ]);
  });

  test.each([
    [true, 7],
    [false, 30],
  ])("with forceDestroy %s keeps its key for %i days", (forceDestroy, days) => {
    const stack = synthesize({ vault: { rules: [ruleOf()], selectionTags: { a: "b" }, forceDestroy } });
    expect(only(stack, "aws_backup_vault")["force_destroy"]).toBe(forceDestroy);
    expect(only(stack, "aws_kms_key")["deletion_window_in_days"]).toBe(days);
  });

  const protectedTypes = (stage: Stage, props?: Parameters<typeof synthesize>[1]): readonly string[] =>
    Object.entries(synthesize(stage, props).resource).flatMap(([type, resources]) =>
      Object.values(resources).flatMap(({ lifecycle }) =>
        JSON.stringify(lifecycle ?? {}).includes('"prevent_destroy":true') ? [type] : [],
      ),
    );

  test.each<[string, Stage, boolean, readonly string[]]>([
    ["is protected", vaultStage, false, ["aws_backup_vault", "aws_iam_role", "aws_kms_key"]],
    ["is not protected where this stage may be destroyed", vaultStage, true, []],
    ["is not protected with forceDestroy", withForceDestroy, false, []],
    ["does not exist: nothing is protected", { existingVaults: ["Default"] }, false, []],
  ])("with its key and its role %s", (_what, stage, allowsDestroy, types) => {
    expect([...protectedTypes(stage, { allowsDestroy })].sort()).toEqual(types);
  });

  test("names its owner in a tag that the stage's tags do not reach", () => {
    const stack = synthesize({ ...vaultStage, tags: { stage: "other" } });
    expect(only(stack, "aws_backup_vault")["tags"]).toEqual({ "backup-notifications:stage": "test" });
  });

  test("is destroyed before its role loses a permission", () => {
    const stack = synthesize(vaultStage);
    const attachments = Object.keys(stack.resource["aws_iam_role_policy_attachment"] ?? {});
    expect(only(stack, "aws_backup_vault")["depends_on"]).toEqual(
      attachments.map((id) => `aws_iam_role_policy_attachment.${id}`),
    );
    expect(attachments).toHaveLength(4);
  });

  test("notifies only after its topic lets AWS Backup publish", () => {
    expect(only(synthesize(vaultStage), "aws_backup_vault_notifications")["depends_on"]).toEqual([
      expect.stringMatching(/^aws_sns_topic_policy\.topic_policy_/),
    ]);
  });
});

describe("existing vaults", () => {
  const stack = synthesize({ existingVaults: ["Default", "payments"], events: ["BACKUP_JOB_COMPLETED"] });

  test("only get notifications: no vault, plan, selection or backup role is created", () => {
    expect(Object.keys(stack.resource).filter((type) => type.startsWith("aws_backup"))).toEqual([
      "aws_backup_vault_notifications",
    ]);
    expect(all(stack, "aws_iam_role").map(({ name }) => name)).toEqual([
      "backup-notifications-test-notifier-eu-central-1",
    ]);
  });

  test("are each read first and notify the same topic of the same events", () => {
    expect(Object.values(stack.data["aws_backup_vault"] ?? {}).map(({ name }) => name)).toEqual([
      "Default",
      "payments",
    ]);
    for (const name of ["Default", "payments"]) {
      expect(oneWith(stack, "aws_backup_vault_notifications", { backup_vault_name: name })).toMatchObject({
        sns_topic_arn: expect.stringMatching(/^\$\{aws_sns_topic\.topic_/),
        backup_vault_events: ["BACKUP_JOB_COMPLETED"],
      });
    }
  });

  test("do not count as the stage's own in the outputs, so that nothing cleans them up", () => {
    expect(stack.output).toMatchObject({
      vault_name: { value: "" },
      plan_ids: { value: "" },
      copy_vault_arns: { value: "" },
      vault_force_destroy: { value: "" },
      existing_vault_names: { value: "Default,payments" },
    });
  });

  test("keep their address when another one is listed before them", () => {
    const more = synthesize({ existingVaults: ["audit", "Default", "payments"] });
    expect(Object.keys(more.resource["aws_backup_vault_notifications"] ?? {})).toEqual(
      expect.arrayContaining(Object.keys(stack.resource["aws_backup_vault_notifications"] ?? {})),
    );
  });
});

describe("vault events", () => {
  const eventsWith = (aws?: string) =>
    only(synthesize(vaultStage, { providerVersions: { aws } }), "aws_backup_vault_notifications")[
      "backup_vault_events"
    ];

  test("by default are those of jobs, objects and continuous backup that the provider accepts", () => {
    expect(eventsWith()).toEqual(
      expect.arrayContaining(["BACKUP_JOB_COMPLETED", "COPY_JOB_FAILED", "CONTINUOUS_BACKUP_INTERRUPTED"]),
    );
    expect(eventsWith()).not.toContain("EKS_BACKUP_OBJECT_FAILED");
  });

  test("grow and shrink with the provider's version", () => {
    expect(eventsWith("5.100.0")).not.toContain("CONTINUOUS_BACKUP_INTERRUPTED");
    expect(eventsWith("6.66.0")).toContain("EKS_BACKUP_OBJECT_FAILED");
  });
});

describe("the test workload", () => {
  test("has the tags that the plan selects", () => {
    const stack = synthesize({
      vault: { rules: [ruleOf()], selectionTags: { backup: "daily" } },
      testWorkload: {},
    });
    expect(only(stack, "aws_instance")).toMatchObject({
      instance_type: "t4g.nano",
      tags: { backup: "daily", Name: "backup-notifications-test-test-workload" },
    });
  });

  test("goes where its type is offered, and stays there", () => {
    const stack = synthesize({ ...vaultStage, testWorkload: {} });
    expect(only(stack, "aws_subnet")).toMatchObject({
      availability_zone: expect.stringMatching(/aws_ec2_instance_type_offerings\.\S+\.locations/),
      lifecycle: { ignore_changes: ["availability_zone"] },
    });
  });

  test.each([
    ["t4g.nano", "arm64"],
    ["m7gd.large", "arm64"],
    ["im4gn.large", "arm64"],
    ["a1.medium", "arm64"],
    ["t3.nano", "x86_64"],
    ["g4dn.xlarge", "x86_64"],
    ["u-6tb1.metal", "x86_64"],
  ])("of type %s is %s", (instanceType, architecture) => {
    expect(architectureOf(instanceType)).toBe(architecture);
  });
});

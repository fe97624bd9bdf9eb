import { all, only, ruleOf, synthesize } from "../../fixtures/stack";

const own = { name: "records", rules: [ruleOf()], selectionTags: { backup: "daily" } };

test("without a lock and a break-glass role, a vault has neither lock nor policy", () => {
  const stack = synthesize({ vault: own });
  expect(all(stack, "aws_backup_vault_lock_configuration")).toEqual([]);
  expect(all(stack, "aws_backup_vault_policy")).toEqual([]);
});

test("a governance lock can be removed: it has no days after which it is permanent", () => {
  const stack = synthesize({ vault: { ...own, lock: { minRetentionDays: 7, maxRetentionDays: 365 } } });
  expect(only(stack, "aws_backup_vault_lock_configuration")).toEqual({
    backup_vault_name: expect.stringMatching(/^\$\{aws_backup_vault\./),
    min_retention_days: 7,
    max_retention_days: 365,
  });
});

test("a compliance lock becomes permanent after its days", () => {
  const lock = { mode: "compliance", changeableForDays: 14, iUnderstandThisIsPermanent: "records" } as const;
  expect(only(synthesize({ vault: { ...own, lock } }), "aws_backup_vault_lock_configuration")).toEqual({
    backup_vault_name: expect.stringMatching(/^\$\{aws_backup_vault\./),
    changeable_for_days: 14,
  });
});

test("everyone but the break-glass role is denied what removes backups, and the policy itself", () => {
  const breakGlassRoleArn = "arn:aws:iam::111122223333:role/break-glass";
  const stack = synthesize({ vault: { ...own, breakGlassRoleArn } });
  const policy = JSON.parse(String(only(stack, "aws_backup_vault_policy")["policy"]));
  expect(policy.Statement).toEqual([
    {
      Sid: "OnlyBreakGlassRole",
      Effect: "Deny",
      Principal: "*",
      Action: [
        "backup:DeleteRecoveryPoint",
        "backup:UpdateRecoveryPointLifecycle",
        "backup:PutBackupVaultAccessPolicy",
        "backup:DeleteBackupVaultAccessPolicy",
      ],
      Resource: "*",
      Condition: { ArnNotEquals: { "aws:PrincipalArn": breakGlassRoleArn } },
    },
  ]);
});

describe("an air-gapped vault", () => {
  const airGapped = { minRetentionDays: 7, maxRetentionDays: 365 };
  const arn = expect.stringMatching(/^\$\{aws_backup_logically_air_gapped_vault\.\S+\.arn\}$/);

  test("is made beside the own one, belongs to the stage, and cannot be destroyed by a plan", () => {
    const stack = synthesize({ vault: { ...own, rules: [ruleOf({ airGapped: "primary" })], airGapped } });
    expect(only(stack, "aws_backup_logically_air_gapped_vault")).toEqual({
      name: "records-air-gapped",
      min_retention_days: 7,
      max_retention_days: 365,
      tags: { "backup-notifications:stage": expect.any(String) },
      lifecycle: { prevent_destroy: true },
    });
  });

  test("gets what its rules say, and nothing of other rules", () => {
    const rules = [
      ruleOf({ airGapped: "primary" }),
      ruleOf({ name: "copied", airGapped: { deleteAfterDays: 14 } }),
      ruleOf({ name: "other" }),
    ];
    const stack = synthesize({ vault: { ...own, rules, airGapped } });
    expect(only(stack, "aws_backup_plan")["rule"]).toMatchObject([
      { rule_name: "daily", target_logically_air_gapped_backup_vault_arn: arn, copy_action: [] },
      { rule_name: "copied", copy_action: [{ destination_vault_arn: arn, lifecycle: { delete_after: 14 } }] },
      { rule_name: "other", copy_action: [] },
    ]);
  });
});

import { all, oneWith, only, ruleOf, statementsOf, synthesize } from "../../fixtures/stack";

const own = { name: "records", selectionTags: { backup: "daily" } };
const copyTo = [{ region: "eu-west-1", deleteAfterDays: 90 }];
const copied = { ...own, rules: [ruleOf({ copyTo })] };
const there = "aws.eu-west-1";
const breakGlassRoleArn = "arn:aws:iam::111122223333:role/break-glass";

/** The vault that the stack makes for copies. */
const copyVault = (stack: ReturnType<typeof synthesize>) =>
  oneWith(stack, "aws_backup_vault", { provider: there });

test("a Region gets the vault, its key and its provider, and the rule copies there", () => {
  const stack = synthesize({ vault: copied, accountId: "111122223333", tags: { team: "platform" } });
  const [home, other] = stack.provider["aws"] ?? [];
  expect(other).toEqual({ ...home, region: "eu-west-1", alias: "eu-west-1" });
  expect(copyVault(stack)).toMatchObject({
    name: "records-from-eu-central-1",
    kms_key_arn: expect.stringMatching(/^\$\{aws_kms_key\.copies-eu-west-1\S+\.arn\}$/),
    force_destroy: false,
    tags: { "backup-notifications:stage": "test" },
    lifecycle: { prevent_destroy: true },
  });
  expect(oneWith(stack, "aws_kms_key", { provider: there })).toMatchObject({
    enable_key_rotation: true,
    deletion_window_in_days: 30,
    lifecycle: { prevent_destroy: true },
  });
  expect(oneWith(stack, "aws_kms_alias", { provider: there })).toMatchObject({
    name: "alias/backup-notifications-test-from-eu-central-1",
  });
  expect(only(stack, "aws_backup_plan")["rule"]).toMatchObject([
    {
      copy_action: [
        {
          destination_vault_arn: expect.stringMatching(/^\$\{aws_backup_vault\.copies-eu-west-1\S+\.arn\}$/),
          lifecycle: { delete_after: 90 },
        },
      ],
    },
  ]);
  expect(stack.output["copy_vault_arns"]?.value).toMatch(
    /^\$\{aws_backup_vault\.copies-eu-west-1\S+\.arn\}$/,
  );
});

test("the vault for copies has the protections of the stage's vault", () => {
  const stack = synthesize({ vault: { ...copied, lock: { minRetentionDays: 7 }, breakGlassRoleArn } });
  for (const type of ["aws_backup_vault_lock_configuration", "aws_backup_vault_policy"]) {
    const [ours, theirs] = [undefined, there].map((provider) => {
      const { backup_vault_name: vault, provider: _, ...rest } = oneWith(stack, type, { provider });
      return { vault, rest };
    });
    expect(theirs?.rest).toEqual(ours?.rest);
    expect(theirs?.vault).toMatch(/copies-eu-west-1/);
  }
  const disposable = synthesize({ vault: { ...copied, forceDestroy: true } });
  expect(copyVault(disposable)).toMatchObject({ force_destroy: true });
  expect(copyVault(disposable)).not.toHaveProperty("lifecycle");
  expect(oneWith(disposable, "aws_kms_key", { provider: there })["deletion_window_in_days"]).toBe(7);
});

test("rules and plans that copy to one Region share its vault", () => {
  const selections = [{ name: "tagged", tags: { backup: "daily" } }];
  const more = [...copyTo, { region: "eu-north-1", deleteAfterDays: 7 }];
  const stack = synthesize({
    vault: {
      plans: [
        { name: "one", rules: [ruleOf({ copyTo }), ruleOf({ name: "weekly", copyTo })], selections },
        { name: "two", rules: [ruleOf({ copyTo: more })], selections },
      ],
    },
  });
  expect(all(stack, "aws_backup_vault").map(({ provider }) => provider)).toEqual([
    "aws.eu-north-1",
    there,
    undefined,
  ]);
  expect(stack.output["copy_vault_arns"]?.value.split(",")).toHaveLength(2);
});

test("with the ARN of a vault, the stack makes nothing", () => {
  const vaultArn = "arn:aws:backup:eu-west-1:111122223333:backup-vault:offsite";
  const stack = synthesize({
    vault: { ...own, rules: [ruleOf({ copyTo: [{ vaultArn, deleteAfterDays: 90 }] })] },
  });
  expect(stack.provider["aws"]).toHaveLength(1);
  expect(all(stack, "aws_backup_vault")).toHaveLength(1);
  expect(only(stack, "aws_backup_plan")["rule"]).toMatchObject([
    { copy_action: [{ destination_vault_arn: vaultArn, lifecycle: { delete_after: 90 } }] },
  ]);
  expect(stack.output["copy_vault_arns"]).toEqual({ value: "" });
});

describe("the key of a stage that copies to other accounts", () => {
  const vaultArn = "arn:aws:backup:eu-central-1:444455556666:backup-vault:offsite";
  const vault = { ...own, rules: [ruleOf({ copyTo: [{ vaultArn, deleteAfterDays: 90 }] })] };
  const sharedIn = (stack: ReturnType<typeof synthesize>) =>
    statementsOf(only(stack, "aws_kms_key")["policy"]).filter(({ Sid }) => Sid?.startsWith("Account4"));

  test("can be used by them, which receive what AWS Backup does not fully manage with it", () => {
    expect(sharedIn(synthesize({ vault, accountId: "111122223333" }))).toMatchObject([
      { Sid: "Account444455556666Copies", Action: ["kms:DescribeKey", "kms:Decrypt", "kms:GenerateDataKey"] },
      {
        Sid: "Account444455556666Grants",
        Action: "kms:CreateGrant",
        Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
      },
    ]);
  });

  test("is not shared where the vault is in the stage's own account", () => {
    expect(sharedIn(synthesize({ vault, accountId: "444455556666" }))).toEqual([]);
  });
});

describe("a vault that receives copies of other accounts", () => {
  const copiesInto = {
    Sid: "AccountsCopyInto",
    Effect: "Allow",
    Action: "backup:CopyIntoBackupVault",
    Resource: "*",
  };

  test("lets these accounts copy into it, and only that", () => {
    const stack = synthesize({ vault: { receivesCopiesFrom: { accounts: ["444455556666"] } } });
    expect(statementsOf(only(stack, "aws_backup_vault_policy")["policy"])).toEqual([
      { ...copiesInto, Principal: { AWS: [expect.stringMatching(/:iam::444455556666:root$/)] } },
    ]);
    expect(all(stack, "aws_backup_plan")).toEqual([]);
  });

  test("lets its organization copy into it, and denies deletions in the same policy", () => {
    const receivesCopiesFrom = { organizationId: "o-a1b2c3d4e5" };
    const stack = synthesize({ vault: { ...own, rules: [ruleOf()], breakGlassRoleArn, receivesCopiesFrom } });
    const [deny, allow, ...others] = statementsOf(only(stack, "aws_backup_vault_policy")["policy"]);
    expect(deny).toMatchObject({ Sid: "OnlyBreakGlassRole", Effect: "Deny" });
    expect(allow).toEqual({
      ...copiesInto,
      Principal: "*",
      Condition: { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } },
    });
    expect(others).toEqual([]);
  });
});

import { airGappedProblemsOf } from "../../../src/stage/air-gapped";
import { problemsOf } from "../../../src/stage/problem";
import { stageSchema } from "../../../src/stage/schema";

const rule = { name: "daily", schedule: "cron(0 5 ? * * *)", deleteAfterDays: 35 };
const airGapped = { minRetentionDays: 7, maxRetentionDays: 365 };
const copied = { ...rule, airGapped: { deleteAfterDays: 14 } };

const problems = (vault: object): readonly string[] => {
  const own = { name: "records", rules: [copied], selectionTags: { backup: "daily" }, airGapped };
  const result = stageSchema.safeParse({ vault: { ...own, ...vault } });
  return result.success ? [] : problemsOf(result.error);
};

test.each([[copied], [{ ...rule, airGapped: "primary" }]])(
  "a rule may use the air-gapped vault: %j",
  (one) => {
    expect(problems({ rules: [one, { ...rule, name: "weekly" }] })).toEqual([]);
  },
);

const fourMore = Array.from({ length: 5 }, (_, index) => ({
  vaultArn: `arn:aws:backup:eu-west-1:111122223333:backup-vault:copy-${index}`,
  deleteAfterDays: 14,
}));

test.each<[object, string]>([
  [
    { airGapped: undefined },
    'vault.rules[0].airGapped: needs vault.airGapped, which the stage does not have; add it, or remove this; example: airGapped: {"minRetentionDays":7,"maxRetentionDays":365}',
  ],
  [
    { name: "main", airGapped: { name: "main", minRetentionDays: 7, maxRetentionDays: 365 } },
    'vault.airGapped.name: "main" is the name of the stage\'s own vault, too; choose another one',
  ],
  [
    { rules: [rule] },
    'vault.airGapped: no rule uses it; set airGapped in a rule, or remove it; example: airGapped: {"deleteAfterDays":35}',
  ],
  [
    { airGapped: { minRetentionDays: 3, maxRetentionDays: 365 } },
    "vault.airGapped.minRetentionDays: expected whole days, 7 to 36500, got 3; example: 7",
  ],
  [
    { airGapped: { minRetentionDays: 30, maxRetentionDays: 14 } },
    "vault.airGapped.maxRetentionDays: expected at least minRetentionDays (30), got 14; example: 30",
  ],
  [
    { rules: [{ ...rule, airGapped: { deleteAfterDays: 3 } }] },
    "vault.rules[0].airGapped.deleteAfterDays: expected 7 to 365 days, as vault.airGapped allows, got 3; example: 7",
  ],
  [
    { rules: [{ ...rule, deleteAfterDays: "never", airGapped: "primary" }] },
    'vault.rules[0].deleteAfterDays: expected 7 to 365 days, as vault.airGapped allows, got "never"; example: 7',
  ],
  [
    { rules: [{ ...rule, airGapped: "secondary" }] },
    'vault.rules[0].airGapped: expected the retention of a copy, got "secondary"; example: {"deleteAfterDays":35}, or "primary"',
  ],
  [
    { forceDestroy: true },
    "vault.airGapped: nobody can delete what is in an air-gapped vault, so a stage with forceDestroy cannot have one; remove it, or set forceDestroy: false",
  ],
  [
    { name: "v".repeat(45) },
    `vault.airGapped.name: expected a name, because "${"v".repeat(45)}-air-gapped" is longer than 50 characters, got none; example: "air-gapped"`,
  ],
  [
    { rules: [{ ...copied, copyTo: fourMore }] },
    "vault.rules[0].copyTo: expected at most 4 copies beside the one in the air-gapped vault, because AWS takes 5, got 5",
  ],
])("%j is refused in one sentence", (vault, problem) => {
  expect(problems(vault)).toEqual([problem]);
});

test("a provider that may not know a backup's first place in it is refused, a copy is not", () => {
  const stageOf = (use: unknown) => ({ vault: { plans: [{ rules: [{ name: "daily", airGapped: use }] }] } });
  expect(airGappedProblemsOf(stageOf("primary"), "6.24.0")).toEqual([
    'vault: airGapped: "primary" of rule daily needs at least version 6.25 of the AWS provider, and this is 6.24.0; set AWS_PROVIDER_VERSION=6.25.0 or later, or copy instead; example: {"deleteAfterDays":35}',
  ]);
  expect(airGappedProblemsOf(stageOf("primary"))).toEqual([]);
  expect(airGappedProblemsOf(stageOf({ deleteAfterDays: 35 }), "5.100.0")).toEqual([]);
  expect(airGappedProblemsOf({}, "5.100.0")).toEqual([]);
});

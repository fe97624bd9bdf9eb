import { z } from "zod";
import type { Stage } from "../../../src/stage";
import { eventBridgeEvents } from "../../fixtures/eventbridge-events";
import { all, only, ruleOf, statement, synthesize, vaultStage } from "../../fixtures/stack";

const patternSchema = z.looseObject({ $or: z.array(z.looseObject({})).min(2).optional() });

/** EventBridge's own rules for lists of exact values, and for `$or`. (EventBridge User Guide, event patterns) */
const matches = (pattern: unknown, value: unknown): boolean => {
  if (Array.isArray(pattern)) return pattern.includes(value);
  const { $or, ...fields } = patternSchema.parse(pattern);
  return (
    ($or?.some((one) => matches(one, value)) ?? true) &&
    Object.entries(fields).every(([name, field]) => matches(field, Object(value)[name]))
  );
};

const account = /\$\{data\.aws_caller_identity\.\w+\.account_id\}/g;
const partition = /\$\{data\.aws_partition\.\w+\.partition\}/g;

const patternOf = (stage: Stage): string =>
  z
    .string()
    .parse(only(synthesize(stage, { region: "eu-west-1" }), "aws_cloudwatch_event_rule")["event_pattern"])
    .replace(account, "111122223333")
    .replace(partition, "aws");

/** The events that the rule of a stage takes, by their names. */
const heard = (stage: Stage): readonly string[] => {
  const pattern: unknown = JSON.parse(patternOf(stage));
  return eventBridgeEvents.flatMap(({ name, event }) => (matches(pattern, event) ? [name] : []));
};

const named = (...patterns: readonly RegExp[]): readonly string[] =>
  eventBridgeEvents.flatMap(({ name }) => (patterns.some((one) => one.test(name)) ? [name] : []));

const endOfJob = /^(?:backup|copy|restore)\b.* (?:completed|failed|expired|aborted)/;

const copying: Stage = {
  vault: {
    name: "main",
    rules: [
      ruleOf({
        copyTo: [
          { vaultArn: "arn:aws:backup:eu-central-1:111122223333:backup-vault:copies", deleteAfterDays: 7 },
        ],
      }),
    ],
    selectionTags: { backup: "daily" },
  },
};

test("without eventBridge, other vaults' jobs and copies, a stage has no rule", () => {
  expect(all(synthesize(vaultStage), "aws_cloudwatch_event_rule")).toEqual([]);
});

test("the jobs of all vaults are all backup, copy and restore jobs that ended, of whatever vault", () => {
  const jobs = heard({ existingVaults: ["Default"], jobs: "all-vaults" });
  expect(jobs).toEqual(named(endOfJob));
  expect(jobs.length).toBeGreaterThan(6);
});

test("a stage that hears all vaults need not name one", () => {
  const stack = synthesize({ jobs: "all-vaults" });
  expect(all(stack, "aws_backup_vault_notifications")).toEqual([]);
  const searches = String(only(stack, "aws_cloudwatch_dashboard")["dashboard_body"]).match(
    /SEARCH\([^)]*\)/g,
  );
  expect(searches?.[0]).toBe(
    String.raw`SEARCH('{AWS/Backup,BackupVaultName,ResourceType} MetricName=\"NumberOfBackupJobsCreated\"', 'Sum')`,
  );
});

test("the jobs of all vaults are heard in addition to what eventBridge brings", () => {
  const notices = heard({ ...vaultStage, eventBridge: true });
  const jobs = heard({ ...vaultStage, jobs: "all-vaults" });
  expect(heard({ ...vaultStage, eventBridge: true, jobs: "all-vaults" }).toSorted()).toEqual(
    [...notices, ...jobs].toSorted(),
  );
});

test("a vault of AWS's own is heard as any other", () => {
  const stage: Stage = { existingVaults: ["Default"], jobs: "all-vaults" };
  const vaultArn = "arn:aws:backup:eu-west-1:111122223333:backup-vault:aws/efs/automatic-backup-vault";
  expect(
    matches(JSON.parse(patternOf(stage)), {
      source: "aws.backup",
      "detail-type": "Backup Job State Change",
      detail: { state: "FAILED", backupVaultArn: vaultArn },
    }),
  ).toBe(true);
});

test("a rule with copies brings their ends, as it is not documented which vault notifies of a copy", () => {
  expect(heard(copying)).toEqual(named(/^copy (?:completed|failed)/));
});

test("copies out of other vaults are not heard", () => {
  expect(heard({ vault: { rules: [], selectionTags: {}, ...copying.vault, name: "other" } })).toEqual([]);
});

test("copies into the stage's air-gapped vault are heard, and the jobs of that vault, which has no notifications", () => {
  const { vault } = copying;
  const airGapped = { minRetentionDays: 7, maxRetentionDays: 365 };
  const rules = [ruleOf({ deleteAfterDays: 35, airGapped: { deleteAfterDays: 35 } })];
  const stage: Stage = { vault: { ...vault, rules, selectionTags: { backup: "daily" }, airGapped } };
  expect(heard(stage)).toEqual(named(/^copy (?:completed|failed)/));
  const pattern: unknown = JSON.parse(patternOf(stage));
  const from = (backupVaultName: string) => ({
    source: "aws.backup",
    "detail-type": "Backup Job State Change",
    detail: { state: "FAILED", backupVaultName },
  });
  expect(matches(pattern, from("main-air-gapped"))).toBe(true);
  expect(matches(pattern, from("main"))).toBe(false);
});

test("EventBridge may use the key wherever there is a rule", () => {
  for (const stage of [copying, { ...vaultStage, jobs: "all-vaults" } as const]) {
    const { policy } = only(synthesize(stage), "aws_kms_key");
    expect(statement(policy, "EventBridgeSends").Principal).toEqual({ Service: "events.amazonaws.com" });
  }
});

test("the longest pattern fits into a rule", () => {
  // (EventBridge quotas, event pattern size)
  expect(patternOf({ ...vaultStage, eventBridge: true, jobs: "all-vaults" }).length).toBeLessThan(2048);
});

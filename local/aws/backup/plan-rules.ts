import { randomUUID } from "node:crypto";
import { z } from "zod";
import { parseArn, vaultNameOf } from "./arn";
import { invalidParameter } from "./errors";
import { lifecycleProblem, lifecycleSchema } from "./lifecycle";
import { scheduleProblem } from "./schedule";
import { tagsSchema } from "./tags";
import { completionWindowSchema, startWindowSchema, windowProblem } from "./windows";

const ruleSchema = z.looseObject({
  RuleName: z.string(),
  TargetBackupVaultName: z.string(),
  ScheduleExpression: z.string().default("cron(0 5 ? * * *)"),
  ScheduleExpressionTimezone: z.string().default("Etc/UTC"),
  StartWindowMinutes: startWindowSchema,
  CompletionWindowMinutes: completionWindowSchema,
  Lifecycle: lifecycleSchema.optional(),
  RecoveryPointTags: tagsSchema.optional(),
  EnableContinuousBackup: z.boolean().optional(),
  TargetLogicallyAirGappedBackupVaultArn: z.string().optional(),
  CopyActions: z
    .array(z.object({ DestinationBackupVaultArn: z.string(), Lifecycle: lifecycleSchema.optional() }))
    .optional(),
});

/** BackupPlanInput with AWS's defaults. Fields that are not named here are kept as they are. */
export const planInputSchema = z.looseObject({
  BackupPlanName: z.string(),
  Rules: z.array(ruleSchema).min(1),
  AdvancedBackupSettings: z
    .array(z.object({ ResourceType: z.string(), BackupOptions: z.record(z.string(), z.string()) }))
    .optional(),
});

export type PlanInput = z.infer<typeof planInputSchema>;

type RuleInput = z.infer<typeof ruleSchema>;

const namePattern = /^[a-zA-Z0-9\-_.]{1,50}$/;

const maxRules = 10;

const maxCopyActions = 5;

const maxRecoveryPointTags = 10;

const maxContinuousDays = 35;

const copyProblem = (rule: RuleInput): string | undefined => {
  const actions = rule.CopyActions ?? [];
  if (actions.length > maxCopyActions) return `At most ${maxCopyActions} copy actions are allowed`;
  for (const { DestinationBackupVaultArn: arn, Lifecycle } of actions) {
    if (vaultNameOf(arn) === undefined) return `Invalid destination Backup vault ARN ${arn}`;
    const { partition } = parseArn(arn) ?? {};
    // Inferred wording; this AWS Backup is in partition aws, as all of its ARNs.
    if (partition !== "aws")
      return `Destination Backup vault ARN ${arn} is in partition ${partition}, not in aws`;
    const problem = lifecycleProblem(Lifecycle);
    if (problem !== undefined) return problem;
  }
  return undefined;
};

/** Continuous backups are kept at most 35 days and never move to cold storage. (AWS Backup Developer Guide, point-in-time recovery) */
const continuousProblem = ({ EnableContinuousBackup, Lifecycle }: RuleInput): string | undefined => {
  if (EnableContinuousBackup !== true) return undefined;
  if ((Lifecycle?.MoveToColdStorageAfterDays ?? -1) !== -1) {
    return "Invalid lifecycle. MoveToColdStorageAfterDays is unavailable";
  }
  const days = Lifecycle?.DeleteAfterDays ?? -1;
  return days < 1 || days > maxContinuousDays
    ? `Invalid lifecycle. DeleteAfterDays cannot be less than 1 or more than ${maxContinuousDays} days`
    : undefined;
};

const ruleProblem = (rule: RuleInput): string | undefined =>
  (namePattern.test(rule.RuleName) ? undefined : "Invalid rule name") ??
  (namePattern.test(rule.TargetBackupVaultName) ? undefined : "Invalid target Backup vault name") ??
  scheduleProblem(rule.ScheduleExpression) ??
  windowProblem(rule.StartWindowMinutes, rule.CompletionWindowMinutes) ??
  continuousProblem(rule) ??
  lifecycleProblem(rule.Lifecycle) ??
  (Object.keys(rule.RecoveryPointTags ?? {}).length > maxRecoveryPointTags
    ? `At most ${maxRecoveryPointTags} recovery point tags are allowed`
    : undefined) ??
  copyProblem(rule);

/** (AWS Backup API Reference, AdvancedBackupSetting) */
const optionsByType: Readonly<Record<string, readonly string[]>> = {
  EC2: ["WindowsVSS"],
  S3: ["BackupACLs", "BackupObjectTags"],
};

/** An option that AWS does not have. The wording is inferred. */
const optionProblem = ({ AdvancedBackupSettings = [] }: PlanInput): string | undefined => {
  for (const { ResourceType, BackupOptions } of AdvancedBackupSettings) {
    const known = optionsByType[ResourceType];
    if (known === undefined) return `Invalid resource type ${ResourceType} in advanced backup settings.`;
    for (const [option, value] of Object.entries(BackupOptions)) {
      if (!known.includes(option) || !/^(?:en|dis)abled$/.test(value))
        return `Invalid backup option ${option}=${value} for ${ResourceType}.`;
    }
  }
  return undefined;
};

/** The wording is inferred. (AWS Backup Developer Guide, Overlapping continuous backups) */
const continuousVaultsProblem = ({ Rules }: PlanInput): string | undefined => {
  const continuous = Rules.filter(({ EnableContinuousBackup }) => EnableContinuousBackup === true);
  const vaults = new Set(continuous.map(({ TargetBackupVaultName }) => TargetBackupVaultName));
  return vaults.size > 1
    ? `Continuous backup rules of a plan must have the same target Backup vault, not ${[...vaults].join(" and ")}.`
    : undefined;
};

/** Refuses a plan that AWS Backup refuses. `Error in rule ... : ...` and ERROR_3015 are AWS's own. */
const checkPlan = (input: PlanInput): void => {
  if (!namePattern.test(input.BackupPlanName)) {
    throw invalidParameter(`Invalid Backup plan name ${input.BackupPlanName}.`);
  }
  if (input.Rules.length > maxRules) {
    throw invalidParameter(`A Backup plan can have at most ${maxRules} rules, not ${input.Rules.length}.`);
  }
  const problem = optionProblem(input) ?? continuousVaultsProblem(input);
  if (problem !== undefined) throw invalidParameter(problem);
  const names = new Set(input.Rules.map(({ RuleName }) => RuleName));
  if (names.size < input.Rules.length) throw invalidParameter("Rule names must be unique in a Backup plan.");
  for (const rule of input.Rules) {
    const problem = ruleProblem(rule);
    if (problem === undefined) continue;
    throw invalidParameter(`Error in rule ${rule.RuleName} : ${problem}`, {
      code: "ERROR_3015",
      context: JSON.stringify([rule.RuleName, problem]),
    });
  }
};

/** The plan as AWS stores it: every rule with an id. A rule of the same name keeps its id over versions. */
export const planDocumentOf = (input: PlanInput, previous?: PlanDocument): PlanDocument => {
  checkPlan(input);
  const rules = input.Rules.map((rule) => {
    const before = previous?.Rules.find(({ RuleName }) => RuleName === rule.RuleName);
    return { ...rule, RuleId: before?.RuleId ?? randomUUID() };
  });
  return { ...input, Rules: rules };
};

/** The user's plan, and what AWS adds to each rule. */
export type PlanDocument = Pick<PlanInput, "BackupPlanName" | "AdvancedBackupSettings"> & {
  readonly Rules: readonly (PlanInput["Rules"][number] & { readonly RuleId: string })[];
};

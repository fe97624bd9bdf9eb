import { z } from "zod";
import { checkAirGappedTarget, targetOf } from "./air-gapped-target";
import { planArn, vaultArn } from "./arn";
import { beginLifecycle, stopLifecycle } from "./backup-job-lifecycle";
import { isContinuous, isDisregarded } from "./continuous";
import { found, invalidParameter, invalidRequest } from "./errors";
import type { BackupJob } from "./job";
import { jobBody, jobOf, listedJobs, newJob, startOnce } from "./jobs";
import { checkLifecycle, lifecycleSchema } from "./lifecycle";
import type { PlanDocument } from "./plan-rules";
import { planOf } from "./plans";
import { resourceKindOf } from "./resource";
import { roleArnSchema } from "./role";
import { isSelected, type TaggedResource } from "./selected";
import { type Service, vaultOf } from "./service";
import { tagsSchema } from "./tags";
import { completionWindowSchema, startWindowSchema, windowProblem } from "./windows";
import { parseBody } from "./wire/body";
import { checkWord } from "./wire/filters";
import { pageOf } from "./wire/page";
import { type Route, route } from "./wire/route";

const startSchema = z.object({
  BackupVaultName: z.string(),
  ResourceArn: z.string(),
  IamRoleArn: roleArnSchema,
  IdempotencyToken: z.string().optional(),
  StartWindowMinutes: startWindowSchema,
  CompleteWindowMinutes: completionWindowSchema,
  Lifecycle: lifecycleSchema.optional(),
  RecoveryPointTags: tagsSchema.default({}),
  LogicallyAirGappedBackupVaultArn: z.string().optional(),
});

export type StartBackupJob = z.input<typeof startSchema>;

const minuteMs = 60_000;

type NewBackupJob = Pick<
  BackupJob,
  | "vaultName"
  | "resourceArn"
  | "iamRoleArn"
  | "lifecycle"
  | "recoveryPointTags"
  | "createdBy"
  | "copyActions"
  | "isContinuous"
> & {
  readonly startWindowMinutes: number;
  readonly completeWindowMinutes: number;
  readonly scheduledAt?: Date | undefined;
  /** The air-gapped vault that the backup should end in. */
  readonly airGappedVaultArn?: string | undefined;
};

const createJob = (service: Service, input: NewBackupJob): BackupJob => {
  const { startWindowMinutes, completeWindowMinutes, scheduledAt, airGappedVaultArn, ...given } = input;
  const rest = { ...given, ...targetOf(given, airGappedVaultArn) };
  const kind = resourceKindOf(input.resourceArn);
  if (kind === undefined) throw invalidParameter(`Resource ARN ${input.resourceArn} is not supported.`);
  const base = newJob(service, {
    ...rest,
    kind: "backup",
    resourceType: kind.type,
    sizeBytes: kind.sizeBytes,
  });
  const from = scheduledAt ?? base.createdAt;
  const after = (minutes: number): Date => new Date(from.getTime() + minutes * minuteMs);
  const job: BackupJob = {
    ...rest,
    ...base,
    startBy: after(startWindowMinutes),
    completeBy: after(completeWindowMinutes),
    state: "CREATED",
  };
  service.store.backupJobs.set(job.id, job);
  beginLifecycle(service, job);
  return job;
};

const startOnDemand = (service: Service, input: z.output<typeof startSchema>): BackupJob => {
  const { StartWindowMinutes, CompleteWindowMinutes } = input;
  const problem = windowProblem(StartWindowMinutes, CompleteWindowMinutes);
  if (problem !== undefined) throw invalidParameter(`${problem}.`);
  checkLifecycle(input.Lifecycle);
  checkAirGappedTarget(service, input.LogicallyAirGappedBackupVaultArn);
  vaultOf(service, input.BackupVaultName);
  return createJob(service, {
    vaultName: input.BackupVaultName,
    resourceArn: input.ResourceArn,
    iamRoleArn: input.IamRoleArn,
    startWindowMinutes: StartWindowMinutes,
    completeWindowMinutes: CompleteWindowMinutes,
    lifecycle: input.Lifecycle,
    recoveryPointTags: input.RecoveryPointTags,
    createdBy: undefined,
    copyActions: [],
    airGappedVaultArn: input.LogicallyAirGappedBackupVaultArn,
  });
};

/** Starts an on-demand job. */
export const startBackupJob = (service: Service, body: unknown): BackupJob => {
  const input = parseBody(startSchema, body);
  return startOnce(service, service.store.backupJobs, "backup", input.IdempotencyToken, () =>
    startOnDemand(service, input),
  );
};

export type PlanRun = {
  readonly planId: string;
  readonly ruleName: string;
  readonly resourceArn: string;
  readonly iamRoleArn: string;
  /** The time on the rule's schedule, from which its windows count: one for all jobs of a run. Default: now. */
  readonly scheduledAt?: Date | undefined;
};

export type ScheduledRun = Pick<PlanRun, "planId" | "ruleName" | "scheduledAt"> & {
  /** The account's resources in this Region. */
  readonly resources: readonly TaggedResource[];
};

const ruleIn = ({ BackupPlanName, Rules }: PlanDocument, ruleName: string) =>
  found(
    Rules.find(({ RuleName }) => RuleName === ruleName),
    `Backup plan ${BackupPlanName} has no rule ${ruleName}.`,
  );

/** Starts a plan's rule as its schedule does: a job for each resource that a selection takes, with its role, and once. */
export const runScheduled = (
  service: Service,
  { planId, ruleName, scheduledAt, resources }: ScheduledRun,
): readonly BackupJob[] => {
  const { document, selections: all } = planOf(service, planId);
  const rule = ruleIn(document, ruleName);
  const selections = [...all.values()];
  return resources.flatMap((resource) => {
    const by = selections.find(({ document }) => isSelected(document, resource, service.store.optIn));
    const { arn: resourceArn } = resource;
    if (by === undefined || isDisregarded(document, rule, resourceArn)) return [];
    return [runPlanRule(service, { planId, ruleName, resourceArn, iamRoleArn: by.iamRoleArn, scheduledAt })];
  });
};

/** Starts the job that a plan's rule starts on its schedule. The role is the one of the plan's selection. */
export const runPlanRule = (
  service: Service,
  { planId, ruleName, resourceArn, iamRoleArn, scheduledAt }: PlanRun,
): BackupJob => {
  const plan = planOf(service, planId);
  const rule = ruleIn(plan.document, ruleName);
  plan.lastRunAt = service.clock.now();
  return createJob(service, {
    vaultName: rule.TargetBackupVaultName,
    resourceArn,
    iamRoleArn,
    startWindowMinutes: rule.StartWindowMinutes,
    completeWindowMinutes: rule.CompletionWindowMinutes,
    lifecycle: rule.Lifecycle,
    recoveryPointTags: rule.RecoveryPointTags ?? {},
    createdBy: {
      BackupPlanId: plan.id,
      BackupPlanArn: planArn(service, plan.id),
      BackupPlanName: plan.document.BackupPlanName,
      BackupPlanVersion: plan.versionId,
      BackupRuleId: rule.RuleId,
      BackupRuleName: rule.RuleName,
      BackupRuleCron: rule.ScheduleExpression,
      BackupRuleTimezone: rule.ScheduleExpressionTimezone,
    },
    copyActions: rule.CopyActions ?? [],
    isContinuous: isContinuous(rule, resourceArn),
    scheduledAt,
    airGappedVaultArn: rule.TargetLogicallyAirGappedBackupVaultArn,
  });
};

const backupJobOf = ({ store }: Service, jobId: string): BackupJob =>
  jobOf("backup", store.backupJobs, jobId);

/** Asks a job to stop. Refused for jobs that are over and for resources that AWS cannot stop; the words are inferred. */
const stopBackupJob = (service: Service, jobId: string): void => {
  const job = backupJobOf(service, jobId);
  if (resourceKindOf(job.resourceArn)?.canStop === false) {
    throw invalidRequest(`Stopping a backup job is not supported for ${job.resourceType}.`);
  }
  if (job.state !== "CREATED" && job.state !== "RUNNING") {
    throw invalidRequest(`Backup job ${jobId} cannot be stopped because it is ${job.state}.`);
  }
  stopLifecycle(service, job);
};

/** While a job runs, its progress follows the clock; it is 100 only once the job is done. */
const percentDoneOf = ({ clock, timeline }: Service, job: BackupJob): number => {
  if (job.state === "COMPLETED" || job.state === "PARTIAL") return 100;
  if (job.state !== "RUNNING" || job.startedAt === undefined) return 0;
  const runningMs = job.outcome.runningMs ?? timeline.runningMs;
  const elapsedMs = clock.now().getTime() - job.startedAt.getTime();
  return runningMs === 0 ? 99 : Math.min(99, (100 * elapsedMs) / runningMs);
};

const backupJobBody = (service: Service, job: BackupJob) => {
  const percentDone = percentDoneOf(service, job);
  const vault = service.store.vaults.get(job.vaultName);
  return {
    ...jobBody(service, job),
    BackupJobId: job.id,
    BackupVaultName: job.vaultName,
    BackupVaultArn: vaultArn(service, job.vaultName),
    VaultType: vault?.type ?? "BACKUP_VAULT",
    VaultLockState: vault?.lock && "LOCKED",
    RecoveryPointLifecycle: job.lifecycle,
    RecoveryPointArn: job.recoveryPointArn,
    EncryptionKeyArn: vault?.encryptionKeyArn,
    IsEncrypted: true,
    ResourceArn: job.resourceArn,
    InitiationDate: job.createdAt,
    ExpectedCompletionDate: job.completeBy,
    StartBy: job.startBy,
    State: job.state,
    MessageCategory: job.messageCategory,
    PercentDone: percentDone.toFixed(1),
    BytesTransferred: Math.round((job.sizeBytes * percentDone) / 100),
    CreatedBy: job.createdBy,
  };
};

/** BackupJobState of the API; this service does not use all of them. */
const states = [
  "CREATED",
  "PENDING",
  "RUNNING",
  "ABORTING",
  "ABORTED",
  "COMPLETED",
  "FAILED",
  "EXPIRED",
  "PARTIAL",
];

/** ListBackupJobs returns the last 30 days. (AWS Backup API Reference) */
const listedDaysMs = 30 * 86_400_000;

export const backupJobRoutes: readonly Route[] = [
  {
    ...route("StartBackupJob", "PUT /backup-jobs", (service, { body }) => {
      const job = startBackupJob(service, body);
      return { BackupJobId: job.id, CreationDate: job.createdAt, IsParent: false };
    }),
    resource: (service, { body }) => vaultArn(service, parseBody(startSchema, body).BackupVaultName),
  },
  route("StopBackupJob", "POST /backup-jobs/{job}", (service, { params }) =>
    stopBackupJob(service, params.job),
  ),
  route("DescribeBackupJob", "GET /backup-jobs/{job}", (service, { params }) =>
    backupJobBody(service, backupJobOf(service, params.job)),
  ),
  route("ListBackupJobs", "GET /backup-jobs", (service, { query }) => {
    checkWord(query, "state", states);
    const oldest = service.clock.now().getTime() - listedDaysMs;
    const jobs = listedJobs(service, service.store.backupJobs, query, (job) => ({
      backupVaultName: job.vaultName,
      state: job.state,
      resourceArn: job.resourceArn,
      messageCategory: job.messageCategory,
    })).filter((job) => job.createdAt.getTime() >= oldest);
    return pageOf("BackupJobs", jobs, query, (job) => backupJobBody(service, job));
  }),
];

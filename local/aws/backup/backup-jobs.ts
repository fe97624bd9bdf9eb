import { z } from "zod";
import { planArn } from "./arn";
import { beginLifecycle, stopLifecycle } from "./backup-job-lifecycle";
import { found, invalidParameter, invalidRequest } from "./errors";
import type { BackupJob, CopyAction, CreatedBy } from "./job";
import { checkLifecycle, type Lifecycle, lifecycleSchema } from "./lifecycle";
import { activePlanOf } from "./plans";
import { newJobId, resourceKindOf } from "./resource";
import { roleArnSchema } from "./role";
import { type Service, startOnce, takeOutcome, vaultOf } from "./service";
import { defaultCompleteWindowMinutes, defaultStartWindowMinutes, windowProblem } from "./windows";

export const startBackupJobSchema = z.object({
  BackupVaultName: z.string(),
  ResourceArn: z.string(),
  IamRoleArn: roleArnSchema,
  IdempotencyToken: z.string().optional(),
  StartWindowMinutes: z.int().optional(),
  CompleteWindowMinutes: z.int().optional(),
  Lifecycle: lifecycleSchema.optional(),
  RecoveryPointTags: z.record(z.string(), z.string()).optional(),
  BackupOptions: z.record(z.string(), z.string()).optional(),
});

export type StartBackupJob = z.infer<typeof startBackupJobSchema>;

const minuteMs = 60_000;
type NewJob = {
  readonly vaultName: string;
  readonly resourceArn: string;
  readonly iamRoleArn: string;
  readonly startWindowMinutes: number;
  readonly completeWindowMinutes: number;
  readonly lifecycle: Lifecycle | undefined;
  readonly recoveryPointTags: Readonly<Record<string, string>>;
  readonly backupOptions: Readonly<Record<string, string>>;
  readonly createdBy: CreatedBy | undefined;
  readonly copyActions: readonly CopyAction[];
};

const createJob = (service: Service, input: NewJob): BackupJob => {
  const { store, clock } = service;
  const { startWindowMinutes, completeWindowMinutes, ...rest } = input;
  const kind = resourceKindOf(input.resourceArn);
  if (kind === undefined) throw invalidParameter(`Resource ARN ${input.resourceArn} is not supported.`);
  const outcome = takeOutcome(service, "backup", input.resourceArn);
  const createdAt = clock.now();
  const after = (minutes: number): Date => new Date(createdAt.getTime() + minutes * minuteMs);
  const job: BackupJob = {
    ...rest,
    kind: "backup",
    id: newJobId(kind.type),
    sequence: store.nextSequence(),
    resourceType: kind.type,
    createdAt,
    startBy: after(startWindowMinutes),
    completeBy: after(completeWindowMinutes),
    outcome,
    state: "CREATED",
    sizeBytes: outcome.sizeBytes ?? kind.sizeBytes,
  };
  store.backupJobs.set(job.id, job);
  beginLifecycle(service, job);
  return job;
};

const startOnDemand = (service: Service, body: StartBackupJob): BackupJob => {
  const problem = windowProblem(body.StartWindowMinutes, body.CompleteWindowMinutes);
  if (problem !== undefined) throw invalidParameter(`${problem}.`);
  checkLifecycle(body.Lifecycle);
  vaultOf(service, body.BackupVaultName);
  return createJob(service, {
    vaultName: body.BackupVaultName,
    resourceArn: body.ResourceArn,
    iamRoleArn: body.IamRoleArn,
    startWindowMinutes: body.StartWindowMinutes ?? defaultStartWindowMinutes,
    completeWindowMinutes: body.CompleteWindowMinutes ?? defaultCompleteWindowMinutes,
    lifecycle: body.Lifecycle,
    recoveryPointTags: body.RecoveryPointTags ?? {},
    backupOptions: body.BackupOptions ?? {},
    createdBy: undefined,
    copyActions: [],
  });
};

/** Starts an on-demand job. */
export const startBackupJob = (service: Service, body: StartBackupJob): BackupJob => {
  const call = { operation: "StartBackupJob", token: body.IdempotencyToken };
  return startOnce(service, service.store.backupJobs, call, () => startOnDemand(service, body));
};

/** Starts the job that a plan's rule starts on its schedule. The role is the one of the plan's selection. */
export const runPlanRule = (
  service: Service,
  { planId, ruleName, resourceArn, iamRoleArn }: PlanRun,
): BackupJob => {
  const plan = activePlanOf(service, planId);
  const version = plan.versions.at(-1) ?? plan.versions[0];
  const rule = found(
    version.document.Rules.find(({ RuleName }) => RuleName === ruleName),
    `Backup plan ${planId} has no rule ${ruleName}.`,
  );
  return createJob(service, {
    vaultName: rule.TargetBackupVaultName,
    resourceArn,
    iamRoleArn,
    startWindowMinutes: rule.StartWindowMinutes,
    completeWindowMinutes: rule.CompletionWindowMinutes,
    lifecycle: rule.Lifecycle,
    recoveryPointTags: rule.RecoveryPointTags ?? {},
    backupOptions: {},
    createdBy: {
      BackupPlanId: plan.id,
      BackupPlanArn: planArn(service, plan.id),
      BackupPlanName: version.document.BackupPlanName,
      BackupPlanVersion: version.versionId,
      BackupRuleId: rule.RuleId,
      BackupRuleName: rule.RuleName,
      BackupRuleCron: rule.ScheduleExpression,
      BackupRuleTimezone: rule.ScheduleExpressionTimezone,
    },
    copyActions: (rule.CopyActions ?? []).map((action) => ({
      destinationVaultArn: action.DestinationBackupVaultArn,
      lifecycle: action.Lifecycle,
    })),
  });
};

export type PlanRun = {
  readonly planId: string;
  readonly ruleName: string;
  readonly resourceArn: string;
  readonly iamRoleArn: string;
};

export const backupJobOf = ({ store }: Service, jobId: string): BackupJob =>
  found(store.backupJobs.get(jobId), `Cannot find Backup job with ID ${jobId}`);

/** Asks a job to stop. Refused for jobs that are over and for resources that AWS cannot stop; the words are inferred. */
export const stopBackupJob = (service: Service, jobId: string): void => {
  const job = backupJobOf(service, jobId);
  if (resourceKindOf(job.resourceArn)?.canStop === false) {
    throw invalidRequest(`Stopping a backup job is not supported for ${job.resourceType}.`);
  }
  if (job.state !== "CREATED" && job.state !== "RUNNING") {
    throw invalidRequest(`Backup job ${jobId} cannot be stopped because it is ${job.state}.`);
  }
  stopLifecycle(service, job);
};

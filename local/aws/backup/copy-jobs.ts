import { z } from "zod";
import { admitsCopies } from "./access-policy";
import { deleteAfterCopy } from "./air-gapped-target";
import { type Arn, parseArn, vaultArn, vaultNameOf } from "./arn";
import { invalidParameter, invalidRequest } from "./errors";
import type { CopyJob, CreatedBy, Outcome } from "./job";
import { changeState, endJob, jobBody, jobOf, leavesPoint, listedJobs, newJob, startOnce } from "./jobs";
import { checkLifecycle, type Lifecycle, lifecycleSchema } from "./lifecycle";
import { addRecoveryPoint, recoveryPointOf } from "./recovery-points";
import { newRecoveryPointArn } from "./resource";
import { roleArnSchema } from "./role";
import type { Service } from "./service";
import type { Vault } from "./vault";
import { lockProblem } from "./vault-lock";
import { parseBody } from "./wire/body";
import { checkWord } from "./wire/filters";
import { pageOf } from "./wire/page";
import { type Route, route } from "./wire/route";

/** Copy jobs: CREATED, RUNNING, then a final state. No API call stops one. */

export type StartCopyJob = {
  readonly sourceVaultName: string;
  readonly recoveryPointArn: string;
  readonly destinationVaultArn: string;
  readonly iamRoleArn: string;
  readonly lifecycle: Lifecycle | undefined;
  readonly createdBy?: CreatedBy | undefined;
  readonly createdByBackupJobId?: string | undefined;
};

/** Where a copy goes; `undefined` for Regions and accounts that there are none of here. */
const placeOf = ({ accounts }: Service, { accountId, region }: Arn): Service | undefined =>
  accounts.get(accountId)?.get(region);

/** Why accounts cannot copy to each other. (AWS Backup Developer Guide, messages of its dashboards) */
const organizationProblem = (from: Service, to: Service): string | undefined => {
  if (from.accountId === to.accountId) return undefined;
  const organization = from.organizationOf(from.accountId);
  if (organization === undefined || organization.id !== to.organizationOf(to.accountId)?.id) {
    return "Copy job failed. Both source and destination account must be a member of the same organization.";
  }
  return organization.hasCrossAccountBackup
    ? undefined
    : "Copy job failed. Cross-account copy feature is not enabled for the current organization.";
};

/** Why a vault does not take a copy. */
const vaultProblem = (from: Service, to: Service, vault: Vault, job: CopyJob): string | undefined => {
  const { accountId } = from;
  const isOwnAccount = accountId === to.accountId;
  const organizationId = from.organizationOf(accountId)?.id;
  if (!isOwnAccount && vault.type === "BACKUP_VAULT" && vault.encryptionKeyType === "AWS_OWNED_KMS_KEY") {
    return "Copy job failed because the destination Backup vault is encrypted with the default Backup service managed key.";
  }
  if (!admitsCopies(vault, { accountId, arn: job.iamRoleArn, organizationId }, isOwnAccount)) {
    return "Access Denied trying to call AWS Backup service"; // AWS re:Post, knowledge center.
  }
  return lockProblem(vault, job.lifecycle) === undefined
    ? undefined
    : "Copy job failed. The retention specified in the job is not within the range specified for the target Backup Vault.";
};

/** Why this copy cannot succeed, whatever its planned outcome; only vaults of the accounts and Regions here are known. */
const destinationProblem = (service: Service, job: CopyJob, destination: Arn): string | undefined => {
  const there = placeOf(service, destination);
  if (there === undefined) return undefined;
  const problem = organizationProblem(service, there);
  if (problem !== undefined) return problem;
  const vault = there.store.vaults.get(vaultNameOf(job.destinationVaultArn) ?? "");
  if (vault === undefined) {
    return `Copy job failed because the destination Backup vault ${job.destinationVaultArn} does not exist.`; // Inferred.
  }
  return vaultProblem(service, there, vault, job);
};

/**
 * A copy has the date of its source, and is a snapshot also of a continuous one. (AWS Backup Developer Guide, copying a backup) One in an unknown Region or account has
 * an ARN, but is not stored here.
 */
const makeCopy = (service: Service, job: CopyJob, destination: Arn): string => {
  const arn = newRecoveryPointArn(destination, job.resourceArn, service.clock.now());
  const there = placeOf(service, destination);
  if (there === undefined) return arn;
  const vaultName = vaultNameOf(job.destinationVaultArn) ?? "";
  const sourceVaultArn = vaultArn(service, job.vaultName);
  const source = service.store.recoveryPoints.get(job.sourceRecoveryPointArn);
  const createdAt = source === undefined || source.status === "AVAILABLE" ? job.createdAt : source.createdAt;
  const copy = { ...job, arn, vaultName, sourceVaultArn, createdAt };
  return addRecoveryPoint(there, copy, "COMPLETED").arn;
};

const finish = (service: Service, job: CopyJob, destination: Arn): void => {
  const problem = destinationProblem(service, job, destination);
  const outcome: Outcome = problem === undefined ? job.outcome : { state: "FAILED", statusMessage: problem };
  endJob(job, outcome, service.clock.now());
  if (leavesPoint(outcome)) job.destinationRecoveryPointArn = makeCopy(service, job, destination);
  changeState(service, job, leavesPoint(outcome) ? outcome.state : "FAILED");
  deleteAfterCopy(service, job);
};

/** Starts a copy of a recovery point. */
export const startCopyJob = (service: Service, input: StartCopyJob): CopyJob => {
  const { store, clock, timeline } = service;
  const { iamRoleArn, createdBy, createdByBackupJobId, destinationVaultArn, lifecycle } = input;
  checkLifecycle(lifecycle);
  const point = recoveryPointOf(service, input.sourceVaultName, input.recoveryPointArn);
  const destination = parseArn(destinationVaultArn);
  if (destination === undefined || vaultNameOf(destinationVaultArn) === undefined) {
    throw invalidParameter(
      `Invalid DestinationBackupVaultArn ${destinationVaultArn}. It must be the ARN of a backup vault.`,
    );
  }
  const job: CopyJob = {
    ...newJob(service, { ...point, kind: "copy", iamRoleArn, createdBy }),
    createdByBackupJobId,
    sourceRecoveryPointArn: point.arn,
    destinationVaultArn,
    lifecycle,
    state: "CREATED",
  };
  store.copyJobs.set(job.id, job);
  changeState(service, job, "CREATED");
  clock.after(timeline.createdMs, () => {
    changeState(service, job, "RUNNING");
    clock.after(job.outcome.runningMs ?? timeline.runningMs, () => finish(service, job, destination));
  });
  return job;
};

const startSchema = z.object({
  RecoveryPointArn: z.string(),
  SourceBackupVaultName: z.string(),
  DestinationBackupVaultArn: z.string(),
  IamRoleArn: roleArnSchema,
  IdempotencyToken: z.string().optional(),
  Lifecycle: lifecycleSchema.optional(),
});

const copyJobBody = (service: Service, job: CopyJob) => ({
  ...jobBody(service, job),
  CopyJobId: job.id,
  SourceBackupVaultArn: vaultArn(service, job.vaultName),
  SourceRecoveryPointArn: job.sourceRecoveryPointArn,
  DestinationBackupVaultArn: job.destinationVaultArn,
  DestinationRecoveryPointArn: job.destinationRecoveryPointArn,
  ResourceArn: job.resourceArn,
  State: job.state,
  MessageCategory: job.messageCategory,
  CreatedBy: job.createdBy,
  CreatedByBackupJobId: job.createdByBackupJobId,
});

const states = ["CREATED", "RUNNING", "COMPLETED", "FAILED", "PARTIAL"];

export const copyJobRoutes: readonly Route[] = [
  {
    ...route("StartCopyJob", "PUT /copy-jobs", (service, { body }) => {
      const input = parseBody(startSchema, body);
      if (service.store.recoveryPoints.get(input.RecoveryPointArn)?.status === "AVAILABLE") {
        throw invalidRequest("On-demand copies of continuous backups are not supported."); // Inferred.
      }
      const job = startOnce(service, service.store.copyJobs, "copy", input.IdempotencyToken, () =>
        startCopyJob(service, {
          sourceVaultName: input.SourceBackupVaultName,
          recoveryPointArn: input.RecoveryPointArn,
          destinationVaultArn: input.DestinationBackupVaultArn,
          iamRoleArn: input.IamRoleArn,
          lifecycle: input.Lifecycle,
        }),
      );
      return { CopyJobId: job.id, CreationDate: job.createdAt, IsParent: false };
    }),
    resource: (_service, { body }) => parseBody(startSchema, body).RecoveryPointArn,
  },
  route("DescribeCopyJob", "GET /copy-jobs/{job}", (service, { params }) => ({
    CopyJob: copyJobBody(service, jobOf("copy", service.store.copyJobs, params.job)),
  })),
  route("ListCopyJobs", "GET /copy-jobs", (service, { query }) => {
    checkWord(query, "state", states);
    const jobs = listedJobs(service, service.store.copyJobs, query, (job) => ({
      state: job.state,
      resourceArn: job.resourceArn,
      destinationVaultArn: job.destinationVaultArn,
      sourceRecoveryPointArn: job.sourceRecoveryPointArn,
      messageCategory: job.messageCategory,
    }));
    return pageOf("CopyJobs", jobs, query, (job) => copyJobBody(service, job));
  }),
];

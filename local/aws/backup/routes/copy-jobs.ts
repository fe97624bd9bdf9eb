import { z } from "zod";
import { copyJobOf, startCopyJob } from "../copy-jobs";
import type { CopyJob } from "../job";
import { lifecycleSchema } from "../lifecycle";
import { pageOf } from "../page";
import { roleArnSchema } from "../role";
import type { Service } from "../service";
import { parseBody } from "../wire/body";
import { checkWord, dateRange, isAsked } from "../wire/filters";
import { paramOf, type Route } from "../wire/route";

const startSchema = z.object({
  RecoveryPointArn: z.string(),
  SourceBackupVaultName: z.string(),
  DestinationBackupVaultArn: z.string(),
  IamRoleArn: roleArnSchema,
  IdempotencyToken: z.string().optional(),
  Lifecycle: lifecycleSchema.optional(),
});

const jobBody = ({ accountId }: Service, job: CopyJob) => ({
  AccountId: accountId,
  CopyJobId: job.id,
  SourceBackupVaultArn: job.sourceVaultArn,
  SourceRecoveryPointArn: job.sourceRecoveryPointArn,
  DestinationBackupVaultArn: job.destinationVaultArn,
  DestinationRecoveryPointArn: job.destinationRecoveryPointArn,
  ResourceArn: job.resourceArn,
  ResourceType: job.resourceType,
  CreationDate: job.createdAt,
  CompletionDate: job.endedAt,
  State: job.state,
  StatusMessage: job.statusMessage,
  MessageCategory: job.messageCategory,
  BackupSizeInBytes: job.sizeBytes,
  IamRoleArn: job.iamRoleArn,
  CreatedBy: job.createdBy,
  CreatedByBackupJobId: job.createdByBackupJobId,
  IsParent: false,
});

const start = (service: Service, body: unknown): CopyJob => {
  const input = parseBody(startSchema, body);
  const { copyJobs, idempotentJobIds } = service.store;
  const tokenKey = `StartCopyJob ${input.IdempotencyToken}`;
  const known = input.IdempotencyToken && copyJobs.get(idempotentJobIds.get(tokenKey) ?? "");
  if (known) return known;
  const job = startCopyJob(service, {
    sourceVaultName: input.SourceBackupVaultName,
    recoveryPointArn: input.RecoveryPointArn,
    destinationVaultArn: input.DestinationBackupVaultArn,
    iamRoleArn: input.IamRoleArn,
    lifecycle: input.Lifecycle,
  });
  idempotentJobIds.set(tokenKey, job.id);
  return job;
};

const states = ["CREATED", "RUNNING", "COMPLETED", "FAILED", "PARTIAL"];

const listedJobs = ({ store, accountId }: Service, query: URLSearchParams): CopyJob[] => {
  checkWord(query, "state", states);
  const isCreatedInRange = dateRange(query, "created");
  const isCompleteInRange = dateRange(query, "complete");
  return [...store.copyJobs.values()].filter(
    (job) =>
      isAsked(query, "state", job.state) &&
      isAsked(query, "resourceArn", job.resourceArn) &&
      isAsked(query, "resourceType", job.resourceType) &&
      isAsked(query, "destinationVaultArn", job.destinationVaultArn) &&
      isAsked(query, "sourceRecoveryPointArn", job.sourceRecoveryPointArn) &&
      isAsked(query, "messageCategory", job.messageCategory) &&
      isAsked(query, "parentJobId", undefined) &&
      (query.get("accountId") === "*" || isAsked(query, "accountId", accountId)) &&
      isCreatedInRange(job.createdAt) &&
      isCompleteInRange(job.endedAt),
  );
};

export const copyJobRoutes: readonly Route[] = [
  {
    operation: "StartCopyJob",
    method: "PUT",
    path: "/copy-jobs",
    resource: (_service, { body }) => parseBody(startSchema, body).RecoveryPointArn,
    answer: (service, { body }) => {
      const job = start(service, body);
      return { CopyJobId: job.id, CreationDate: job.createdAt, IsParent: false };
    },
  },
  {
    operation: "DescribeCopyJob",
    method: "GET",
    path: "/copy-jobs/{job}",
    answer: (service, call) => ({ CopyJob: jobBody(service, copyJobOf(service, paramOf(call, "job"))) }),
  },
  {
    operation: "ListCopyJobs",
    method: "GET",
    path: "/copy-jobs",
    answer: (service, { query }) => {
      const { items, nextToken } = pageOf(listedJobs(service, query), query);
      return { CopyJobs: items.map((job) => jobBody(service, job)), NextToken: nextToken };
    },
  },
];

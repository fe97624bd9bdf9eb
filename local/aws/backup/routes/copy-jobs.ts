import { z } from "zod";
import { copyJobOf, startCopyJob } from "../copy-jobs";
import type { CopyJob } from "../job";
import { lifecycleSchema } from "../lifecycle";
import { pageOf } from "../page";
import { roleArnSchema } from "../role";
import { type Service, startOnce } from "../service";
import { parseBody } from "../wire/body";
import { checkWord, isAsked, jobFilter } from "../wire/filters";
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
  const call = { operation: "StartCopyJob", token: input.IdempotencyToken };
  return startOnce(service, service.store.copyJobs, call, () =>
    startCopyJob(service, {
      sourceVaultName: input.SourceBackupVaultName,
      recoveryPointArn: input.RecoveryPointArn,
      destinationVaultArn: input.DestinationBackupVaultArn,
      iamRoleArn: input.IamRoleArn,
      lifecycle: input.Lifecycle,
    }),
  );
};

const states = ["CREATED", "RUNNING", "COMPLETED", "FAILED", "PARTIAL"];

const listedJobs = ({ store, accountId }: Service, query: URLSearchParams): CopyJob[] => {
  checkWord(query, "state", states);
  const isListed = jobFilter(query, accountId);
  return [...store.copyJobs.values()].filter(
    (job) =>
      isAsked(query, "state", job.state) &&
      isAsked(query, "resourceArn", job.resourceArn) &&
      isAsked(query, "destinationVaultArn", job.destinationVaultArn) &&
      isAsked(query, "sourceRecoveryPointArn", job.sourceRecoveryPointArn) &&
      isAsked(query, "messageCategory", job.messageCategory) &&
      isListed(job),
  );
};

export const copyJobRoutes: readonly Route[] = [
  {
    operation: "StartCopyJob",
    request: "PUT /copy-jobs",
    resource: (_service, { body }) => parseBody(startSchema, body).RecoveryPointArn,
    answer: (service, { body }) => {
      const job = start(service, body);
      return { CopyJobId: job.id, CreationDate: job.createdAt, IsParent: false };
    },
  },
  {
    operation: "DescribeCopyJob",
    request: "GET /copy-jobs/{job}",
    answer: (service, call) => ({ CopyJob: jobBody(service, copyJobOf(service, paramOf(call, "job"))) }),
  },
  {
    operation: "ListCopyJobs",
    request: "GET /copy-jobs",
    answer: (service, { query }) => {
      const { items, NextToken } = pageOf(listedJobs(service, query), query);
      return { CopyJobs: items.map((job) => jobBody(service, job)), NextToken };
    },
  },
];

import { z } from "zod";
import { invalidRequest } from "../errors";
import type { RestoreJob } from "../job";
import { pageOf } from "../page";
import { restoreJobOf, startRestoreJob } from "../restore-jobs";
import { roleArnSchema } from "../role";
import { type Service, startOnce } from "../service";
import { parseBody } from "../wire/body";
import { checkWord, isAsked, jobFilter } from "../wire/filters";
import { paramOf, type Route } from "../wire/route";

const startSchema = z.object({
  RecoveryPointArn: z.string(),
  Metadata: z.record(z.string(), z.string()),
  IamRoleArn: roleArnSchema.optional(),
  IdempotencyToken: z.string().optional(),
  ResourceType: z.string().optional(),
});

const validationSchema = z.object({
  ValidationStatus: z.enum(["FAILED", "SUCCESSFUL", "TIMED_OUT", "VALIDATING"]),
  ValidationStatusMessage: z.string().optional(),
});

const jobBody = ({ accountId }: Service, job: RestoreJob) => ({
  AccountId: accountId,
  RestoreJobId: job.id,
  RecoveryPointArn: job.recoveryPointArn,
  SourceResourceArn: job.resourceArn,
  BackupVaultArn: job.vaultArn,
  CreationDate: job.createdAt,
  CompletionDate: job.endedAt,
  Status: job.state,
  StatusMessage: job.statusMessage,
  PercentDone: job.state === "COMPLETED" ? "100.00%" : "0.00%",
  BackupSizeInBytes: job.sizeBytes,
  IamRoleArn: job.iamRoleArn,
  CreatedResourceArn: job.createdResourceArn,
  ResourceType: job.resourceType,
  RecoveryPointCreationDate: job.recoveryPointCreatedAt,
  ValidationStatus: job.validation?.status,
  ValidationStatusMessage: job.validation?.message,
  IsParent: false,
});

const start = (service: Service, body: unknown): RestoreJob => {
  const input = parseBody(startSchema, body);
  const { RecoveryPointArn: recoveryPointArn, IamRoleArn: iamRoleArn = "" } = input;
  const call = { operation: "StartRestoreJob", token: input.IdempotencyToken };
  return startOnce(service, service.store.restoreJobs, call, () =>
    startRestoreJob(service, { recoveryPointArn, iamRoleArn }),
  );
};

const statuses = ["PENDING", "RUNNING", "COMPLETED", "ABORTED", "FAILED"];

const listedJobs = ({ store, accountId }: Service, query: URLSearchParams): RestoreJob[] => {
  checkWord(query, "status", statuses);
  const isListed = jobFilter(query, accountId);
  return [...store.restoreJobs.values()].filter(
    (job) =>
      isAsked(query, "status", job.state) &&
      isAsked(query, "restoreTestingPlanArn", undefined) &&
      isListed(job),
  );
};

/** A validation result can be set once the restore is done. */
const putValidation = (service: Service, jobId: string, body: unknown): void => {
  const { ValidationStatus, ValidationStatusMessage } = parseBody(validationSchema, body);
  const job = restoreJobOf(service, jobId);
  if (job.state !== "COMPLETED") {
    throw invalidRequest(`Restore job ${jobId} cannot be validated because it is ${job.state}.`); // Inferred.
  }
  job.validation = { status: ValidationStatus, message: ValidationStatusMessage };
};

export const restoreJobRoutes: readonly Route[] = [
  {
    operation: "StartRestoreJob",
    request: "PUT /restore-jobs",
    resource: (_service, { body }) => parseBody(startSchema, body).RecoveryPointArn,
    answer: (service, { body }) => ({ RestoreJobId: start(service, body).id }),
  },
  {
    operation: "DescribeRestoreJob",
    request: "GET /restore-jobs/{job}",
    answer: (service, call) => jobBody(service, restoreJobOf(service, paramOf(call, "job"))),
  },
  {
    operation: "ListRestoreJobs",
    request: "GET /restore-jobs",
    answer: (service, { query }) => {
      const { items, NextToken } = pageOf(listedJobs(service, query), query);
      return { RestoreJobs: items.map((job) => jobBody(service, job)), NextToken };
    },
  },
  {
    operation: "PutRestoreValidationResult",
    request: "PUT /restore-jobs/{job}/validations",
    status: 204,
    answer: (service, call) => putValidation(service, paramOf(call, "job"), call.body),
  },
];

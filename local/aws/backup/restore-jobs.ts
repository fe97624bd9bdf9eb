import { z } from "zod";
import { vaultArn } from "./arn";
import { found, invalidRequest } from "./errors";
import { restoreJobCreatedEvent } from "./eventbridge";
import type { Outcome, RestoreJob } from "./job";
import { changeState, endJob, jobBody, jobOf, listedJobs, newJob, startOnce } from "./jobs";
import { newResourceArn } from "./resource";
import { roleArnSchema } from "./role";
import type { Service } from "./service";
import { afterTestRestore, afterValidation } from "./test-restore";
import { parseBody } from "./wire/body";
import { checkWord } from "./wire/filters";
import { pageOf } from "./wire/page";
import { type Route, route } from "./wire/route";

/** Restore jobs: PENDING, RUNNING, then a final state. */

export type StartRestoreJob = {
  readonly recoveryPointArn: string;
  readonly iamRoleArn: string;
  /** The name of what it makes, where its service lets it be named. */
  readonly newName?: string | undefined;
  /** Where a restore testing plan starts it. */
  readonly test?: RestoreJob["test"];
};

/** Restore jobs are never EXPIRED or PARTIAL. */
const endStateOf = ({ state }: Outcome): RestoreJob["state"] =>
  state === "COMPLETED" || state === "ABORTED" ? state : "FAILED";

const finish = (service: Service, job: RestoreJob): void => {
  const state = endStateOf(job.outcome);
  endJob(job, job.outcome, service.clock.now());
  if (state === "COMPLETED") {
    job.createdResourceArn = newResourceArn(service, job.resourceArn, job.newName);
  }
  afterTestRestore(service, job, state);
  changeState(service, job, state);
};

/** Starts a restore, which creates a new resource of the same type. */
export const startRestoreJob = (
  service: Service,
  { recoveryPointArn, iamRoleArn, newName, test }: StartRestoreJob,
): RestoreJob => {
  const { store, clock, timeline } = service;
  const point = found(
    store.recoveryPoints.get(recoveryPointArn),
    `Cannot find recovery point with ARN ${recoveryPointArn}`,
  );
  if (!["COMPLETED", "PARTIAL", "AVAILABLE", "STOPPED"].includes(point.status)) {
    throw invalidRequest(`Recovery point ${point.arn} cannot be restored because it is ${point.status}.`); // Inferred.
  }
  const job: RestoreJob = {
    ...newJob(service, { ...point, kind: "restore", iamRoleArn, createdBy: undefined }),
    recoveryPointArn: point.arn,
    newName,
    test,
    recoveryPointCreatedAt: point.createdAt,
    state: "PENDING",
  };
  store.restoreJobs.set(job.id, job);
  service.publisher.toEventBridge(restoreJobCreatedEvent(service, job));
  changeState(service, job, "PENDING");
  clock.after(timeline.createdMs, () => {
    changeState(service, job, "RUNNING");
    clock.after(job.outcome.runningMs ?? timeline.runningMs, () => finish(service, job));
  });
  return job;
};

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

/** AWS ignores the case of keys. (AWS Backup Developer Guide, restore testing inferred metadata) */
const newNameIn = (metadata: Readonly<Record<string, string>>): string | undefined =>
  Object.entries(metadata).find(([key]) =>
    /^(?:targetTableName|dbInstanceIdentifier|destinationBucketName)$/i.test(key),
  )?.[1];

const restoreJobOf = ({ store }: Service, jobId: string): RestoreJob =>
  jobOf("restore", store.restoreJobs, jobId);

const restoreJobBody = (service: Service, job: RestoreJob) => ({
  ...jobBody(service, job),
  RestoreJobId: job.id,
  RecoveryPointArn: job.recoveryPointArn,
  SourceResourceArn: job.resourceArn,
  BackupVaultArn: vaultArn(service, job.vaultName),
  Status: job.state,
  PercentDone: job.state === "COMPLETED" ? "100.00%" : "0.00%",
  CreatedResourceArn: job.createdResourceArn,
  RecoveryPointCreationDate: job.recoveryPointCreatedAt,
  ValidationStatus: job.validation?.status,
  ValidationStatusMessage: job.validation?.message,
  DeletionStatus: job.deletion?.status,
  DeletionStatusMessage: job.deletion?.message,
  ...(job.test && { CreatedBy: { RestoreTestingPlanArn: job.test.planArn } }),
});

const statuses = ["PENDING", "RUNNING", "COMPLETED", "ABORTED", "FAILED"];

export const restoreJobRoutes: readonly Route[] = [
  {
    ...route("StartRestoreJob", "PUT /restore-jobs", (service, { body }) => {
      const { RecoveryPointArn, IamRoleArn = "", IdempotencyToken, Metadata } = parseBody(startSchema, body);
      const job = startOnce(service, service.store.restoreJobs, "restore", IdempotencyToken, () =>
        startRestoreJob(service, {
          recoveryPointArn: RecoveryPointArn,
          iamRoleArn: IamRoleArn,
          newName: newNameIn(Metadata),
        }),
      );
      return { RestoreJobId: job.id };
    }),
    resource: (_service, { body }) => parseBody(startSchema, body).RecoveryPointArn,
  },
  route("DescribeRestoreJob", "GET /restore-jobs/{job}", (service, { params }) =>
    restoreJobBody(service, restoreJobOf(service, params.job)),
  ),
  route("ListRestoreJobs", "GET /restore-jobs", (service, { query }) => {
    checkWord(query, "status", statuses);
    const jobs = listedJobs(service, service.store.restoreJobs, query, (job) => ({
      status: job.state,
      restoreTestingPlanArn: job.test?.planArn,
    }));
    return pageOf("RestoreJobs", jobs, query, (job) => restoreJobBody(service, job));
  }),
  {
    ...route("PutRestoreValidationResult", "PUT /restore-jobs/{job}/validations", (service, call) => {
      const { ValidationStatus, ValidationStatusMessage } = parseBody(validationSchema, call.body);
      const job = restoreJobOf(service, call.params.job);
      if (job.state !== "COMPLETED") {
        throw invalidRequest(`Restore job ${job.id} cannot be validated because it is ${job.state}.`); // Inferred.
      }
      if (job.validation !== undefined && job.validation.status !== "VALIDATING") {
        throw invalidRequest(
          `The validation status of restore job ${job.id} is already ${job.validation.status}.`,
        ); // Inferred.
      }
      job.validation = { status: ValidationStatus, message: ValidationStatusMessage };
      if (ValidationStatus !== "VALIDATING") afterValidation(service, job);
    }),
    status: 204,
  },
];

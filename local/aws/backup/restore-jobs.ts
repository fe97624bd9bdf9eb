import { vaultArn } from "./arn";
import { found, invalidRequest } from "./errors";
import type { Outcome, RestoreJob } from "./job";
import { restoreJobCreatedEvent, restoreJobEvent } from "./job-events";
import { restoreJobNotification } from "./notifications";
import { newResourceArn } from "./resource";
import { endJob, eventContextOf, jobFrom, type Service, takeOutcome } from "./service";

/** Restore jobs: PENDING, RUNNING, then a final state. */

export type StartRestoreJob = {
  readonly recoveryPointArn: string;
  readonly iamRoleArn: string;
};

const changeState = (service: Service, job: RestoreJob, vaultName: string): void => {
  service.publisher.toEventBridge(restoreJobEvent(job, eventContextOf(service)));
  const notification = restoreJobNotification(job, service.accountId);
  if (notification) service.publisher.toTopic(service.store.vaults.get(vaultName), notification);
};

/** Restore jobs are never EXPIRED or PARTIAL. */
const endStateOf = ({ state }: Outcome): RestoreJob["state"] =>
  state === "COMPLETED" || state === "ABORTED" ? state : "FAILED";

/** Starts a restore, which creates a new resource of the same type. */
export const startRestoreJob = (service: Service, input: StartRestoreJob): RestoreJob => {
  const { store, clock, timeline } = service;
  const point = found(
    store.recoveryPoints.get(input.recoveryPointArn),
    `Cannot find recovery point with ARN ${input.recoveryPointArn}`,
  );
  if (point.status !== "COMPLETED" && point.status !== "PARTIAL") {
    throw invalidRequest(`Recovery point ${point.arn} cannot be restored because it is ${point.status}.`); // Inferred.
  }
  const outcome = takeOutcome(service, "restore", point.resourceArn);
  const job: RestoreJob = {
    ...jobFrom(service, point, outcome, input.iamRoleArn),
    kind: "restore",
    vaultArn: vaultArn(service, point.vaultName),
    recoveryPointArn: point.arn,
    recoveryPointCreatedAt: point.createdAt,
    state: "PENDING",
  };
  store.restoreJobs.set(job.id, job);
  service.publisher.toEventBridge(restoreJobCreatedEvent(job, eventContextOf(service)));
  changeState(service, job, point.vaultName);
  clock.after(timeline.createdMs, () => {
    job.state = "RUNNING";
    changeState(service, job, point.vaultName);
    clock.after(outcome.runningMs ?? timeline.runningMs, () => {
      endJob(job, outcome, clock.now());
      job.state = endStateOf(outcome);
      if (job.state === "COMPLETED") job.createdResourceArn = newResourceArn(service, job.resourceArn);
      changeState(service, job, point.vaultName);
    });
  });
  return job;
};

export const restoreJobOf = ({ store }: Service, jobId: string): RestoreJob =>
  found(store.restoreJobs.get(jobId), `Cannot find Restore job with ID ${jobId}`);

import { type Arn, parseArn, vaultArn, vaultNameOf } from "./arn";
import { found, invalidParameter } from "./errors";
import type { CopyJob, CreatedBy, Outcome } from "./job";
import { copyJobEvent } from "./job-events";
import { checkLifecycle, type Lifecycle } from "./lifecycle";
import { copyJobNotification } from "./notifications";
import { addRecoveryPoint, recoveryPointOf } from "./recovery-points";
import { newRecoveryPointArn } from "./resource";
import { endJob, eventContextOf, jobFrom, type Service, takeOutcome } from "./service";
import { lockProblem } from "./vault-lock";

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

/** Which vault is notified of a copy is not documented; here it is the source. */
const changeState = (service: Service, job: CopyJob, state: CopyJob["state"]): void => {
  job.state = state;
  service.publisher.toEventBridge(copyJobEvent(job, eventContextOf(service)));
  const notification = copyJobNotification(job, service.accountId);
  const source = service.store.vaults.get(vaultNameOf(job.sourceVaultArn) ?? "");
  if (notification) service.publisher.toTopic(source, notification);
};

const isHere = (service: Service, arn: Arn): boolean =>
  arn.region === service.region && arn.accountId === service.accountId;

/** Why this copy cannot succeed, whatever its planned outcome; only vaults of this Region and account are known. */
const destinationProblem = (service: Service, job: CopyJob, destination: Arn): string | undefined => {
  if (!isHere(service, destination)) return undefined;
  const vault = service.store.vaults.get(vaultNameOf(job.destinationVaultArn) ?? "");
  if (vault === undefined) {
    return `Copy job failed because the destination Backup vault ${job.destinationVaultArn} does not exist.`; // Inferred.
  }
  return lockProblem(vault, job.lifecycle);
};

/** A copy in another Region or account has an ARN, but is not stored here. */
const makeCopy = (service: Service, job: CopyJob, destination: Arn): string => {
  const arn = newRecoveryPointArn(destination, job.resourceArn, service.clock.now());
  if (!isHere(service, destination)) return arn;
  const input = {
    ...job,
    arn,
    vaultName: vaultNameOf(job.destinationVaultArn) ?? "",
    sourceVaultArn: job.sourceVaultArn,
  };
  return addRecoveryPoint(service, input, "COMPLETED").arn;
};

const finish = (service: Service, job: CopyJob, destination: Arn): void => {
  const problem = destinationProblem(service, job, destination);
  const outcome: Outcome = problem === undefined ? job.outcome : { state: "FAILED", statusMessage: problem };
  endJob(job, outcome, service.clock.now());
  const isDone = outcome.state === "COMPLETED" || outcome.state === "PARTIAL";
  if (isDone) job.destinationRecoveryPointArn = makeCopy(service, job, destination);
  changeState(service, job, outcome.state === "PARTIAL" ? "PARTIAL" : isDone ? "COMPLETED" : "FAILED");
};

/** Starts a copy of a recovery point. */
export const startCopyJob = (service: Service, input: StartCopyJob): CopyJob => {
  const { store, clock, timeline } = service;
  checkLifecycle(input.lifecycle);
  const point = recoveryPointOf(service, input.sourceVaultName, input.recoveryPointArn);
  const destination = parseArn(input.destinationVaultArn);
  if (destination === undefined || vaultNameOf(input.destinationVaultArn) === undefined) {
    throw invalidParameter(
      `Invalid DestinationBackupVaultArn ${input.destinationVaultArn}. It must be the ARN of a backup vault.`,
    );
  }
  const outcome = takeOutcome(service, "copy", point.resourceArn);
  const job: CopyJob = {
    ...jobFrom(service, point, outcome, input.iamRoleArn),
    kind: "copy",
    createdBy: input.createdBy,
    createdByBackupJobId: input.createdByBackupJobId,
    sourceVaultArn: vaultArn(service, point.vaultName),
    sourceRecoveryPointArn: point.arn,
    destinationVaultArn: input.destinationVaultArn,
    lifecycle: input.lifecycle,
    state: "CREATED",
  };
  store.copyJobs.set(job.id, job);
  changeState(service, job, "CREATED");
  clock.after(timeline.createdMs, () => {
    changeState(service, job, "RUNNING");
    clock.after(outcome.runningMs ?? timeline.runningMs, () => finish(service, job, destination));
  });
  return job;
};

export const copyJobOf = ({ store }: Service, jobId: string): CopyJob =>
  found(store.copyJobs.get(jobId), `Cannot find Copy job with ID ${jobId}`);

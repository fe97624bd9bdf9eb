import { randomUUID } from "node:crypto";
import { vaultArn } from "./arn";
import type { EventBridgeEvent } from "./eventbridge-event";
import type { BackupJob, CopyJob, Job, RestoreJob } from "./job";
import type { Service } from "./service";

type Details = Readonly<Record<string, unknown>>;

const expectedFormat = new Intl.DateTimeFormat("en-US", {
  dateStyle: "medium",
  timeStyle: "medium",
  timeZone: "UTC",
});

/** `Jul 15, 2020 9:39:07 PM`: AWS's format, without the comma and narrow space of today's formatters. */
const expectedDate = (date: Date): string =>
  expectedFormat
    .format(date)
    .replace(/, (?=\d+:)/, " ")
    .replaceAll("\u202f", " ");

/** How a job ended, and the plan behind it; nothing for on-demand ones. */
const endOf = ({ endedAt, createdBy }: Job): Details => ({
  ...(endedAt && { completionDate: endedAt.toISOString() }),
  ...(createdBy && {
    createdBy: {
      backupPlanId: createdBy.BackupPlanId,
      backupPlanArn: createdBy.BackupPlanArn,
      backupPlanVersion: createdBy.BackupPlanVersion,
      backupPlanRuleId: createdBy.BackupRuleId,
    },
  }),
});

const backupDetails = (service: Service, job: BackupJob): Details => {
  const creation = { backupJobId: job.id, state: job.state, creationDate: job.createdAt.toISOString() };
  if (job.state === "CREATED") return creation;
  const isOver = job.endedAt !== undefined;
  return {
    ...creation,
    backupVaultArn: vaultArn(service, job.vaultName),
    backupVaultName: job.vaultName,
    resourceArn: job.resourceArn,
    resourceType: job.resourceType,
    iamRoleArn: job.iamRoleArn,
    startBy: job.startBy.toISOString(),
    expectedCompletionDate: expectedDate(job.completeBy),
    percentDone: isOver && job.state === "COMPLETED" ? 100 : 0,
    bytesTransferred: String(isOver ? job.sizeBytes : 0),
    backupSizeInBytes: String(job.sizeBytes),
    ...(job.statusMessage !== undefined && { statusMessage: `"${job.statusMessage}"` }),
    ...endOf(job),
  };
};

/** AWS sends CREATED without an id. */
const copyDetails = (service: Service, job: CopyJob): Details => {
  const creation = { state: job.state, creationDate: job.createdAt.toISOString() };
  if (job.state === "CREATED") return creation;
  return {
    copyJobId: job.id,
    ...creation,
    backupSizeInBytes: job.sizeBytes,
    iamRoleArn: job.iamRoleArn,
    resourceArn: job.resourceArn,
    resourceType: job.resourceType,
    sourceBackupVaultArn: vaultArn(service, job.vaultName),
    destinationBackupVaultArn: job.destinationVaultArn,
    destinationRecoveryPointArn: job.destinationRecoveryPointArn ?? {},
    ...(job.statusMessage !== undefined && { statusMessage: job.statusMessage }),
    ...endOf(job),
  };
};

const restoreDetails = (service: Service, job: RestoreJob): Details => ({
  restoreJobId: job.id,
  status: job.state,
  creationDate: job.createdAt.toISOString(),
  backupSizeInBytes: String(job.sizeBytes),
  iamRoleArn: job.iamRoleArn,
  percentDone: job.state === "COMPLETED" ? 100 : 0,
  resourceType: job.resourceType,
  ...(job.statusMessage !== undefined && { statusMessage: job.statusMessage }),
  ...(job.test && { restoreTestingPlanArn: job.test.planArn }),
  ...endOf(job),
  ...(job.state === "COMPLETED" && {
    createdResourceArn: job.createdResourceArn,
    backupVaultArn: vaultArn(service, job.vaultName),
    recoveryPointArn: job.recoveryPointArn,
    sourceResourceArn: job.resourceArn,
  }),
});

const eventOf = (
  { accountId, region, clock }: Service,
  what: "Backup" | "Copy" | "Restore",
  detail: Details,
  resources: readonly string[],
): EventBridgeEvent => ({
  version: "0",
  id: randomUUID(),
  "detail-type": `${what} Job State Change`,
  source: "aws.backup",
  account: accountId,
  time: clock
    .now()
    .toISOString()
    .replace(/\.\d{3}Z$/, "Z"),
  region,
  resources,
  detail,
});

/** The event of a job's state. */
export const jobEvent = (service: Service, job: Job): EventBridgeEvent => {
  switch (job.kind) {
    case "backup": {
      const resources = job.recoveryPointArn === undefined ? [] : [job.recoveryPointArn];
      return eventOf(service, "Backup", backupDetails(service, job), resources);
    }
    case "copy":
      return eventOf(service, "Copy", copyDetails(service, job), [job.sourceRecoveryPointArn]);
    case "restore":
      return eventOf(service, "Restore", restoreDetails(service, job), [job.recoveryPointArn]);
  }
};

/** The creation of a restore job is reported as `state`, everything after it as `status`. */
export const restoreJobCreatedEvent = (service: Service, job: RestoreJob): EventBridgeEvent => {
  const detail = { restoreJobId: job.id, state: "CREATED", creationDate: job.createdAt.toISOString() };
  return eventOf(service, "Restore", detail, [job.recoveryPointArn]);
};

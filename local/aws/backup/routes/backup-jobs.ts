import { vaultArn } from "../arn";
import { backupJobOf, startBackupJob, startBackupJobSchema, stopBackupJob } from "../backup-jobs";
import type { BackupJob } from "../job";
import { pageOf } from "../page";
import { progressOf } from "../progress";
import type { Service } from "../service";
import { parseBody } from "../wire/body";
import { checkWord, isAsked, jobFilter } from "../wire/filters";
import { paramOf, type Route } from "../wire/route";

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

const jobBody = (service: Service, job: BackupJob) => {
  const { percentDone, bytesTransferred } = progressOf(service, job);
  const vault = service.store.vaults.get(job.vaultName);
  return {
    AccountId: service.accountId,
    BackupJobId: job.id,
    BackupVaultName: job.vaultName,
    BackupVaultArn: vaultArn(service, job.vaultName),
    VaultType: "BACKUP_VAULT",
    VaultLockState: vault?.lock && "LOCKED",
    RecoveryPointLifecycle: job.lifecycle,
    RecoveryPointArn: job.recoveryPointArn,
    EncryptionKeyArn: vault?.encryptionKeyArn,
    IsEncrypted: true,
    ResourceArn: job.resourceArn,
    ResourceType: job.resourceType,
    CreationDate: job.createdAt,
    InitiationDate: job.createdAt,
    CompletionDate: job.endedAt,
    ExpectedCompletionDate: job.completeBy,
    StartBy: job.startBy,
    State: job.state,
    StatusMessage: job.statusMessage,
    MessageCategory: job.messageCategory,
    PercentDone: percentDone,
    BackupSizeInBytes: job.sizeBytes,
    BytesTransferred: bytesTransferred,
    IamRoleArn: job.iamRoleArn,
    CreatedBy: job.createdBy,
    BackupOptions: job.backupOptions,
    IsParent: false,
  };
};

/** ListBackupJobs returns the last 30 days. (AWS Backup API Reference) */
const listedDaysMs = 30 * 86_400_000;

const listedJobs = ({ store, clock, accountId }: Service, query: URLSearchParams): BackupJob[] => {
  checkWord(query, "state", states);
  const isListed = jobFilter(query, accountId);
  const oldest = clock.now().getTime() - listedDaysMs;
  return [...store.backupJobs.values()].filter(
    (job) =>
      job.createdAt.getTime() >= oldest &&
      isAsked(query, "backupVaultName", job.vaultName) &&
      isAsked(query, "state", job.state) &&
      isAsked(query, "resourceArn", job.resourceArn) &&
      isAsked(query, "messageCategory", job.messageCategory) &&
      isListed(job),
  );
};

export const backupJobRoutes: readonly Route[] = [
  {
    operation: "StartBackupJob",
    request: "PUT /backup-jobs",
    resource: (service, { body }) => {
      const { BackupVaultName } = parseBody(startBackupJobSchema, body);
      return vaultArn(service, BackupVaultName);
    },
    answer: (service, { body }) => {
      const job = startBackupJob(service, parseBody(startBackupJobSchema, body));
      return { BackupJobId: job.id, CreationDate: job.createdAt, IsParent: false };
    },
  },
  {
    operation: "StopBackupJob",
    request: "POST /backup-jobs/{job}",
    answer: (service, call) => stopBackupJob(service, paramOf(call, "job")),
  },
  {
    operation: "DescribeBackupJob",
    request: "GET /backup-jobs/{job}",
    answer: (service, call) => jobBody(service, backupJobOf(service, paramOf(call, "job"))),
  },
  {
    operation: "ListBackupJobs",
    request: "GET /backup-jobs",
    answer: (service, { query }) => {
      const { items, NextToken } = pageOf(listedJobs(service, query), query);
      return { BackupJobs: items.map((job) => jobBody(service, job)), NextToken };
    },
  },
];

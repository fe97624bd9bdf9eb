import { known } from "../../handler/model/fields";
import { accountId, apiDate, arn, batchOf, jobIdOf, sentAfter, vaultNotification } from "./aws-events";
import type { Sample, SampleGroup } from "./sample";

/** A resource of the samples, as AWS Backup describes it. */
export type Resource = {
  readonly arn: string;
  /** AWS Backup's name of the service: `EC2`, `RDS`. */
  readonly type: string;
  /** The value of its `Name` tag, or its own name. Absent where AWS Backup has none. */
  readonly name?: string;
  readonly recoveryPointArn: string;
};

export const web: Resource = {
  arn: arn("ec2", "instance/i-0a1b2c3d4e5f60718"),
  type: "EC2",
  name: "web-1",
  recoveryPointArn: "arn:aws:ec2:eu-west-1::image/ami-0f1e2d3c4b5a69788",
};
export const ordersDatabase: Resource = {
  arn: arn("rds", "db:orders-db"),
  type: "RDS",
  name: "orders-db",
  recoveryPointArn: arn("rds", "snapshot:awsbackup:job-4a1b2c3d-0000-4444-8888-abcdef012345"),
};
export const table = (name: string): Resource => ({
  arn: arn("dynamodb", `table/${name}`),
  type: "DynamoDB",
  name,
  recoveryPointArn: arn("dynamodb", `table/${name}/backup/01568804569000-d3306d76`),
});
export const ordersTable = table("orders");
export const invoices: Resource = {
  arn: "arn:aws:s3:::invoices.example.com",
  type: "S3",
  name: "invoices.example.com",
  recoveryPointArn: arn("backup", "recovery-point:invoices.example.com-20260822020000-0b6e4f11"),
};
export const home: Resource = {
  arn: arn("elasticfilesystem", "file-system/fs-0c0ffee0"),
  type: "EFS",
  name: "home",
  recoveryPointArn: arn("backup", "recovery-point:1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f"),
};
export const scratch: Resource = {
  arn: arn("ec2", "volume/vol-0aa11bb22cc33dd44"),
  type: "EBS",
  recoveryPointArn: "arn:aws:ec2:eu-west-1::snapshot/snap-0f1e2d3c4b5a69788",
};
export const shop: Resource = {
  arn: arn("eks", "cluster/shop"),
  type: "EKS",
  name: "shop",
  recoveryPointArn: arn("backup", "recovery-point:composite:eks/shop-2026-08-22"),
};

type JobType = "backup" | "copy" | "restore";

/** AWS Backup's sentences. (AWS Backup Developer Guide, notification options; others as observed in real accounts) */
const sentences: Readonly<Record<string, string>> = {
  "Backup COMPLETED": "An AWS Backup job was completed successfully.",
  "Backup FAILED": "An AWS Backup job failed.",
  "Backup EXPIRED": "An AWS Backup job failed to complete in time.",
  "Backup ABORTED": "An AWS Backup job was stopped.",
  "Copy FAILED": "An AWS Copy job was completed but was failed or was aborted.",
  "Copy ABORTED": "An AWS Copy job was completed but was failed or was aborted.",
};

/** How the other sentences end; all further ones end with "completed". */
const verbs: Readonly<Record<string, string>> = { RUNNING: "started", SUSPENDED: "suspended" };

const sentenceOf = (name: string, state: string): string =>
  sentences[`${name} ${state}`] ?? `An AWS ${name} job was ${verbs[state] ?? "completed"}.`;

/** The role of the samples' jobs. */
export const roleArn = `arn:aws:iam::${accountId}:role/service-role/AWSBackup-prod`;

export const mainVaultArn = arn("backup", "backup-vault:main");
export const copiesVaultArn = `arn:aws:backup:eu-central-1:${accountId}:backup-vault:copies`;

/** The plan behind the samples' jobs. */
export const plan = {
  BackupPlanId: "0b7f1c52-6d1e-4a43-9f58-3a6c2e9d8b10",
  BackupPlanArn: arn("backup", "backup-plan:0b7f1c52-6d1e-4a43-9f58-3a6c2e9d8b10"),
  BackupPlanName: "nightly",
  BackupPlanVersion: "NTAwNmI3MTctMTJmNC00N2E0LWFhYjAtNDQ2YzA1YjVhYzgw",
  BackupRuleId: "5f3e2d1c-0b9a-4876-8543-210fedcba987",
  BackupRuleName: "daily",
};

/** When jobs of the samples start. */
const startTimes: Readonly<Record<JobType, string>> = {
  backup: "2026-08-22T03:00:00Z",
  copy: "2026-08-22T03:26:00Z",
  restore: "2026-08-22T03:32:00Z",
};

/** What the API knows about a job that the plan started. */
const planned = (resource: Resource) => ({
  ResourceArn: resource.arn,
  ...known({ ResourceName: resource.name }),
  CreatedBy: plan,
  IsParent: false,
});

/** What DescribeBackupJob, DescribeCopyJob and DescribeRestoreJob answer, besides what all three do. */
const describe: Readonly<Record<JobType, (resource: Resource) => object>> = {
  backup: (resource) => ({
    ...planned(resource),
    BackupVaultName: "main",
    BackupVaultArn: mainVaultArn,
    StartBy: apiDate("2026-08-22T04:00:00Z"),
    PercentDone: "0.0",
    BackupSizeInBytes: 0,
    RecoveryPointLifecycle: { DeleteAfterDays: 35 },
  }),
  copy: (resource) => ({
    ...planned(resource),
    SourceBackupVaultArn: mainVaultArn,
    SourceRecoveryPointArn: resource.recoveryPointArn,
    DestinationBackupVaultArn: copiesVaultArn,
    DestinationRecoveryPointLifecycle: { DeleteAfterDays: 90 },
  }),
  restore: (resource) => ({
    RecoveryPointArn: resource.recoveryPointArn,
    SourceResourceArn: resource.arn,
    BackupVaultArn: mainVaultArn,
    RecoveryPointCreationDate: apiDate("2026-08-21T03:24:00Z"),
    PercentDone: "0.00%",
  }),
};

type Described = Readonly<Record<string, unknown>>;

/** When a job ended, and why where AWS gives a reason. AWS sends the event right after. */
export const ended = (time: string, StatusMessage?: string, MessageCategory?: string): Described =>
  known({ CompletionDate: apiDate(`2026-08-22T${time}Z`), StatusMessage, MessageCategory });

/** A backup of this size that ended well. */
export const succeeded = (time: string, BackupSizeInBytes?: number): Described =>
  known({ ...ended(time, undefined, "SUCCESS"), BackupSizeInBytes });

/** The backup of an earlier night: its state, or the size of a good one in bytes. */
export type EarlierNight = "COMPLETED" | "FAILED" | "EXPIRED" | number;

/** Seven good nights, each a little larger than the one before. */
const goodNights = (sizeBytes: number): readonly EarlierNight[] =>
  [0.93, 0.95, 0.96, 0.97, 0.97, 0.98, 0.99].map((part) => Math.round(part * sizeBytes));

const isGood = (night: EarlierNight): boolean => typeof night === "number" || night === "COMPLETED";

const dayMilliseconds = 86_400_000;

type Night = {
  readonly jobId: string;
  readonly pointArn: string;
  readonly createdAtSeconds: number;
  readonly outcome: EarlierNight;
};

/** One job a night, the oldest first. */
const nightsOf = (resource: Resource, nights: readonly EarlierNight[]): readonly Night[] =>
  nights.map((outcome, index) => {
    const jobId = jobIdOf(`${resource.arn} ${nights.length - index} nights before`);
    return {
      jobId,
      outcome,
      pointArn: arn("backup", `recovery-point:${jobId}`),
      createdAtSeconds: (Date.parse(startTimes.backup) - (nights.length - index) * dayMilliseconds) / 1000,
    };
  });

/** A night's job as ListBackupJobs shows it. */
const listedNight = ({ arn: ResourceArn, type }: Resource, { outcome, ...night }: Night) => ({
  AccountId: accountId,
  BackupJobId: night.jobId,
  BackupVaultName: "main",
  ResourceArn,
  ResourceType: type,
  State: typeof outcome === "number" ? "COMPLETED" : outcome,
  CreationDate: night.createdAtSeconds,
  CompletionDate: night.createdAtSeconds + 1200,
  ...(isGood(outcome) && { MessageCategory: "SUCCESS", RecoveryPointArn: night.pointArn }),
  ...(typeof outcome === "number" && { BackupSizeInBytes: outcome }),
});

const savedBytes = ({ BackupSizeInBytes: bytes }: Described): number =>
  typeof bytes === "number" && bytes > 0 ? bytes : 1024 ** 3;

/** What AWS Backup has of a resource's recovery points: so many days each is kept, none, or no answer. */
type Points = { readonly keptDays: number } | "deleted" | "refused";

/** What the API lists for a resource: its jobs with the reported one, and the recovery points of those that have one. */
const listsOf = (
  resource: Resource,
  nights: readonly Night[],
  own: Described,
  points: Points,
): Readonly<Record<string, object>> => {
  const name = encodeURIComponent(resource.arn);
  const listedPoint = (RecoveryPointArn: unknown, CreationDate: unknown) => ({
    RecoveryPointArn,
    Status: "COMPLETED",
    CreationDate,
    IsParent: false,
    VaultType: "BACKUP_VAULT",
  });
  const good = points === "deleted" ? [] : nights.filter(({ outcome }) => isGood(outcome));
  const left = [
    ...good.map(({ pointArn, createdAtSeconds }) => listedPoint(pointArn, createdAtSeconds)),
    ...(own["RecoveryPointArn"] === undefined
      ? []
      : [listedPoint(own["RecoveryPointArn"], own["CreationDate"])]),
  ];
  const keptSeconds = (typeof points === "string" ? 35 : points.keptDays) * (dayMilliseconds / 1000);
  const descriptions = good.map(({ pointArn, createdAtSeconds }) => [
    `/backup-vaults/main/recovery-points/${encodeURIComponent(pointArn)}`,
    { RecoveryPointArn: pointArn, CalculatedLifecycle: { DeleteAt: createdAtSeconds + keptSeconds } },
  ]);
  return {
    [`/backup-jobs/?resourceArn=${name}`]: {
      BackupJobs: [...nights.map((night) => listedNight(resource, night)), own],
    },
    ...(points !== "refused" && { [`/resources/${name}/recovery-points/`]: { RecoveryPoints: left } }),
    ...Object.fromEntries(descriptions),
  };
};

/** A job, as an event and the API show it. */
export type Job = {
  readonly jobType: JobType;
  readonly resource: Resource;
  /** The event's state. */
  readonly state: string;
  /** What DescribeBackupJob, DescribeCopyJob or DescribeRestoreJob adds to the usual answer; `false`: it refuses. */
  readonly described?: Described | false;
  /** The reason that the notification's text gives. Most give none. */
  readonly reasonInText?: string;
  /** The resource's backups of the nights before, the oldest first. Default: seven good ones. */
  readonly earlier?: readonly EarlierNight[] | undefined;
  /** Default: each is kept for 35 days. */
  readonly points?: Points | undefined;
};

/** A backup job, which most samples are about. */
export const backupJob = (
  resource: Resource,
  state: string,
  described: NonNullable<Job["described"]>,
  earlier?: Job["earlier"],
  points?: Points,
): Job => ({ jobType: "backup", resource, state, described, earlier, points });

/** When AWS sends a job's event; nothing where no one knows when its state changed. */
const jobSentAt = ({ jobType, state, described }: Job): { readonly sentAt?: string } => {
  const endedAt = described ? described["CompletionDate"] : undefined;
  if (typeof endedAt === "number") return { sentAt: sentAfter(new Date(endedAt * 1000).toISOString()) };
  return state === "RUNNING" ? { sentAt: sentAfter(startTimes[jobType]) } : {};
};

/** States of a backup that left a recovery point. */
const backedUpStates = ["COMPLETED", "PARTIAL"];

/** What Lambda receives about a job, and what the API knows about it. The job's ID comes from `name`. */
export const jobParts = (name: string, job: Job) => {
  const { jobType, resource, state, described = {}, earlier, points = { keptDays: 35 } } = job;
  const jobId = jobIdOf(name);
  const kind = { backup: "Backup", copy: "Copy", restore: "Restore" }[jobType];
  const text = [
    sentenceOf(kind, state),
    jobType === "backup" && state === "COMPLETED" ? `Recovery point ARN: ${resource.recoveryPointArn}.` : "",
    jobType === "backup" ? `Backed up Resource ARN : ${resource.arn}.` : "",
    `${kind} Job Id : ${jobId}`,
    job.reasonInText === undefined ? "" : `Status Message : ${job.reasonInText}`,
  ];
  const record = vaultNotification(
    text.filter(Boolean).join(" "),
    {
      EventType: `${jobType.toUpperCase()}_JOB`,
      State: state,
      AccountId: accountId,
      Id: jobId,
      StartTime: startTimes[jobType],
    },
    jobSentAt(job),
  );
  if (described === false) return { record, answers: {} };
  const answer = {
    AccountId: accountId,
    ResourceType: resource.type,
    IamRoleArn: roleArn,
    CreationDate: apiDate(startTimes[jobType]),
    ...describe[jobType](resource),
    [`${kind}JobId`]: jobId,
    [jobType === "restore" ? "Status" : "State"]: state,
    ...(jobType === "backup" &&
      backedUpStates.includes(state) && { RecoveryPointArn: resource.recoveryPointArn }),
    ...described,
  };
  const nights = nightsOf(resource, earlier ?? goodNights(savedBytes(described)));
  return {
    record,
    answers: {
      ...(jobType === "backup" && listsOf(resource, nights, answer, points)),
      [`/${jobType}-jobs/${jobId}`]: jobType === "copy" ? { CopyJob: answer } : answer,
    },
  };
};

/** A job's vault notification, as a sample. */
export const jobSample = (group: SampleGroup, id: string, title: string, job: Job): Sample => {
  const { record, answers } = jobParts(id, job);
  return { id, title, group, input: batchOf(record), answers };
};

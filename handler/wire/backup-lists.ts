import { type JobPhase, phaseOf } from "../model";
import { countOf, dateOf, type Fields, fieldsOf, jsonFieldsOf, known, textOf } from "./fields";
import { jobStateOf, statusMessageOf } from "./job-details";
import { pathPart } from "./path-part";

/** A backup job as a list shows it. */
export type ListedJob = {
  readonly jobId?: string;
  readonly phase: JobPhase;
  readonly createdAt: Date;
  readonly sizeBytes?: number;
};

/** A recovery point as a list shows it. */
export type ListedPoint = {
  readonly arn?: string;
  /** `COMPLETED`, `AVAILABLE`, `PARTIAL`, `EXPIRED`, as AWS writes it. */
  readonly status?: string;
  readonly createdAt: Date;
};

/** What one call lists. */
export type Listed<Item> = {
  readonly items: readonly Item[];
  /** False where AWS has more, or where an entry could not be read: then nothing may be said of what is not there. */
  readonly isWhole: boolean;
};

/**
 * A resource has some thirty jobs in a month, one of an hourly plan some 700. A hundred are at most some 200 KB;
 * recovery points of Amazon RDS want twenty at least. (AWS Backup API Reference, MaxResults)
 */
const maxResults = 100;

/** The path of ListBackupJobs: a resource's jobs of the last 30 days, or since a date. (AWS Backup API Reference) */
export const listJobsPath = (resourceArn: string, createdAfter?: Date): string => {
  const since = createdAfter ? `&createdAfter=${pathPart(createdAfter.toISOString())}` : "";
  return `/backup-jobs/?maxResults=${maxResults}&resourceArn=${pathPart(resourceArn)}${since}`;
};

/** The path of ListRecoveryPointsByResource, without snapshots that AWS Backup did not make. (AWS Backup API Reference) */
export const listPointsPath = (resourceArn: string): string =>
  `/resources/${pathPart(resourceArn)}/recovery-points/?managedByAWSBackupOnly=true&maxResults=${maxResults}`;

/** What is read of an entry, in EventBridge's spelling. A list has a hundred of them: the rest is left alone. */
const readOf = (entry: unknown): Fields => {
  const fields = fieldsOf(entry) ?? {};
  return {
    backupJobId: fields["BackupJobId"],
    state: fields["State"],
    status: fields["Status"],
    statusMessage: fields["StatusMessage"],
    messageCategory: fields["MessageCategory"],
    creationDate: fields["CreationDate"],
    backupSizeInBytes: fields["BackupSizeInBytes"],
    recoveryPointArn: fields["RecoveryPointArn"],
  };
};

const listedOf = <Item>(
  body: string,
  name: "BackupJobs" | "RecoveryPoints",
  itemOf: (fields: Fields) => Item | undefined,
): Listed<Item> | undefined => {
  const answer = jsonFieldsOf(body);
  const entries = answer?.[name];
  if (!Array.isArray(entries)) return undefined;
  const items = entries.flatMap((entry) => itemOf(readOf(entry)) ?? []);
  return { items, isWhole: items.length === entries.length && textOf(answer?.["NextToken"]) === undefined };
};

/** Reads what ListBackupJobs answered; `undefined` for what is no list. */
export const listedJobsOf = (body: string): Listed<ListedJob> | undefined =>
  listedOf(body, "BackupJobs", (job) => {
    const createdAt = dateOf(job["creationDate"]);
    if (createdAt === undefined) return undefined;
    const details = known({
      reason: statusMessageOf(job),
      messageCategory: textOf(job["messageCategory"]),
    });
    return {
      createdAt,
      phase: phaseOf(jobStateOf(job), details),
      ...known({ jobId: textOf(job["backupJobId"]), sizeBytes: countOf(job["backupSizeInBytes"]) }),
    };
  });

/** Reads what ListRecoveryPointsByResource answered; `undefined` for what is no list. */
export const listedPointsOf = (body: string): Listed<ListedPoint> | undefined =>
  listedOf(body, "RecoveryPoints", (point) => {
    const createdAt = dateOf(point["creationDate"]);
    if (createdAt === undefined) return undefined;
    return {
      createdAt,
      ...known({ arn: textOf(point["recoveryPointArn"]), status: textOf(point["status"]) }),
    };
  });

import { pathPart } from "../aws/backup";
import { countOf, dateOf, type Fields, fieldsOf, jsonFieldsOf, known, textOf } from "../model/fields";
import { type JobPhase, phaseOf } from "../model/job-phase";
import { statusMessageOf } from "../parse/job-details";

/** A backup job as a list shows it. */
export type ListedJob = {
  readonly jobId?: string;
  readonly phase: JobPhase;
  readonly createdAt: Date;
  readonly sizeBytes?: number;
  readonly vaultName?: string;
  /** The recovery point that it made. */
  readonly pointArn?: string;
};

/** What one call lists. */
export type Listed<Item> = {
  readonly items: readonly Item[];
  /** False where AWS has more, or where an entry could not be read: then absence from the list proves nothing. */
  readonly isWhole: boolean;
};

/** A resource has about thirty jobs a month, with an hourly plan about 700. A hundred are at most about 200 KB. */
const maxResults = 100;

/** The path of ListBackupJobs: a resource's jobs of the last 30 days, or since a date. (AWS Backup API Reference) */
export const listJobsPath = (resourceArn: string, createdAfter?: Date): string => {
  const since = createdAfter ? `&createdAfter=${pathPart(createdAfter.toISOString())}` : "";
  return `/backup-jobs/?maxResults=${maxResults}&resourceArn=${pathPart(resourceArn)}${since}`;
};

const listedJobOf = (job: Fields): ListedJob | undefined => {
  const createdAt = dateOf(job["CreationDate"]);
  if (createdAt === undefined) return undefined;
  const details = known({
    reason: statusMessageOf(job["StatusMessage"]),
    messageCategory: textOf(job["MessageCategory"]),
  });
  return {
    createdAt,
    phase: phaseOf(textOf(job["State"]), details),
    ...known({
      jobId: textOf(job["BackupJobId"]),
      sizeBytes: countOf(job["BackupSizeInBytes"]),
      vaultName: textOf(job["BackupVaultName"]),
      pointArn: textOf(job["RecoveryPointArn"]),
    }),
  };
};

/** Reads what ListBackupJobs answered; `undefined` for anything that is not a list. */
export const listedJobsOf = (body: string): Listed<ListedJob> | undefined => {
  const answer = jsonFieldsOf(body);
  const entries = answer?.["BackupJobs"];
  if (!Array.isArray(entries)) return undefined;
  const items = entries.flatMap((entry) => listedJobOf(fieldsOf(entry) ?? {}) ?? []);
  return { items, isWhole: items.length === entries.length && textOf(answer?.["NextToken"]) === undefined };
};

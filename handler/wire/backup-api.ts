import { vaultNameOf } from "../arn";
import type { JobDetails, JobType } from "../model";
import { countOf, dateOf, fieldsOf, jsonFieldsOf, known, textOf } from "./fields";

/** What a Describe*Job call tells of a job. */
export type DescribedJob = { readonly state?: string; readonly details: JobDetails };

const paths: Readonly<Record<JobType, string>> = {
  backup: "/backup-jobs/",
  copy: "/copy-jobs/",
  restore: "/restore-jobs/",
};

/** The path of DescribeBackupJob, DescribeCopyJob or DescribeRestoreJob. */
export const describeJobPath = (jobType: JobType, jobId: string): string =>
  `${paths[jobType]}${encodeURIComponent(jobId)}`;

/** Reads the answer: copy jobs are nested, restore jobs say `Status`. (AWS Backup API Reference) */
export const describedJobOf = (body: string): DescribedJob | undefined => {
  const answer = jsonFieldsOf(body);
  const job = fieldsOf(answer?.["CopyJob"]) ?? answer;
  if (job === undefined) return undefined;
  const createdBy = fieldsOf(job["CreatedBy"]) ?? {};
  const vaultArn = textOf(job["BackupVaultArn"]) ?? textOf(job["SourceBackupVaultArn"]);
  const details = known({
    resourceArn: textOf(job["ResourceArn"]) ?? textOf(job["SourceResourceArn"]),
    resourceType: textOf(job["ResourceType"]),
    resourceName: textOf(job["ResourceName"]),
    vaultName: textOf(job["BackupVaultName"]) ?? vaultNameOf(vaultArn),
    destinationVaultArn: textOf(job["DestinationBackupVaultArn"]),
    recoveryPointArn: textOf(job["DestinationRecoveryPointArn"]) ?? textOf(job["RecoveryPointArn"]),
    createdResourceArn: textOf(job["CreatedResourceArn"]),
    planId: textOf(createdBy["BackupPlanId"]),
    planName: textOf(createdBy["BackupPlanName"]),
    ruleName: textOf(createdBy["BackupRuleName"]),
    reason: textOf(job["StatusMessage"]),
    messageCategory: textOf(job["MessageCategory"]),
    startedAt: dateOf(job["CreationDate"]),
    endedAt: dateOf(job["CompletionDate"]),
    sizeBytes: countOf(job["BackupSizeInBytes"]),
  });
  return { details, ...known({ state: textOf(job["State"]) ?? textOf(job["Status"]) }) };
};

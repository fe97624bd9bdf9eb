import { type BackupAnswer, pathPart } from "../aws/backup";
import { type Fields, fieldsOf, jsonFieldsOf, known } from "../model/fields";
import type { JobDetails, JobEvent } from "../model/job-event";
import { camelCased, jobDetailsOf, jobStateOf } from "../parse/job-details";
import type { Ask } from "./patience";

/** What AWS Backup says about a job. */
export type DescribedJob = { readonly state?: string; readonly details: JobDetails };

/** A job that AWS Backup can be asked about. */
export type AskableJob = JobEvent & { readonly jobId: string };

/** Finds out what AWS Backup knows about a job. Never throws. */
export type DetailsOf = (job: AskableJob) => Promise<BackupAnswer<DescribedJob>>;

/** Reads a job's fields, their names in camel case. */
export const describedJob = (job: Fields): DescribedJob => ({
  details: jobDetailsOf(job),
  ...known({ state: jobStateOf(job) }),
});

/** Copy jobs are nested. (AWS Backup API Reference) */
const describedJobOf = (body: string): DescribedJob | undefined => {
  const answer = jsonFieldsOf(body);
  return answer && describedJob(camelCased(fieldsOf(answer["CopyJob"]) ?? answer));
};

/** Asks about each job alone: DescribeBackupJob, DescribeCopyJob or DescribeRestoreJob. */
export const describeJobs =
  (ask: Ask): DetailsOf =>
  ({ jobType, jobId }) =>
    ask(`/${jobType}-jobs/${pathPart(jobId)}`, describedJobOf);

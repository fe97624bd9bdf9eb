import { pathPart } from "../aws/backup";
import type { JobDetails } from "../model/event";
import { fieldsOf, jsonFieldsOf, known } from "../model/fields";
import type { JobType } from "../model/job-phase";
import { camelCased, jobDetailsOf, jobStateOf } from "../parse/job-details";

/** What a Describe*Job call says about a job. */
export type DescribedJob = { readonly state?: string; readonly details: JobDetails };

/** The path of DescribeBackupJob, DescribeCopyJob or DescribeRestoreJob. */
export const describeJobPath = (jobType: JobType, jobId: string): string =>
  `/${jobType}-jobs/${pathPart(jobId)}`;

/** Reads the answer. Copy jobs are nested. (AWS Backup API Reference) */
export const describedJobOf = (body: string): DescribedJob | undefined => {
  const answer = jsonFieldsOf(body);
  if (answer === undefined) return undefined;
  const job = camelCased(fieldsOf(answer["CopyJob"]) ?? answer);
  return { details: jobDetailsOf(job), ...known({ state: jobStateOf(job) }) };
};

import { vaultNameOf } from "../../model/arn";
import { countOf, dateOf, type Fields, fieldsOf, known as present, textOf } from "../../model/fields";
import { phaseOf } from "../../model/job-phase";
import { type Answer, known, unseen } from "../answer";
import type { Job, JobKind } from "../facts";
import type { Asker } from "./asker";
import { backupPages } from "./requests";

const idNames: Readonly<Record<JobKind, string>> = {
  backup: "BackupJobId",
  copy: "CopyJobId",
  restore: "RestoreJobId",
};

const listNames: Readonly<Record<JobKind, string>> = {
  backup: "BackupJobs",
  copy: "CopyJobs",
  restore: "RestoreJobs",
};

/** A job as a list names it. (AWS Backup API Reference, BackupJob, CopyJob, RestoreJobsListMember) */
export const jobOf = (kind: JobKind, listed: Fields): Job | undefined => {
  const id = textOf(listed[idNames[kind]]);
  // A job without a date is one still: its end is what is compared.
  const createdAt = dateOf(listed["CreationDate"]) ?? dateOf(listed["CompletionDate"]);
  const state = textOf(listed["State"]) ?? textOf(listed["Status"]) ?? "";
  if (id === undefined || createdAt === undefined) return undefined;
  const createdBy = fieldsOf(listed["CreatedBy"]);
  // A state that is newer than this version is an end where AWS names its time.
  const isOver = phaseOf(state) !== "started" && state !== "ABORTING";
  return {
    kind,
    id,
    state,
    createdAt,
    resourceArn: textOf(listed["ResourceArn"]) ?? textOf(listed["SourceResourceArn"]) ?? "",
    vaultName:
      textOf(listed["BackupVaultName"]) ??
      vaultNameOf(textOf(listed["SourceBackupVaultArn"]) ?? textOf(listed["BackupVaultArn"])) ??
      "",
    ...present({
      endedAt: isOver ? dateOf(listed["CompletionDate"]) : undefined,
      startedAt: dateOf(listed["StartDate"]),
      resourceType: textOf(listed["ResourceType"]),
      bytes: countOf(listed["BackupSizeInBytes"]),
      messageCategory: textOf(listed["MessageCategory"]),
      text: textOf(listed["StatusMessage"]),
      planId: textOf(createdBy?.["BackupPlanId"]),
      ruleId: textOf(createdBy?.["BackupRuleId"]),
      ruleName: textOf(createdBy?.["BackupRuleName"]),
      destinationVaultArn: textOf(listed["DestinationBackupVaultArn"]),
      parentJobId: textOf(listed["ParentJobId"]),
    }),
  };
};

/** Which jobs to list. */
export type JobFilter = {
  readonly createdAfter?: Date;
  readonly completeAfter?: Date;
  readonly completeBefore?: Date;
  readonly resourceArn?: string;
};

/** Jobs of a kind in this Region and account, as far as AWS Backup remembers them: 30 days. */
export const listJobs = async (
  { list }: Asker,
  kind: JobKind,
  { createdAfter, completeAfter, completeBefore, resourceArn }: JobFilter,
): Promise<Answer<readonly Job[]>> => {
  const query = present({
    createdAfter: createdAfter?.toISOString(),
    completeAfter: completeAfter?.toISOString(),
    completeBefore: completeBefore?.toISOString(),
    resourceArn,
  });
  const answer = await list(backupPages(`/${kind}-jobs/`, listNames[kind], idNames[kind], query));
  if (answer.is === "unknown") return answer;
  // What ends while pages are asked for moves others to the next page, which names them again.
  const jobs = answer.value.flatMap((job) => jobOf(kind, job) ?? []);
  return known([...new Map(jobs.map((job) => [job.id, job])).values()]);
};

/** An end that AWS names in fractions of a second is in this time around it. */
const nearMilliseconds = 2000;

/** What is known of a job, as AWS lists it. */
const fieldsOfJob = ({ kind, id, state, createdAt, endedAt, resourceArn, vaultName }: Job): Fields =>
  present({
    [idNames[kind]]: id,
    [kind === "restore" ? "Status" : "State"]: state,
    CreationDate: createdAt.getTime() / 1000,
    CompletionDate: endedAt && endedAt.getTime() / 1000,
    [kind === "restore" ? "SourceResourceArn" : "ResourceArn"]: textOf(resourceArn),
    BackupVaultName: kind === "backup" ? textOf(vaultName) : undefined,
  });

/** A job that ended at a time, as AWS lists it. Where AWS does not list it any more, what is known of it. */
export const listedJob = async ({ list }: Asker, job: Job): Promise<Answer<Fields>> => {
  const { kind, id, endedAt } = job;
  if (endedAt === undefined) return unseen("no-answer");
  const query = {
    completeAfter: new Date(endedAt.getTime() - nearMilliseconds).toISOString(),
    completeBefore: new Date(endedAt.getTime() + nearMilliseconds).toISOString(),
  };
  const answer = await list(backupPages(`/${kind}-jobs/`, listNames[kind], idNames[kind], query));
  if (answer.is === "unknown") return answer;
  return known(answer.value.find((one) => textOf(one[idNames[kind]]) === id) ?? fieldsOfJob(job));
};

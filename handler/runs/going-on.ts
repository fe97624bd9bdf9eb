import { askBackup, type BackupAnswer, pathPart } from "../aws/backup";
import type { Aws } from "../aws/request";
import { dateOf, fieldsOf, jsonFieldsOf, textOf } from "../model/fields";
import type { RunKey } from "./run-key";

/** States of jobs that have not ended, in the order in which a job has them. (AWS Backup API Reference, BackupJobState) */
const openStates = ["CREATED", "PENDING", "RUNNING", "ABORTING"];

/** A page takes some hundred kilobytes. More open jobs than these pages hold are not counted: then nothing is certain. */
const pageSize = 500;
const maxPages = 10;
const maxAnswerBytes = 1024 ** 2;
const timeoutMilliseconds = 5000;

type Page = { readonly hasJob: boolean; readonly nextToken: string | undefined };

/** A job of the plan that does not say to which run it belongs may belong to this one. */
const isOfRun = (entry: unknown, { planId, rule, startBy }: RunKey): boolean => {
  const job = fieldsOf(entry);
  const createdBy = fieldsOf(job?.["CreatedBy"]);
  if (createdBy?.["BackupPlanId"] !== planId) return false;
  const rules = [createdBy["BackupRuleId"], createdBy["BackupRuleName"]].filter((one) => one !== undefined);
  const time = dateOf(job?.["StartBy"]);
  return (
    (rules.length === 0 || rules.includes(rule)) &&
    (time === undefined || time.getTime() === startBy.getTime())
  );
};

const pageOf =
  (key: RunKey) =>
  (body: string): Page | undefined => {
    const answer = jsonFieldsOf(body);
    const jobs = answer?.["BackupJobs"];
    if (!Array.isArray(jobs)) return undefined;
    return { hasJob: jobs.some((job) => isOfRun(job, key)), nextToken: textOf(answer?.["NextToken"]) };
  };

/**
 * Whether AWS Backup still has jobs of a run that have not ended, or why that is not known. A job that moves on between two
 * questions is seen by the later one.
 */
export const goesOn = async (key: RunKey, aws: Aws): Promise<BackupAnswer<boolean>> => {
  for (const state of openStates) {
    let token = "";
    for (let page = 0; ; page++) {
      if (page === maxPages) return { ok: false, problem: "too many jobs are open", because: "unreadable" };
      const next = token === "" ? "" : `&nextToken=${pathPart(token)}`;
      const path = `/backup-jobs/?maxResults=${pageSize}&state=${state}${next}`;
      const answer = await askBackup(aws, { path, timeoutMilliseconds, maxAnswerBytes, read: pageOf(key) });
      if (!answer.ok) return answer;
      if (answer.value.hasJob) return { ok: true, value: true };
      if (answer.value.nextToken === undefined) break;
      token = answer.value.nextToken;
    }
  }
  return { ok: true, value: false };
};

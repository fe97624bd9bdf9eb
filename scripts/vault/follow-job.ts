import {
  type BackupClient,
  type DescribeBackupJobOutput,
  ResourceNotFoundException,
} from "@aws-sdk/client-backup";
import { size } from "../../handler/render/mrkdwn";
import type { StackOutputs } from "../../src/outputs";
import type { Context } from "../program/context";
import { Failure } from "../program/failure";
import type { Report } from "../program/terminal";
import { commandLineOf } from "../stack/commands";
import { awaitJobEnd, reasonOf, runningTimeOf } from "./job";
import { maxJobSeconds } from "./start-job";

const resumeHint = (jobId: string, outputs: StackOutputs): string =>
  `Backup job ${jobId} keeps running in AWS, and its message still goes to Slack.\n` +
  `To follow it again: ${commandLineOf("trigger-backup", outputs, "--job", jobId)}\n` +
  `To stop it: aws backup stop-backup-job --region ${outputs.region} --backup-job-id ${jobId}`;

const followJob = async (
  backup: BackupClient,
  jobId: string,
  outputs: StackOutputs,
  report: Report,
  context: Context,
): Promise<DescribeBackupJobOutput> => {
  try {
    const job = await awaitJobEnd(backup, jobId, { timeoutSeconds: maxJobSeconds, report }, context);
    if (job) return job;
  } catch (cause) {
    if (!(cause instanceof ResourceNotFoundException)) throw cause;
    throw new Failure(`there is no backup job ${jobId} in ${outputs.region}; check the ID and the Region`, {
      cause,
    });
  }
  throw new Failure(
    `backup job ${jobId} has not ended within ${maxJobSeconds / 3600} hours; look at it in the AWS Backup console`,
  );
};

/**
 * Follows jobs to their ends, side by side, and shows their progress.
 * @throws Failure where there is no such job, or one does not end within its windows.
 */
export const followJobs = (
  backup: BackupClient,
  jobIds: readonly string[],
  outputs: StackOutputs,
  context: Context,
): Promise<readonly DescribeBackupJobOutput[]> => {
  context.ifInterrupted(jobIds.map((jobId) => resumeHint(jobId, outputs)).join("\n"));
  const isOne = jobIds.length === 1;
  const progress = new Map<string, string>();
  return context.terminal.step(`Backup ${isOne ? "job" : "jobs"} ${jobIds.join(", ")}`, (report) =>
    Promise.all(
      jobIds.map((jobId) => {
        const reportOne: Report = (text) => {
          progress.set(jobId, isOne ? text : `${jobId}: ${text}`);
          report([...progress.values()].join("; "));
        };
        return followJob(backup, jobId, outputs, reportOne, context);
      }),
    ),
  );
};

const advice: Readonly<Record<string, string>> = {
  EXPIRED: "; another job of the same resource may be running: wait until it ends, then try again",
  FAILED: "; fix it, then try again",
};

/**
 * Reports how a job ended.
 * @throws Failure with AWS's reason where it made no recovery point.
 */
export const reportJobEnd = (job: DescribeBackupJobOutput, { terminal }: Context): void => {
  const { BackupJobId, BackupSizeInBytes, RecoveryPointArn, State = "in an unknown state" } = job;
  const reason = reasonOf(job);
  if (State !== "COMPLETED" && State !== "PARTIAL") {
    throw new Failure(
      `backup job ${BackupJobId} ended ${State}: ${reason.replace(/\.$/, "") || "AWS gave no reason"}${advice[State] ?? ""}`,
    );
  }
  const facts = [
    runningTimeOf(job),
    BackupSizeInBytes ? size(BackupSizeInBytes) : "",
    RecoveryPointArn ? `recovery point ${RecoveryPointArn}` : "",
  ].filter((fact) => fact !== "");
  terminal.say(`Backup job ${BackupJobId} ended ${State}${facts.length > 0 ? `: ${facts.join(", ")}` : ""}.`);
  if (reason !== "") terminal.say(`AWS reports: ${reason}`);
};

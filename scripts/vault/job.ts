import {
  type BackupClient,
  DescribeBackupJobCommand,
  type DescribeBackupJobOutput,
} from "@aws-sdk/client-backup";
import { duration } from "../../handler/render/mrkdwn";
import { terminalLine } from "../../handler/render/printable";
import type { Context } from "../program/context";
import { poll } from "../program/poll";
import type { Report } from "../program/terminal";

/** Polling interval for a job. AWS Backup does not publish its rate limits; 5 to 10 seconds are safe. */
export const everySeconds = 5;

/** States of a job that has not ended. (AWS Backup API reference, BackupJobState) */
export const activeStates = ["CREATED", "PENDING", "RUNNING", "ABORTING"] as const;

/** Whether a job has ended. An unknown state counts as the end, so that no one waits forever. */
export const hasEnded = (state: string | undefined): boolean =>
  !activeStates.some((active) => active === state);

/** `RUNNING, 42 %`. */
const progressOf = ({ State, PercentDone }: DescribeBackupJobOutput): string =>
  `${State ?? "unknown"}${PercentDone === undefined ? "" : `, ${Number.parseFloat(PercentDone) || 0} %`}`;

/** `4 m 10 s` from creation to completion; empty where AWS returned no dates. */
export const runningTimeOf = ({ CreationDate, CompletionDate }: DescribeBackupJobOutput): string =>
  CreationDate && CompletionDate ? duration(CompletionDate.getTime() - CreationDate.getTime()) : "";

/** AWS wraps some status messages in quotation marks. */
export const reasonOf = ({ StatusMessage }: DescribeBackupJobOutput): string =>
  terminalLine(StatusMessage ?? "")
    .replace(/^"|"$/g, "")
    .trim();

type FollowOptions = { readonly timeoutSeconds: number; readonly report: Report };

/** Waits until a job ends; `undefined` after the timeout. */
export const awaitJobEnd = (
  backup: BackupClient,
  jobId: string,
  { timeoutSeconds, report }: FollowOptions,
  { clock, signal }: Context,
): Promise<DescribeBackupJobOutput | undefined> =>
  poll(
    async () => {
      const job = await backup.send(new DescribeBackupJobCommand({ BackupJobId: jobId }));
      report(progressOf(job));
      return hasEnded(job.State) ? job : undefined;
    },
    { everySeconds, timeoutSeconds, clock, signal },
  );

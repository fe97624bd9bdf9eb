import type { BackupClient, RecoveryPointByBackupVault } from "@aws-sdk/client-backup";
import { parseArn } from "../../handler/model/arn";
import { size } from "../../handler/render/mrkdwn";
import type { Context } from "../program/context";
import { counted } from "../program/counted";
import { listActiveJobs, stopActiveJobs } from "./active-jobs";
import { describeHoldingJobs } from "./holding-jobs";
import { deleteRecoveryPoints, listRecoveryPoints } from "./recovery-points";

/** What a vault holds: active jobs, recovery points, and their total size. */
export type VaultContents = {
  readonly jobCount: number;
  readonly recoveryPointCount: number;
  readonly sizeBytes: number;
  /** Whether AWS said the size of each: if not, they are larger than that. */
  readonly isSizeComplete: boolean;
  /** When the last recovery point's retention ends; absent where AWS does not say so of each, or one is kept forever. */
  readonly lastRetentionEnd?: Date;
  /** The copy and restore jobs that hold recovery points, one sentence each. */
  readonly holders: readonly string[];
  /** What other accounts have copied there, one sentence for each account. */
  readonly copiesOfOthers: readonly string[];
};

/** Nobody in those accounts is asked when their copies are deleted. */
const describeCopiesOfOthers = (points: readonly RecoveryPointByBackupVault[]): readonly string[] => {
  const others = points.flatMap(({ BackupVaultArn: here, SourceBackupVaultArn: source }) => {
    const from = parseArn(source)?.accountId;
    return from === undefined || from === parseArn(here)?.accountId ? [] : [from];
  });
  return [...new Set(others)].map(
    (account) =>
      `${counted(others.filter((other) => other === account).length, "recovery point")} copied from account ${account}`,
  );
};

/**
 * Reads what a vault holds.
 * @throws AWS's error where it does not list jobs or recovery points.
 */
export const readVaultContents = async (client: BackupClient, vaultName: string): Promise<VaultContents> => {
  const points = await listRecoveryPoints(client, vaultName);
  const jobs = await listActiveJobs(client, vaultName);
  const sizeBytes = points.reduce((sum, { BackupSizeInBytes }) => sum + (BackupSizeInBytes ?? 0), 0);
  const isSizeComplete = points.every(({ BackupSizeInBytes }) => BackupSizeInBytes !== undefined);
  const holders = await describeHoldingJobs(client, points);
  const ends = points.flatMap(({ CalculatedLifecycle }) => CalculatedLifecycle?.DeleteAt ?? []);
  const lastEnd = Math.max(...ends.map((end) => end.getTime()));
  return {
    jobCount: jobs.length,
    recoveryPointCount: points.length,
    sizeBytes,
    isSizeComplete,
    holders,
    copiesOfOthers: describeCopiesOfOthers(points),
    ...(ends.length > 0 && ends.length === points.length && { lastRetentionEnd: new Date(lastEnd) }),
  };
};

/** `1 active job, 3 recovery points (12 GiB)`. */
export const describeContents = ({
  jobCount,
  recoveryPointCount,
  sizeBytes,
  isSizeComplete,
}: VaultContents): string => {
  const sizeText = `${isSizeComplete ? "" : "at least "}${size(sizeBytes)}`;
  return `${counted(jobCount, "active job")}, ${counted(recoveryPointCount, "recovery point")}${recoveryPointCount > 0 ? ` (${sizeText})` : ""}`;
};

/** Stops the active jobs of a vault, then deletes its recovery points, and waits for both. */
export const emptyVault = async (
  client: BackupClient,
  vaultName: string,
  context: Context,
): Promise<void> => {
  const { terminal } = context;
  await terminal.step(`Stopping the jobs of vault ${vaultName}`, (report) =>
    stopActiveJobs(client, vaultName, context, report),
  );
  await terminal.step(`Deleting the recovery points of vault ${vaultName}`, (report) =>
    deleteRecoveryPoints(client, vaultName, context, report),
  );
};

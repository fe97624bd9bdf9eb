import {
  type BackupClient,
  DeleteRecoveryPointCommand,
  InvalidRequestException,
  InvalidResourceStateException,
  paginateListRecoveryPointsByBackupVault,
  type RecoveryPointByBackupVault,
  ResourceNotFoundException,
} from "@aws-sdk/client-backup";
import { parseArn } from "../../handler/model/arn";
import { allItems } from "../aws/all-items";
import { unlessMissing } from "../aws/missing";
import type { Context } from "../program/context";
import { counted } from "../program/counted";
import { Failure } from "../program/failure";
import { poll } from "../program/poll";
import type { Report } from "../program/terminal";
import { describeHoldingJobs } from "./holding-jobs";
import { everySeconds } from "./job";

/** How long to wait while no recovery point disappears. AWS usually needs seconds, sometimes minutes. */
const maxStandstillSeconds = 30 * 60;

/** Polls after which EXPIRED counts as AWS's answer: a deletion takes a moment to appear. */
const expiredPolls = 3;

/** Polls after which a rejection counts: a copy or restore job that uses the recovery point may end first. */
const rejectedPolls = 12;

/** The recovery points of a vault. A deleted vault has none. */
export const listRecoveryPoints = async (
  client: BackupClient,
  vaultName: string,
): Promise<readonly RecoveryPointByBackupVault[]> => {
  const pages = paginateListRecoveryPointsByBackupVault({ client }, { BackupVaultName: vaultName });
  return (await unlessMissing(allItems(pages, (page) => page.RecoveryPoints))) ?? [];
};

type Attempt = "requested" | "busy" | { readonly rejected: string };

/** Requests the deletion of a recovery point, which is asynchronous. (AWS Backup API reference, DeleteRecoveryPoint) */
const deletePoint = async (client: BackupClient, vaultName: string, arn: string): Promise<Attempt> => {
  try {
    const input = { BackupVaultName: vaultName, RecoveryPointArn: arn };
    await client.send(new DeleteRecoveryPointCommand(input));
    return "requested";
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return "requested";
    if (error instanceof InvalidResourceStateException) return "busy";
    if (error instanceof InvalidRequestException) return { rejected: error.message };
    throw error;
  }
};

/** What happened to one recovery point over the polls. */
type Progress = { isRequested: boolean; rejection?: string; failedPolls: number };

const isStuck = (progress: Progress | undefined): boolean =>
  progress !== undefined && progress.failedPolls >= (progress.isRequested ? expiredPolls : rejectedPolls);

const lacksPermission = (count: number, example: string): string =>
  `AWS could not delete ${counted(count, "recovery point")}, such as ${example}: the status became EXPIRED instead, and they are still billed. ` +
  "The role that AWS Backup used lacks the permission; allow AWSServiceRoleForBackup (or the role that created them) to delete the snapshots, then run the command again";

/**
 * What can keep AWS from deleting a recovery point. Only backups of S3 have access points, also those of other accounts; the
 * pinned SDK does not know them yet. (AWS Backup Developer Guide, Access points; AWS Backup API Reference,
 * ListBackupAccessPointsByRecoveryPoint)
 */
const causesOf = ({ ResourceType, RecoveryPointArn: arn }: RecoveryPointByBackupVault): string => {
  const region = parseArn(arn)?.region;
  const list = `aws backup list-backup-access-points-by-recovery-point --recovery-point-arn ${arn}${region === undefined ? "" : ` --region ${region}`}`;
  const accessPoint =
    ResourceType === undefined || ResourceType === "S3"
      ? `an access point of the backup, which \`${list}\` shows, `
      : "";
  return `a vault lock, a legal hold, ${accessPoint}or a parent recovery point`;
};

/** What ends the wait: none of the remaining recovery points will disappear. */
const problemOf = (
  points: readonly RecoveryPointByBackupVault[],
  progress: ReadonlyMap<string, Progress>,
): string | undefined => {
  const stuck = points.filter(({ RecoveryPointArn }) => isStuck(progress.get(RecoveryPointArn ?? "")));
  const [first] = stuck;
  if (first === undefined || stuck.length < points.length) return undefined;
  const arn = first.RecoveryPointArn ?? "";
  const { isRequested, rejection = "" } = progress.get(arn) ?? { isRequested: true };
  if (isRequested) return lacksPermission(stuck.length, arn);
  return `AWS refused to delete ${counted(stuck.length, "recovery point")}, such as ${arn}: ${rejection.replace(/\.$/, "")}; fix it (${causesOf(first)}), then run the command again`;
};

/** One round: requests the deletions that are not requested yet, and counts the polls without effect. */
const deleteRound = async (
  client: BackupClient,
  vaultName: string,
  points: readonly RecoveryPointByBackupVault[],
  progress: Map<string, Progress>,
  signal: AbortSignal,
): Promise<void> => {
  for (const { RecoveryPointArn: arn, Status } of points) {
    signal.throwIfAborted();
    if (arn === undefined || Status === "DELETING") continue;
    const point = progress.get(arn) ?? { isRequested: false, failedPolls: 0 };
    progress.set(arn, point);
    if (point.isRequested) {
      if (Status === "EXPIRED") point.failedPolls += 1;
      continue;
    }
    const attempt = await deletePoint(client, vaultName, arn);
    if (attempt === "requested") {
      point.isRequested = true;
      point.failedPolls = 0;
    } else if (attempt !== "busy") {
      point.rejection = attempt.rejected;
      point.failedPolls += 1;
    }
  }
};

/**
 * Deletes all recovery points of one vault and waits until they are gone.
 * @throws Failure where AWS refuses to, lacks the permission, or makes no progress for half an hour.
 */
export const deleteRecoveryPoints = async (
  client: BackupClient,
  vaultName: string,
  { clock, signal }: Context,
  report: Report,
): Promise<void> => {
  const progress = new Map<string, Progress>();
  let left = Number.POSITIVE_INFINITY;
  let changedAt = clock.now();
  const round = async (): Promise<"gone" | { readonly problem: string } | undefined> => {
    const points = await listRecoveryPoints(client, vaultName);
    if (points.length === 0) return "gone";
    report(`${points.length} left`);
    const problem = problemOf(points, progress);
    if (problem !== undefined) return { problem };
    if (points.length < left) changedAt = clock.now();
    left = points.length;
    if (clock.now() - changedAt > maxStandstillSeconds * 1000) {
      return {
        problem: `${counted(points.length, "recovery point")} of vault ${vaultName} left, and none was deleted in the last ${maxStandstillSeconds / 60} minutes; AWS may need days for some, so run the command again later`,
      };
    }
    await deleteRound(client, vaultName, points, progress, signal);
    return undefined;
  };
  const timeoutSeconds = Number.POSITIVE_INFINITY;
  const end = await poll(round, { everySeconds, timeoutSeconds, clock, signal });
  if (typeof end !== "object") return;
  const holders = await describeHoldingJobs(client, await listRecoveryPoints(client, vaultName));
  throw new Failure([end.problem, ...holders].join("; "));
};

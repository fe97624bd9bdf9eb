import {
  type BackupClient,
  DeleteRecoveryPointCommand,
  InvalidRequestException,
  InvalidResourceStateException,
  paginateListRecoveryPointsByBackupVault,
  type RecoveryPointByBackupVault,
  ResourceNotFoundException,
} from "@aws-sdk/client-backup";
import type { Context } from "../program/context";
import { counted } from "../program/counted";
import { Failure } from "../program/failure";
import { poll } from "../program/poll";
import type { Report } from "../program/terminal";
import { everySeconds } from "./job";

/** How long to wait without any recovery point going away. AWS usually needs seconds, sometimes minutes. */
const maxStandstillSeconds = 30 * 60;

/** Polls after which EXPIRED counts as AWS's answer: a deletion takes a moment to show. */
const expiredPolls = 3;

/** Polls after which a refusal counts: a copy or restore job that uses the recovery point may end meanwhile. */
const refusedPolls = 12;

/** The recovery points of a vault. A vault that is gone has none. */
export const listRecoveryPoints = async (
  client: BackupClient,
  vaultName: string,
): Promise<readonly RecoveryPointByBackupVault[]> => {
  const points: RecoveryPointByBackupVault[] = [];
  try {
    const pages = paginateListRecoveryPointsByBackupVault({ client }, { BackupVaultName: vaultName });
    for await (const page of pages) points.push(...(page.RecoveryPoints ?? []));
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return [];
    throw error;
  }
  return points;
};

type Attempt = "asked" | "busy" | { readonly refused: string };

/** Asks AWS to delete a recovery point. It does so later. (AWS Backup API reference, DeleteRecoveryPoint) */
const deletePoint = async (client: BackupClient, vaultName: string, arn: string): Promise<Attempt> => {
  try {
    const input = { BackupVaultName: vaultName, RecoveryPointArn: arn };
    await client.send(new DeleteRecoveryPointCommand(input));
    return "asked";
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return "asked";
    if (error instanceof InvalidResourceStateException) return "busy";
    if (error instanceof InvalidRequestException) return { refused: error.message };
    throw error;
  }
};

/** What happened to one recovery point over the polls. */
type Progress = { wasAsked: boolean; refusal?: string; pollsInVain: number };

const isStuck = (so: Progress | undefined): boolean =>
  so !== undefined && so.pollsInVain >= (so.wasAsked ? expiredPolls : refusedPolls);

const lacksPermission = (count: number, example: string): string =>
  `AWS could not delete ${counted(count, "recovery point")}, such as ${example}: the state went to EXPIRED instead, and they are still billed. ` +
  "The role that AWS Backup used lacks the permission; allow AWSServiceRoleForBackup (or the role that made them) to delete the snapshots, then run the command again";

/** What ends the waiting: every recovery point that is left will not go away by itself. */
const problemOf = (
  points: readonly RecoveryPointByBackupVault[],
  progress: ReadonlyMap<string, Progress>,
): string | undefined => {
  const stuck = points.filter(({ RecoveryPointArn }) => isStuck(progress.get(RecoveryPointArn ?? "")));
  const [first] = stuck;
  if (first === undefined || stuck.length < points.length) return undefined;
  const arn = first.RecoveryPointArn ?? "";
  const { wasAsked, refusal = "" } = progress.get(arn) ?? { wasAsked: true };
  if (wasAsked) return lacksPermission(stuck.length, arn);
  return `AWS refuses to delete ${counted(stuck.length, "recovery point")}, such as ${arn}: ${refusal.replace(/\.$/, "")}; mend that (a vault lock, or a parent recovery point), then run the command again`;
};

/** One round: asks for what has not been asked for yet, and counts what does not help. */
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
    const so = progress.get(arn) ?? { wasAsked: false, pollsInVain: 0 };
    progress.set(arn, so);
    if (so.wasAsked) {
      if (Status === "EXPIRED") so.pollsInVain += 1;
      continue;
    }
    const attempt = await deletePoint(client, vaultName, arn);
    if (attempt === "asked") {
      so.wasAsked = true;
      so.pollsInVain = 0;
    } else if (attempt !== "busy") {
      so.refusal = attempt.refused;
      so.pollsInVain += 1;
    }
  }
};

/**
 * Deletes every recovery point of one vault and waits until they are gone.
 * @throws Failure where AWS refuses to, or lacks the permission, or stands still for half an hour.
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
        problem: `${counted(points.length, "recovery point")} of vault ${vaultName} left, and none has gone for ${maxStandstillSeconds / 60} minutes; AWS may need days for some, so run the command again later`,
      };
    }
    await deleteRound(client, vaultName, points, progress, signal);
    return undefined;
  };
  const timeoutSeconds = Number.POSITIVE_INFINITY;
  const end = await poll(round, { everySeconds, timeoutSeconds, clock, signal });
  if (typeof end === "object") throw new Failure(end.problem);
};

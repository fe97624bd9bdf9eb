import { parseArn, vaultNameOf } from "./arn";
import { invalidParameter } from "./errors";
import type { BackupJob, CopyJob } from "./job";
import { isFullyManaged } from "./resource";
import type { Service } from "./service";

/**
 * A logically air-gapped vault as the primary target. What AWS Backup fully manages is backed up right there; of anything else a temporary
 * recovery point is made in the rule's own vault, copied there, and deleted after that copy. (AWS Backup Developer Guide, Primary
 * backups to logically air-gapped vaults)
 */

type Target = Pick<BackupJob, "vaultName" | "resourceArn" | "lifecycle" | "copyActions">;

/** @throws BackupError unless the ARN is that of an air-gapped vault of this account and Region. (AWS Backup API Reference) */
export const checkAirGappedTarget = (service: Service, airGappedVaultArn: string | undefined): void => {
  if (airGappedVaultArn === undefined) return;
  const { accountId, region, store } = service;
  const arn = parseArn(airGappedVaultArn);
  const isHere = arn?.accountId === accountId && arn.region === region;
  const vault = store.vaults.get(vaultNameOf(airGappedVaultArn) ?? "");
  if (isHere && vault?.type === "LOGICALLY_AIR_GAPPED_BACKUP_VAULT") return;
  throw invalidParameter(
    `Invalid LogicallyAirGappedBackupVaultArn ${airGappedVaultArn}. It must be a logically air-gapped vault of account ${accountId} in ${region}.`, // Inferred.
  );
};

/** Where a backup goes first that should end in this vault, and what is then copied. */
export const targetOf = (given: Target, airGappedVaultArn: string | undefined): Target => {
  if (airGappedVaultArn === undefined) return given;
  if (isFullyManaged(given.resourceArn)) {
    return { ...given, vaultName: vaultNameOf(airGappedVaultArn) ?? given.vaultName };
  }
  const { lifecycle, copyActions } = given;
  return {
    ...given,
    lifecycle: { ...lifecycle, DeleteAfterEvent: "DELETE_AFTER_COPY" },
    copyActions: [...copyActions, { DestinationBackupVaultArn: airGappedVaultArn, Lifecycle: lifecycle }],
  };
};

/** Deletes a temporary recovery point once it is in the air-gapped vault, and nothing else is copied from it. */
export const deleteAfterCopy = ({ store }: Service, job: CopyJob): void => {
  const point = store.recoveryPoints.get(job.sourceRecoveryPointArn);
  if (point?.lifecycle?.DeleteAfterEvent === undefined) return;
  const copies = [...store.copyJobs.values()].filter((copy) => copy.sourceRecoveryPointArn === point.arn);
  const isKept = copies.some(({ state, destinationVaultArn }) => {
    const vault = store.vaults.get(vaultNameOf(destinationVaultArn) ?? "");
    return state === "COMPLETED" && vault?.type === "LOGICALLY_AIR_GAPPED_BACKUP_VAULT";
  });
  if (!isKept || copies.some(({ endedAt }) => endedAt === undefined)) return;
  store.recoveryPoints.delete(point.arn);
  store.tags.delete(point.arn);
};

import {
  type BackupClient,
  paginateListRecoveryPointsByBackupVault,
  type RecoveryPointByBackupVault,
} from "@aws-sdk/client-backup";
import { allItems } from "../aws/all-items";
import { Failure } from "../program/failure";

/** A recovery point that can be restored. */
export type Point = RecoveryPointByBackupVault & {
  readonly RecoveryPointArn: string;
  readonly BackupVaultName: string;
  readonly CreationDate: Date;
};

/** A continuous recovery point is `AVAILABLE`. (AWS Backup API Reference, RecoveryPointStatus) */
const good = ["COMPLETED", "AVAILABLE"];

const isPoint = (point: RecoveryPointByBackupVault): point is Point =>
  point.RecoveryPointArn !== undefined &&
  point.BackupVaultName !== undefined &&
  point.CreationDate !== undefined &&
  good.includes(point.Status ?? "");

/**
 * The newest good recovery point of a resource in the stage's vaults. Each vault is asked: the list by resource names the vault
 * of few types only. (AWS Backup API Reference, ListRecoveryPointsByResource)
 * @throws Failure where there is none
 */
export const newestPoint = async (
  client: BackupClient,
  ByResourceArn: string,
  vaultNames: readonly string[],
): Promise<Point> => {
  if (vaultNames.length === 0) {
    throw new Failure(
      "the stage has no vault to restore from; name the vaults in existingVaults of its file and deploy",
    );
  }
  const lists = vaultNames.map((BackupVaultName) =>
    allItems(
      paginateListRecoveryPointsByBackupVault({ client }, { BackupVaultName, ByResourceArn }),
      ({ RecoveryPoints }) => RecoveryPoints,
    ),
  );
  const [newest] = (await Promise.all(lists))
    .flat()
    .filter(isPoint)
    .sort((one, other) => other.CreationDate.getTime() - one.CreationDate.getTime());
  if (newest) return newest;
  throw new Failure(
    `${ByResourceArn} has no recovery point in ${vaultNames.join(", ")} that can be restored; make one with trigger-backup, or name another resource with --resource <arn>`,
  );
};

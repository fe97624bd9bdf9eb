import { pathPart } from "../../aws/backup";
import { countOf } from "../../model/fields";
import type { Restored } from "../../model/restored";
import type { Look } from "./look";

/**
 * The bytes of the backup that was restored; `undefined` where AWS Backup does not say. Of a restore job it gives the size of what the
 * job made, which is 0 where nothing came out. (AWS Backup API Reference, DescribeRecoveryPoint, DescribeRestoreJob)
 */
export const backupBytesOf = async (
  { vaultName, recoveryPointArn }: Pick<Restored, "vaultName" | "recoveryPointArn">,
  look: Look,
): Promise<number | undefined> => {
  if (vaultName === undefined || recoveryPointArn === undefined) return undefined;
  const point = await look.json({
    service: "backup",
    method: "GET",
    path: `/backup-vaults/${pathPart(vaultName)}/recovery-points/${pathPart(recoveryPointArn)}`,
  });
  return point.is === "seen" ? countOf(point.value["BackupSizeInBytes"]) : undefined;
};

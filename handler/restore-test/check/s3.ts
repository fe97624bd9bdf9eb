import { pathPart } from "../../aws/backup";
import { parseArn } from "../../model/arn";
import { countOf } from "../../model/fields";
import { type Check, fact, type Look, notYet, numberIn, type RestoredResource, xmlTexts } from "./look";

const sizeText = (bytes: number): string =>
  bytes < 1024 ** 2 ? `${bytes} bytes` : `${Math.round(bytes / 1024 ** 2)} MiB`;

/**
 * The bytes of the backup that was restored; `undefined` where AWS Backup does not say, as 0 does not: it says that of buckets with
 * objects too. Of a restore job it gives the size of what the job made. (AWS Backup API Reference, DescribeRecoveryPoint,
 * BackupSizeInBytes, DescribeRestoreJob; seen in aws/aws-sdk issue 330)
 */
const backupBytesOf = async (
  { vaultName, recoveryPointArn }: RestoredResource,
  look: Look,
): Promise<number | undefined> => {
  if (vaultName === undefined || recoveryPointArn === undefined) return undefined;
  const point = await look.json({
    service: "backup",
    method: "GET",
    path: `/backup-vaults/${pathPart(vaultName)}/recovery-points/${pathPart(recoveryPointArn)}`,
  });
  return (point.is === "seen" && countOf(point.value["BackupSizeInBytes"])) || undefined;
};

/** Of a bucket: an object can be read. That it has none is never good: nothing says that its backup has none either. */
export const checkBucket: Check = async (restored, look) => {
  const bucket = parseArn(restored.createdArn)?.resource ?? "";
  const list = await look.text({
    service: "s3",
    method: "GET",
    path: `/${encodeURIComponent(bucket)}?list-type=2&max-keys=2`,
  });
  if (list.is === "unknown") return [list.fact];
  const [key] = xmlTexts(list.value, "Contents/Key");
  if (key === undefined) {
    // Only AWS's own count says that there is none.
    if (numberIn(list.value, "KeyCount") !== 0) return [notYet("whether there is an object is not known")];
    const backupBytes = await backupBytesOf(restored, look);
    return backupBytes === undefined
      ? [notYet("no object, and AWS Backup does not say how large the backup is")]
      : [fact(false, `no object, but its backup has ${sizeText(backupBytes)}`)];
  }
  const path = key.split("/").map(encodeURIComponent).join("/");
  const head = await look.text({
    service: "s3",
    method: "HEAD",
    path: `/${encodeURIComponent(bucket)}/${path}`,
  });
  if (head.is === "unknown") return [notYet(`an object cannot be read: ${head.fact.text}`)];
  return [fact(true, "has objects, one can be read")];
};

import { parseArn } from "../../model/arn";
import { backupBytesOf } from "./backup-size";
import { type Check, fact, notYet, numberIn, xmlTexts } from "./look";

const sizeText = (bytes: number): string =>
  bytes < 1024 ** 2 ? `${bytes} bytes` : `${Math.round(bytes / 1024 ** 2)} MiB`;

/** Of a bucket: the backup is not empty and an object can be read. */
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
    if (backupBytes === undefined)
      return [notYet("no object, and AWS Backup does not say how large the backup is")];
    return backupBytes === 0
      ? [fact(true, "empty, as its backup")]
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

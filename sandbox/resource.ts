import { resourceKindOf } from "../local/aws/backup/resource";
import { accountRoot } from "../local/ministack/account-root";
import { quoted } from "../scripts/program/credential";
import { wrongUsage } from "../scripts/program/failure";

const { accountId, region } = accountRoot;

/** Resources that only AWS Backup has to know. */
const madeUp: Readonly<Record<string, string>> = {
  table: `arn:aws:dynamodb:${region}:${accountId}:table/orders`,
  database: `arn:aws:rds:${region}:${accountId}:db:shop`,
  files: `arn:aws:elasticfilesystem:${region}:${accountId}:file-system/fs-0a1b2c3d`,
  bucket: "arn:aws:s3:::example-invoices",
};

/** What a command takes as a resource, besides an ARN. */
export const resourceNames: readonly string[] = ["instance", ...Object.keys(madeUp)];

/**
 * The ARN of a resource that was typed by name or ARN.
 * @throws Failure (exit code 2) that says what is allowed; Failure (1) where the stage has no test instance.
 */
export const resourceArnOf = (typed: string, instanceArn: string): string => {
  if (typed === "instance" && instanceArn !== "") return instanceArn;
  const arn = Object.hasOwn(madeUp, typed) ? madeUp[typed] : typed;
  if (arn !== undefined && resourceKindOf(arn) !== undefined) return arn;
  const allowed = `allowed are ${resourceNames.join(", ")}, or an ARN that AWS Backup knows, such as ${madeUp["table"]}`;
  if (typed === "instance") throw wrongUsage(`the stage has no test instance; ${allowed}`);
  throw wrongUsage(`the resource is ${typed.startsWith("arn:") ? `"${typed}"` : quoted(typed)}; ${allowed}`);
};

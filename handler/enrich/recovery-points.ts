import { type BackupAnswer, pathPart } from "../aws/backup";
import { dateOf, type Fields, fieldsOf, jsonFieldsOf, known, textOf } from "../model/fields";
import type { Listed } from "./list-backups";
import type { Ask } from "./patience";

/** A recovery point as a list shows it. */
export type ListedPoint = {
  readonly arn?: string;
  /** `COMPLETED`, `AVAILABLE`, `PARTIAL`, `EXPIRED`, as AWS writes it. */
  readonly status?: string;
  readonly createdAt: Date;
  /** AWS names it only of some resources. */
  readonly vaultName?: string;
  /** Its malware scans all ended and found nothing. Absent where AWS does not say so. */
  readonly isClean?: true;
};

/** One page of a list. */
export type PointPage = {
  readonly items: readonly ListedPoint[];
  /** False where an entry could not be read. */
  readonly isReadable: boolean;
  /** Asks for the next page. */
  readonly nextToken?: string;
};

/** About 120 KB. Amazon RDS needs at least twenty. (AWS Backup API Reference, MaxResults) */
const pageSize = 200;

/** The path of ListRecoveryPointsByResource, without snapshots that AWS Backup did not make. (AWS Backup API Reference) */
export const listPointsPath = (resourceArn: string, nextToken?: string): string => {
  const next = nextToken === undefined ? "" : `&nextToken=${pathPart(nextToken)}`;
  return `/resources/${pathPart(resourceArn)}/recovery-points/?managedByAWSBackupOnly=true&maxResults=${pageSize}${next}`;
};

/** An answer that leaves out findings or failures says nothing. (AWS Backup API Reference, AggregatedScanResult) */
const isClean = (result: Fields | undefined): true | undefined => {
  const findings = result?.["Findings"];
  return (result?.["FailedScan"] === false && Array.isArray(findings) && findings.length === 0) || undefined;
};

const pointOf = (entry: unknown): ListedPoint | undefined => {
  const point = fieldsOf(entry) ?? {};
  const createdAt = dateOf(point["CreationDate"]);
  if (createdAt === undefined) return undefined;
  return {
    createdAt,
    ...known({
      arn: textOf(point["RecoveryPointArn"]),
      status: textOf(point["Status"]),
      vaultName: textOf(point["BackupVaultName"]),
      isClean: isClean(fieldsOf(point["AggregatedScanResult"])),
    }),
  };
};

/** Reads what ListRecoveryPointsByResource answered; `undefined` for anything that is not a list. */
export const pointPageOf = (body: string): PointPage | undefined => {
  const answer = jsonFieldsOf(body);
  const entries = answer?.["RecoveryPoints"];
  if (!Array.isArray(entries)) return undefined;
  const items = entries.flatMap((entry) => pointOf(entry) ?? []);
  return {
    items,
    isReadable: items.length === entries.length,
    ...known({ nextToken: textOf(answer?.["NextToken"]) }),
  };
};

/** A resource with hourly backups kept for a month has about 700 recovery points: four pages. */
const maxPages = 5;

export type Points = BackupAnswer<Listed<ListedPoint>>;

/** All pages of a resource's recovery points, as far as they are few. */
export const listPoints = async (ask: Ask, resourceArn: string): Promise<Points> => {
  const items: ListedPoint[] = [];
  let isReadable = true;
  let nextToken: string | undefined;
  for (let page = 1; page <= maxPages; page++) {
    const answer = await ask(listPointsPath(resourceArn, nextToken), pointPageOf);
    if (!answer.ok) return answer;
    items.push(...answer.value.items);
    isReadable &&= answer.value.isReadable;
    nextToken = answer.value.nextToken;
    if (nextToken === undefined) break;
  }
  return { ok: true, value: { items, isWhole: isReadable && nextToken === undefined } };
};

/** The path of DescribeRecoveryPoint: only it and a vault's list say when a recovery point will be deleted. */
export const describePointPath = (vaultName: string, arn: string): string =>
  `/backup-vaults/${pathPart(vaultName)}/recovery-points/${pathPart(arn)}`;

/** When a described recovery point's lifecycle deletes it. (AWS Backup API Reference, CalculatedLifecycle) */
export const deletionOf = (body: string): { readonly deletedAt?: Date } | undefined => {
  const point = jsonFieldsOf(body);
  return point && known({ deletedAt: dateOf(fieldsOf(point["CalculatedLifecycle"])?.["DeleteAt"]) });
};

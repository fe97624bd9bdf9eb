import { pathPart } from "../aws/backup";
import { dateOf, fieldsOf, jsonFieldsOf, known, textOf } from "../model/fields";

/** A recovery point as a list shows it. */
export type ListedPoint = {
  readonly arn?: string;
  /** `COMPLETED`, `AVAILABLE`, `PARTIAL`, `EXPIRED`, as AWS writes it. */
  readonly status?: string;
  readonly createdAt: Date;
  /** AWS names it only of some resources. */
  readonly vaultName?: string;
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

/** The path of DescribeRecoveryPoint: only it and a vault's list say when a recovery point will be deleted. */
export const describePointPath = (vaultName: string, arn: string): string =>
  `/backup-vaults/${pathPart(vaultName)}/recovery-points/${pathPart(arn)}`;

/** When a described recovery point's lifecycle deletes it. (AWS Backup API Reference, CalculatedLifecycle) */
export const deletionOf = (body: string): { readonly deletedAt?: Date } | undefined => {
  const point = jsonFieldsOf(body);
  return point && known({ deletedAt: dateOf(fieldsOf(point["CalculatedLifecycle"])?.["DeleteAt"]) });
};

import { pathPart } from "../../aws/backup";
import { vaultNameOf } from "../../model/arn";
import { dateOf, type Fields, known as present, textOf } from "../../model/fields";
import { type Answer, known, unseen } from "../answer";
import type { ProtectedResource, RecoveryPoint } from "../facts";
import type { Asker } from "./asker";
import { backupPages } from "./requests";

/** What was backed up in this Region and account, deleted resources included as long as they have recovery points. */
export const askProtected = async ({ list }: Asker): Promise<Answer<readonly ProtectedResource[]>> => {
  const answer = await list(backupPages("/resources/", "Results", "ResourceArn"));
  if (answer.is === "unknown") return answer;
  const newest = new Map<string, ProtectedResource>();
  for (const { ResourceArn, ResourceType, LastBackupTime, LastBackupVaultArn } of answer.value) {
    const arn = textOf(ResourceArn);
    if (arn === undefined) continue;
    const at = dateOf(LastBackupTime);
    const lastBackupAt = at ?? new Date(0);
    const other = newest.get(arn);
    if (other && other.lastBackupAt > lastBackupAt) continue;
    newest.set(arn, {
      arn,
      lastBackupAt,
      ...present({
        vaultName: vaultNameOf(textOf(LastBackupVaultArn)),
        resourceType: textOf(ResourceType),
        // It was backed up, and nobody knows when.
        points: at === undefined ? unseen("no-answer") : undefined,
      }),
    });
  }
  return known([...newest.values()]);
};

/** `undefined` for one that may be good, and of which AWS does not say since when. */
const pointOf = ({
  RecoveryPointArn,
  CreationDate,
  Status,
  BackupVaultName,
}: Fields): RecoveryPoint | undefined => {
  const [arn, createdAt, status] = [textOf(RecoveryPointArn), dateOf(CreationDate), textOf(Status)];
  if (arn === undefined || status === undefined) return undefined;
  if (status === "COMPLETED" && createdAt === undefined) return undefined;
  const vaultName = textOf(BackupVaultName);
  return { arn, createdAt: createdAt ?? new Date(0), status, ...present({ vaultName }) };
};

/** A resource's recovery points. RDS refuses short pages; these are long. (boto/boto3#2797) */
export const askPoints = async ({ list }: Asker, arn: string): Promise<Answer<readonly RecoveryPoint[]>> => {
  const path = `/resources/${pathPart(arn)}/recovery-points/`;
  const query = { managedByAWSBackupOnly: "true" };
  const answer = await list(backupPages(path, "RecoveryPoints", "RecoveryPointArn", query));
  if (answer.is === "unknown") return answer;
  const points = answer.value.map(pointOf);
  return points.includes(undefined) ? unseen("no-answer") : known(points.flatMap((point) => point ?? []));
};

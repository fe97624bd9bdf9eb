import { pathPart } from "../../aws/backup";
import { dateOf, textOf } from "../../model/fields";
import { type Answer, known } from "../answer";
import type { ProtectedResource, RecoveryPoint } from "../facts";
import type { Asker } from "./asker";
import { backupPages } from "./requests";

/** What was backed up in this Region and account, deleted resources included as long as they have recovery points. */
export const askProtected = async ({ list }: Asker): Promise<Answer<readonly ProtectedResource[]>> => {
  const answer = await list(backupPages("/resources/", "Results"));
  if (answer.is === "unknown") return answer;
  const newest = new Map<string, ProtectedResource>();
  for (const { ResourceArn, LastBackupTime } of answer.value) {
    const [arn, lastBackupAt] = [textOf(ResourceArn), dateOf(LastBackupTime)];
    const other = newest.get(arn ?? "");
    if (arn !== undefined && lastBackupAt !== undefined && !(other && other.lastBackupAt > lastBackupAt))
      newest.set(arn, { arn, lastBackupAt });
  }
  return known([...newest.values()]);
};

/** A resource's recovery points. RDS refuses short pages; these are long. (boto/boto3#2797) */
export const askPoints = async ({ list }: Asker, arn: string): Promise<Answer<readonly RecoveryPoint[]>> => {
  const path = `/resources/${pathPart(arn)}/recovery-points/`;
  const answer = await list(backupPages(path, "RecoveryPoints", { managedByAWSBackupOnly: "true" }));
  if (answer.is === "unknown") return answer;
  return known(
    answer.value.flatMap(({ RecoveryPointArn, CreationDate, Status }) => {
      const [point, createdAt, status] = [textOf(RecoveryPointArn), dateOf(CreationDate), textOf(Status)];
      return point && createdAt && status ? [{ arn: point, createdAt, status }] : [];
    }),
  );
};

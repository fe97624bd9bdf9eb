import { dateOf, type Fields, fieldsOf, known, textOf } from "./fields";
import type { RestoreTestVerdict } from "./restore-test";
import { planNameOf } from "./restore-test-plan";

/** A restore job of a test, as AWS Backup describes it. (AWS Backup API Reference, DescribeRestoreJob) */
export type Restored = {
  readonly jobId: string;
  /** AWS's word: `COMPLETED`. */
  readonly status: string;
  /** AWS's name for the restore testing plan. */
  readonly planName: string;
  readonly resourceType?: string;
  readonly createdArn?: string;
  readonly sourceArn?: string;
  readonly recoveryPointArn?: string;
  readonly vaultName?: string;
  readonly startedAt?: Date;
  readonly endedAt?: Date;
  readonly recoveryPointAt?: Date;
  readonly message?: string;
  /** AWS's word: `SUCCESSFUL`. Absent until something validates. */
  readonly validationStatus?: string;
};

/** Reads the answer of DescribeRestoreJob; `undefined` for a restore that no test made. */
export const restoredOf = (answer: Fields): Restored | undefined => {
  const planName = planNameOf(textOf(fieldsOf(answer["CreatedBy"])?.["RestoreTestingPlanArn"]));
  const [jobId, status] = [textOf(answer["RestoreJobId"]), textOf(answer["Status"])];
  if (planName === undefined || jobId === undefined || status === undefined) return undefined;
  return {
    jobId,
    status,
    planName,
    ...known({
      resourceType: textOf(answer["ResourceType"]),
      createdArn: textOf(answer["CreatedResourceArn"]),
      sourceArn: textOf(answer["SourceResourceArn"]),
      recoveryPointArn: textOf(answer["RecoveryPointArn"]),
      vaultName: textOf(answer["BackupVaultArn"])?.split(":backup-vault:")[1],
      startedAt: dateOf(answer["CreationDate"]),
      endedAt: dateOf(answer["CompletionDate"]),
      recoveryPointAt: dateOf(answer["RecoveryPointCreationDate"]),
      message: textOf(answer["StatusMessage"]),
      validationStatus: textOf(answer["ValidationStatus"]),
    }),
  };
};

/** How long a restore took, in minutes; `undefined` where AWS does not say. */
export const minutesOf = ({
  startedAt,
  endedAt,
}: Pick<Restored, "startedAt" | "endedAt">): number | undefined =>
  startedAt && endedAt && endedAt >= startedAt
    ? Math.ceil((endedAt.getTime() - startedAt.getTime()) / 60_000)
    : undefined;

/** Whether a restore took longer than the stage promises. One whose time is not known is not called slow. */
export const isTooSlow = (
  restored: Restored,
  { withinMinutes }: { readonly withinMinutes?: number },
): boolean => {
  const minutes = minutesOf(restored);
  return minutes !== undefined && withinMinutes !== undefined && minutes > withinMinutes;
};

/** What a verdict says of its restore and its test, whatever the verdict is. */
export const restoredFactsOf = (
  restored: Restored,
  test: { readonly name: string; readonly withinMinutes?: number },
): Omit<RestoreTestVerdict, "verdict" | "checkedBy" | "checks" | "reason"> => {
  const { jobId, resourceType, createdArn, sourceArn, recoveryPointArn, vaultName } = restored;
  const { startedAt, endedAt, recoveryPointAt } = restored;
  return {
    schema: 1,
    test: test.name,
    restoreJobId: jobId,
    ...known({
      resourceType,
      createdArn,
      sourceArn,
      recoveryPointArn,
      vaultName,
      startedAt: startedAt?.toISOString(),
      endedAt: endedAt?.toISOString(),
      recoveryPointAt: recoveryPointAt?.toISOString(),
      withinMinutes: test.withinMinutes,
    }),
  };
};

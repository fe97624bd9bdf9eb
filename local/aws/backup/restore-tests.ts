import { randomUUID } from "node:crypto";
import { z } from "zod";
import { missingParameter } from "./errors";
import type { RestoreJob } from "./job";
import { recoveryPointOf } from "./recovery-points";
import { startRestoreJob } from "./restore-jobs";
import { restoreTestingPlanOf } from "./restore-testing";
import type { RestoreTestingPlan, RestoreTestingSelection } from "./restore-testing-plan";
import type { Service } from "./service";
import type { RecoveryPoint } from "./vault";
import { parseBody } from "./wire/body";
import { type Route, route } from "./wire/route";

const dayMs = 86_400_000;

/** A condition of a selection looks at the tags of the latest recovery point. (AWS Backup Developer Guide, restore testing) */
const meets = (
  { store }: Service,
  point: RecoveryPoint,
  { ProtectedResourceConditions: conditions = {} }: RestoreTestingSelection["document"],
): boolean => {
  const tags = store.tags.get(point.arn) ?? new Map<string, string>();
  const has = ({ Key, Value }: { readonly Key: string; readonly Value: string }): boolean =>
    tags.get(Key.replace(/^aws:ResourceTag\//, "")) === Value;
  return (conditions.StringEquals ?? []).every(has) && !(conditions.StringNotEquals ?? []).some(has);
};

/** A continuous recovery point is `AVAILABLE`, and keeps the date of its beginning. */
const kindOf = ({ status }: RecoveryPoint): "SNAPSHOT" | "CONTINUOUS" | undefined =>
  status === "COMPLETED" ? "SNAPSHOT" : status === "AVAILABLE" ? "CONTINUOUS" : undefined;

const newestIn = (point: RecoveryPoint): Date =>
  kindOf(point) === "CONTINUOUS" ? point.completedAt : point.createdAt;

/** The newest recovery point of each resource that a selection takes; what has none is left out silently. */
const eligiblePoints = (
  service: Service,
  { document: { RecoveryPointSelection: from } }: RestoreTestingPlan,
  { document }: RestoreTestingSelection,
): readonly RecoveryPoint[] => {
  const { ProtectedResourceArns: arns = ["*"], ProtectedResourceType: type } = document;
  const since = service.clock.now().getTime() - from.SelectionWindowDays * dayMs;
  const vaultArns = new Set(from.IncludeVaults);
  const newest = new Map<string, RecoveryPoint>();
  for (const point of service.store.recoveryPoints.values()) {
    const { arn: vault = "" } = service.store.vaults.get(point.vaultName) ?? {};
    const isIncluded = (vaultArns.has("*") || vaultArns.has(vault)) && !from.ExcludeVaults.includes(vault);
    const kind = kindOf(point);
    if (!isIncluded || point.resourceType !== type || kind === undefined) continue;
    if (!from.RecoveryPointTypes.includes(kind)) continue;
    if (!arns.includes("*") && !arns.includes(point.resourceArn)) continue;
    if (newestIn(point).getTime() < since) continue;
    const other = newest.get(point.resourceArn);
    if (other === undefined || newestIn(other) < newestIn(point)) newest.set(point.resourceArn, point);
  }
  return [...newest.values()].filter((point) => meets(service, point, document));
};

/** Runs a restore testing plan as its schedule does. Returns the restore jobs, of which there may be none. */
export const runRestoreTest = (service: Service, planName: string): readonly RestoreJob[] => {
  const plan = restoreTestingPlanOf(service, planName);
  plan.lastExecutedAt = service.clock.now();
  return [...plan.selections.values()].flatMap((selection) =>
    eligiblePoints(service, plan, selection).map((point) =>
      startRestoreJob(service, {
        recoveryPointArn: point.arn,
        iamRoleArn: selection.document.IamRoleArn,
        newName: `awsbackup-restore-test-${randomUUID()}`,
        test: {
          planArn: plan.arn,
          validationWindowHours: selection.document.ValidationWindowHours,
        },
      }),
    ),
  );
};

const inferredBy: Readonly<Record<string, (point: RecoveryPoint) => Readonly<Record<string, string>>>> = {
  DynamoDB: () => ({ targetTableName: "awsbackup-restore-test-table", encryptionType: "Default" }),
  S3: () => ({
    newBucket: "true",
    destinationBucketName: "awsbackup-restore-test-bucket",
    encrypted: "false",
  }),
  EBS: () => ({ availabilityZone: "a", encrypted: "true" }),
  EFS: () => ({ newFileSystem: "true", encrypted: "true", performanceMode: "generalPurpose" }),
  RDS: () => ({
    dBInstanceIdentifier: "awsbackup-restore-test-db",
    multiAz: "false",
    publiclyAccessible: "false",
    deletionProtection: "false",
  }),
};

const inferredQuery = z.object({ BackupVaultName: z.string(), RecoveryPointArn: z.string() });

export const restoreTestRoutes: readonly Route[] = [
  route(
    "GetRestoreTestingInferredMetadata",
    "GET /restore-testing/inferred-metadata",
    (service, { query }) => {
      const { BackupVaultName, RecoveryPointArn } = parseBody(inferredQuery, Object.fromEntries(query));
      const point = recoveryPointOf(service, BackupVaultName, RecoveryPointArn);
      const inferred = inferredBy[point.resourceType];
      if (inferred === undefined)
        throw missingParameter(`No metadata can be inferred for ${point.resourceType}`);
      return { InferredMetadata: inferred(point) };
    },
  ),
];

import { vaultArn } from "./arn";
import { createdByOf, type EventBridgeEvent, type EventContext, eventOf } from "./eventbridge";
import { calculatedLifecycle } from "./lifecycle";
import type { OtherEvent } from "./other-event";
import type { Plan } from "./plan";
import type { RecoveryPoint } from "./vault";

/** `DELETED` is a recovery point's last event; the API never returns it. */
export const recoveryPointEvent = (
  point: RecoveryPoint,
  status: RecoveryPoint["status"] | "DELETED",
  context: EventContext,
): EventBridgeEvent =>
  eventOf(
    context,
    "Recovery Point State Change",
    {
      backupVaultName: point.vaultName,
      backupVaultArn: vaultArn(context, point.vaultName),
      creationDate: point.createdAt.toISOString(),
      resourceArn: point.resourceArn,
      resourceType: point.resourceType,
      iamRoleArn: point.iamRoleArn,
      isEncrypted: "true",
      storageClass: "WARM",
      status,
      ...(status === "DELETED" && { deletedBy: "MANUAL_DELETE" }),
      lifecycle: point.lifecycle ?? {},
      calculatedLifeCycle: calculatedLifecycle(point.lifecycle, point.createdAt),
      ...createdByOf(point.createdBy),
    },
    [point.arn],
  );

export const planEvent = (
  plan: Plan,
  state: "CREATED" | "MODIFIED" | "DELETED",
  context: EventContext,
): EventBridgeEvent => {
  const dateKey = { CREATED: "creationDate", MODIFIED: "modifiedAt", DELETED: "deletionDate" }[state];
  const versionId = plan.versions.at(-1)?.versionId;
  return eventOf(
    context,
    "Backup Plan State Change",
    { backupPlanId: plan.id, versionId, state, [dateKey]: context.now.toISOString() },
    [plan.arn],
  );
};

/** `isLocked` comes with MODIFIED only, as a string. */
export const vaultChangeEvent = (
  vaultName: string,
  change:
    | { readonly state: "CREATED" | "DELETED" }
    | { readonly state: "MODIFIED"; readonly isLocked: boolean },
  context: EventContext,
): EventBridgeEvent =>
  eventOf(
    context,
    "Backup Vault State Change",
    {
      backupVaultName: vaultName,
      state: change.state,
      ...(change.state === "MODIFIED" && { isLocked: String(change.isLocked) }),
    },
    [vaultArn(context, vaultName)],
  );

export const regionSettingEvent = (
  optIn: Readonly<Record<string, boolean>>,
  context: EventContext,
): EventBridgeEvent =>
  eventOf(
    context,
    "Region Setting State Change",
    { state: "MODIFIED", modifiedAt: context.now.toISOString(), ResourceTypeOptInPreference: optIn },
    [],
  );

/** Index events are the only ones that name the account in their detail. `point` is the indexed recovery point. */
export const indexEvent = (
  { what, recoveryPointArn, reason }: Extract<OtherEvent, { kind: "index" }>,
  point: RecoveryPoint | undefined,
  context: EventContext,
): EventBridgeEvent => {
  const status = { completed: "ACTIVE", deleted: "DELETED", failed: "FAILED" }[what];
  const dateKey = what === "deleted" ? "indexDeletionTime" : "indexCompletionTime";
  return eventOf(
    context,
    "Recovery Point Index State Change",
    {
      recoveryPointArn,
      accountId: context.accountId,
      indexStatus: status,
      isIndexingContinuous: "false",
      ...(reason !== undefined && { indexStatusMessage: reason }),
      [dateKey]: context.now.toISOString(),
      ...(point && {
        resourceType: point.resourceType,
        sourceResourceArn: point.resourceArn,
        iamRoleArn: point.iamRoleArn,
      }),
    },
    [recoveryPointArn],
  );
};

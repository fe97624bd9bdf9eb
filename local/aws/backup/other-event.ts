import type { VaultEvent } from "./vault-event";

/** Vault events besides those of jobs. No API call causes them. */
export type OtherEvent =
  | {
      readonly kind: "eks-object";
      readonly what: "backup-failed" | "restore-failed" | "restore-skipped";
      readonly jobId: string;
      readonly clusterName: string;
      /** Such as `apps/v1/deployments`. */
      readonly objectType: string;
      readonly objectName: string;
      readonly reason: string;
    }
  | { readonly kind: "continuous-backup-interrupted"; readonly resourceArn: string }
  | { readonly kind: "recovery-point-modified"; readonly recoveryPointArn: string }
  | {
      /** Anything else, such as an event that AWS adds in the future: sent as it is to every vault with notifications. */
      readonly kind: "other";
      readonly message: string;
      readonly attributes: Readonly<Record<string, string>>;
    };

type Of<Kind extends OtherEvent["kind"]> = Extract<OtherEvent, { kind: Kind }>;

const eksNames = {
  "backup-failed": "EKS_BACKUP_OBJECT_FAILED",
  "restore-failed": "EKS_RESTORE_OBJECT_FAILED",
  "restore-skipped": "EKS_RESTORE_OBJECT_SKIPPED",
} as const;

/** EKS events have different attributes, in lower camel case, and no AccountId. (AWS Backup Developer Guide) */
const eksObject = (object: Of<"eks-object">): VaultEvent => {
  const { what, jobId, clusterName, objectType, objectName, reason } = object;
  const restored = `Resource: ${objectType}. Resource Name: ${objectName}. Destination EKS Cluster Name: ${clusterName}. RestoreJob ID: ${jobId}`;
  const messages = {
    "backup-failed": `A Kubernetes resource failed to backup from your Amazon EKS Backup. Resource: ${objectType}. EKS Cluster Name: ${clusterName}. BackupJob ID: ${jobId}`,
    "restore-failed": `A Kubernetes resource failed to restore from your Amazon EKS Backup. ${restored}`,
    "restore-skipped": `A Kubernetes resource was skipped from restore from your Amazon EKS Backup. This Kubernetes resource already exists in your target EKS cluster. ${restored}`,
  } as const;
  return {
    name: eksNames[what],
    message: messages[what],
    attributes: {
      eventType: eksNames[what],
      [what === "backup-failed" ? "backupJobId" : "restoreJobId"]: jobId,
      clusterName,
      reason,
      resourceName: objectName,
      resourceType: objectType,
    },
  };
};

/** The event as a vault's topic gets it. */
export const otherEventNotification = (event: OtherEvent, accountId: string): VaultEvent => {
  switch (event.kind) {
    case "eks-object":
      return eksObject(event);
    case "continuous-backup-interrupted":
      return {
        name: "CONTINUOUS_BACKUP_INTERRUPTED",
        message: `A continuous backup was interrupted. Resource ARN : ${event.resourceArn}`, // Inferred.
        attributes: { EventType: "CONTINUOUS_BACKUP_INTERRUPTED", AccountId: accountId },
      };
    case "recovery-point-modified":
      return {
        name: "RECOVERY_POINT_MODIFIED",
        message: `A recovery point was modified. Recovery point ARN: ${event.recoveryPointArn}`, // Inferred.
        attributes: { EventType: "RECOVERY_POINT_MODIFIED", AccountId: accountId },
      };
    case "other":
      return { name: "any", message: event.message, attributes: event.attributes };
  }
};

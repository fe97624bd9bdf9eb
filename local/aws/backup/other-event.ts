import type { VaultEvent } from "./vault-event";

/** Vault events besides those of jobs. No API call causes them. */
export type OtherEvent =
  | {
      readonly kind: "s3-object-failed";
      readonly during: "backup" | "restore";
      readonly jobId: string;
      readonly bucketArn: string;
      readonly objectKey: string;
      readonly reason: string;
    }
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
  | {
      readonly kind: "index";
      readonly what: "completed" | "deleted" | "failed";
      readonly recoveryPointArn: string;
      readonly reason?: string;
    }
  | { readonly kind: "recovery-point-modified"; readonly recoveryPointArn: string }
  | {
      /** Anything else, such as an event that AWS adds in the future: sent as it is to every vault with notifications. */
      readonly kind: "other";
      readonly message: string;
      readonly attributes: Readonly<Record<string, string>>;
    };

type Of<Kind extends OtherEvent["kind"]> = Extract<OtherEvent, { kind: Kind }>;

/** Text and attributes for S3 objects are inferred; AWS documents neither. */
const s3Object = (object: Of<"s3-object-failed">, accountId: string): VaultEvent => {
  const { during, bucketArn, objectKey, reason, jobId } = object;
  const name = during === "backup" ? "S3_BACKUP_OBJECT_FAILED" : "S3_RESTORE_OBJECT_FAILED";
  const jobLabel = during === "backup" ? "BackupJob" : "RestoreJob";
  return {
    name,
    message: `An S3 object failed to ${during} from your Amazon S3 Backup. Resource ARN : ${bucketArn}. Object Key: ${objectKey}. Reason: ${reason}. ${jobLabel} ID: ${jobId}`,
    attributes: { EventType: name, AccountId: accountId },
  };
};

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

const indexEvents = {
  completed: {
    name: "RECOVERY_POINT_INDEX_COMPLETED",
    eventType: "RECOVERY_POINT_INDEXING_COMPLETED",
    status: "ACTIVE",
  },
  deleted: {
    name: "RECOVERY_POINT_INDEX_DELETED",
    eventType: "RECOVERY_POINT_INDEX_DELETED",
    status: "DELETED",
  },
  failed: {
    name: "RECOVERY_POINT_INDEXING_FAILED",
    eventType: "RECOVERY_POINT_INDEXING_FAILED",
    status: "FAILED",
  },
} as const;

/** COMPLETED is AWS's own text ("backup backup" and the differing event type included), the others are inferred. */
const indexEvent = ({ what, recoveryPointArn }: Of<"index">, accountId: string): VaultEvent => {
  const { name, eventType, status } = indexEvents[what];
  const did = what === "failed" ? "failed" : `was ${what}`;
  return {
    name,
    message: `An AWS Backup backup index job ${did}. Indexed recovery point arn: ${recoveryPointArn}`,
    attributes: {
      EventType: eventType,
      AccountId: accountId,
      IndexStatus: status,
      IsIndexingContinuous: "false",
      RecoveryPointArn: recoveryPointArn,
    },
  };
};

/** The event as a vault's topic gets it. */
export const otherEventNotification = (event: OtherEvent, accountId: string): VaultEvent => {
  switch (event.kind) {
    case "s3-object-failed":
      return s3Object(event, accountId);
    case "eks-object":
      return eksObject(event);
    case "index":
      return indexEvent(event, accountId);
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

import { eventSample, jobIdOf, type QueueRecord, vaultEvent, vaultNotification } from "../aws-events";
import { invoices } from "../job-sample";
import type { Sample } from "../sample";

const object = (id: string, title: string, record: QueueRecord): Sample =>
  eventSample("Objects", `object-${id}`, title, record);

/** An object of cluster `shop` that a backup left out. */
export const eksBackupObjectFailed = (resourceName: string): QueueRecord =>
  vaultNotification(
    `A Kubernetes resource failed to backup from your Amazon EKS Backup. Resource: apps/v1/deployments. EKS Cluster Name: shop. BackupJob ID: ${jobIdOf("eks")}`,
    {
      eventType: "EKS_BACKUP_OBJECT_FAILED",
      backupJobId: jobIdOf("eks"),
      clusterName: "shop",
      reason: "the API server answered 403 Forbidden",
      resourceName,
      resourceType: "apps/v1/deployments",
    },
  );

/** Objects of S3 and EKS jobs that failed or were skipped. (AWS Backup Developer Guide, notification options) */
export const objectSamples: readonly Sample[] = [
  object(
    "s3-backup-failed",
    "S3 object failed in a backup",
    vaultEvent(
      "S3_BACKUP_OBJECT_FAILED",
      `An object failed to back up from your Amazon S3 backup. Resource ARN : ${invoices.arn}. BackupJob ID : ${jobIdOf("s3")}`,
    ),
  ),
  object(
    "s3-restore-failed",
    "S3 object failed in a restore",
    vaultEvent("S3_RESTORE_OBJECT_FAILED", "An object failed to restore from your Amazon S3 backup."),
  ),
  object("eks-backup-failed", "EKS object failed in a backup", eksBackupObjectFailed("checkout")),
  object(
    "eks-restore-failed",
    "EKS object failed in a restore, without attributes",
    vaultNotification(
      `A Kubernetes resource failed to restore from your Amazon EKS Backup. Resource: apiextensions.k8s.io/v1/customresourcedefinitions. Resource Name: coupons. Destination EKS Cluster Name: shop-restored. RestoreJob ID: ${jobIdOf("eks")}`,
      { eventType: "EKS_RESTORE_OBJECT_FAILED" },
    ),
  ),
  object(
    "eks-restore-skipped",
    "EKS object skipped in a restore",
    vaultNotification(
      `A Kubernetes resource was skipped from restore from your Amazon EKS Backup. This Kubernetes resource already exists in your target EKS cluster. Resource: apps/v1/deployments. Resource Name: checkout. Destination EKS Cluster Name: shop-restored. RestoreJob ID: ${jobIdOf("eks")}`,
      {
        eventType: "EKS_RESTORE_OBJECT_SKIPPED",
        restoreJobId: jobIdOf("eks"),
        clusterName: "shop-restored",
        resourceName: "checkout",
        resourceType: "apps/v1/deployments",
      },
    ),
  ),
];

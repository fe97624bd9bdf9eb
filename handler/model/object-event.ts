import type { Advice } from "./advice";
import type { Origin } from "./origin";

/** One object inside an S3 or EKS job failed or was skipped; the job itself goes on. */
export type ObjectEvent = {
  readonly kind: "object";
  /** The vault event: `S3_BACKUP_OBJECT_FAILED`, `EKS_RESTORE_OBJECT_SKIPPED`. */
  readonly eventType: string;
  readonly jobType: "backup" | "restore";
  readonly outcome: "failed" | "skipped";
  readonly service: "S3" | "EKS";
  readonly jobId?: string;
  /** The object's kind in EKS: `apps/v1/deployments`. */
  readonly objectType?: string;
  readonly objectName?: string;
  readonly clusterName?: string;
  readonly resourceArn?: string;
  readonly reason?: string;
  /** AWS's sentence, for what no field says. */
  readonly text?: string;
  readonly origin: Origin;
  readonly advice?: Advice;
};

import { invoices, ordersTable } from "./job-sample";

/** Why jobs fail or have issues, in AWS Backup's words. */
export const reasons = {
  key: "The source snapshot KMS key does not exist, is not enabled or you do not have permissions to access it",
  role: "IAM Role arn:aws:iam::111122223333:role/service-role/AWSBackup-prod cannot be assumed by AWS Backup",
  vault: "Backup job failed because backup vault main does not exist.",
  completionWindow: "Backup job expired before completion.",
  runningJob: "Backup job failed because there was a running job for the same resource.",
  nothingSaved: `No objects were backed up from the source bucket ${invoices.name}`,
  tags: "Access denied exception while trying to list tags",
  listTags: `User: arn:aws:sts::111122223333:assumed-role/AWSBackup-prod/AWSBackup-1 is not authorized to perform: dynamodb:ListTagsOfResource on resource: ${ordersTable.arn} because no identity-based policy allows the dynamodb:ListTagsOfResource action`,
} as const;

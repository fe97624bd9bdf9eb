import { anyJob, type Cause, inEvents, inQuestion, onDashboards, seenIn } from "./cause";

/** Permissions that the job lacks. */
export const permissionCauses: readonly Cause[] = [
  {
    id: "role-not-assumable",
    pattern: /\bcannot be assumed by aws backup\b/i,
    jobTypes: anyJob,
    means: "The job's role does not exist, or its trust policy does not let AWS Backup assume it.",
    next: "Check that the role exists and trusts `backup.amazonaws.com` for `sts:AssumeRole`.",
    example: "IAM Role arn:aws:iam::123456789012:role/XXX cannot be assumed by AWS Backup",
    source: seenIn(
      "github.com/hashicorp/terraform-provider-aws, resource aws_backup_selection; in part on AWS Backup's console dashboards",
    ),
  },
  {
    id: "may-not-describe-resource",
    pattern: /\bdoes not have permission to describe resource\b/i,
    jobTypes: ["backup"],
    means: "The backup role cannot describe this resource; the default role lacks the policies for S3.",
    next: "Attach the service's managed policy to the role; for S3, `AWSBackupServiceRolePolicyForS3Backup`.",
    example:
      "Your backup job failed as AWS Backup does not have permission to describe resource arn:aws:s3:::production-20220617. Please review your IAM policies to ensure AWS Backup can protect your resources.",
    source: seenIn("github.com/ministryofjustice/modernisation-platform, issue 6152"),
  },
  {
    id: "no-policy-allows-action",
    pattern: /\bis not authorized to perform: .{0,400}\bno identity-based policy allows\b/i,
    jobTypes: anyJob,
    means: "The job's role lacks one permission: the action named after “to perform”.",
    next: "Allow that action on that resource in a policy of the role, or attach AWS Backup's managed policy for the service.",
    example:
      "User: arn:aws:sts::111122223333:assumed-role/BackupRole/AWSBackup-BackupRole is not authorized to perform: dynamodb:ListTagsOfResource on resource: arn:aws:dynamodb:us-west-1:111122223333:table/cache because no identity-based policy allows the dynamodb:ListTagsOfResource action",
    source: seenIn("github.com/widdix/aws-cf-templates, pull request 633"),
  },
  {
    id: "action-not-allowed",
    pattern:
      /\bis not authorized to perform: [\w-]{1,60}:\w{1,100}\b(?!.{0,400}\bno identity-based policy allows\b)/i,
    jobTypes: anyJob,
    means: "The job's role lacks one permission, or a policy denies it: the action named after “to perform”.",
    next: "Allow that action in a policy of the role; if one does, look for a denial in the resource's policy and in service control policies.",
    example:
      "User: arn:aws:sts::111122223333:assumed-role/AWSBackup-x/AWSBackup is not authorized to perform: eks:CreateAccessEntry on resource: arn:aws:eks:eu-west-1:111122223333:cluster/shop",
    source: {
      document: "IAM User Guide, Troubleshoot access denied error messages",
      wording: "part",
    },
  },
  {
    id: "restore-role-may-not-pass-role",
    pattern:
      /\bnot authorized to perform this operation\. please consult the permissions associated with your aws backup role\b/i,
    jobTypes: ["restore"],
    means: "The restore role lacks a permission, most often `iam:PassRole` for the instance's own role.",
    next: "Allow `iam:PassRole` on the instance's role, or restore without an instance profile; `aws sts decode-authorization-message` shows what was denied.",
    example:
      "You are not authorized to perform this operation. Please consult the permissions associated with your AWS Backup role(s), and refer to the AWS Backup documentation for more details.",
    source: inQuestion("troubleshooting the encoded authorization failure when restoring an EC2 instance"),
  },
  {
    id: "not-authorized",
    pattern: /\byou are not authorized to perform this operation\b(?!\. please consult)/i,
    jobTypes: anyJob,
    means: "The job's role lacks a permission in the service that the resource belongs to.",
    next: "Attach AWS Backup's managed policy for the service to the role, and look for a service control policy that denies the action.",
    example: "You are not authorized to perform this operation.",
    source: onDashboards,
  },
  {
    id: "copy-not-let-in",
    pattern: /\baccess denied trying to call aws backup service\b/i,
    jobTypes: ["copy"],
    means: "The destination vault does not let this account or role copy into it.",
    next: "Allow `backup:CopyIntoBackupVault` in the destination vault's access policy and in the role's own policy.",
    example: "Access Denied trying to call AWS Backup service",
    source: onDashboards,
  },
  {
    id: "bucket-versioning-unreadable",
    pattern: /\bmiss(?:es|ing)? permission to get bucket versioning\b/i,
    jobTypes: ["backup", "restore"],
    means: "The role cannot read the bucket's versioning status, so AWS Backup cannot back it up.",
    next: "Attach `AWSBackupServiceRolePolicyForS3Backup` to the role, and check that the bucket policy does not deny `s3:GetBucketVersioning`.",
    example: "Customer credential miss permission to get bucket versioning for bucket.",
    source: onDashboards,
  },
  {
    id: "tags-unreadable",
    pattern: /\baccess denied exception while trying to list tags\b/i,
    jobTypes: ["backup", "copy"],
    means: "The role cannot read the tags that AWS Backup would copy.",
    next: "Allow the service's tag actions in the role's policy, including `backup:ListTags` and `backup:TagResource`.",
    example: "Access denied exception while trying to list tags",
    source: inEvents,
  },
  {
    id: "insufficient-privileges",
    pattern: /(?<!because of )\binsufficient privileges to perform this action\b/i,
    jobTypes: anyJob,
    means:
      "Whoever started the job, or its role, lacks a permission, or the vault's access policy denies it.",
    next: "Check the role's policy, and the vault's access policy for a statement that denies the action; EFS's automatic vault has one.",
    example: "Insufficient privileges to perform this action",
    source: inQuestion("insufficient privileges when restoring Amazon EFS"),
  },
  {
    id: "account-without-subscription",
    pattern: /\baccess key id needs a subscription for the service\b/i,
    jobTypes: anyJob,
    means: "The account has not signed up for a service that the job needs, or AWS has suspended it.",
    next: "Open that service's console once in this account, and check that the account is in good standing.",
    example: "The AWS Access Key Id needs a subscription for the service",
    source: onDashboards,
  },
];

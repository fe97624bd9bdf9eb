import { type Cause, inQuestion, onDashboards } from "./cause";

/** Copies that AWS Backup refuses. */
export const copyCauses: readonly Cause[] = [
  {
    id: "other-organization",
    pattern: /\bsource and destination account must be a member of the same organi[sz]ation\b/i,
    jobTypes: ["copy"],
    means: "The two accounts are not in the same AWS organization, and AWS Backup copies only within one.",
    next: "Copy to an account of the same organization.",
    example:
      "Copy job failed. Both source and destination account must be a member of the same organization.",
    source: onDashboards,
  },
  {
    id: "cross-account-off",
    pattern: /\bcross-account copy feature is not enabled\b/i,
    jobTypes: ["copy"],
    means: "Cross-account copies are turned off for the organization.",
    next: "Turn on cross-account backup in AWS Backup's settings, in the organization's management account.",
    example: "Copy job failed. Cross-account copy feature is not enabled for the current organization.",
    source: onDashboards,
  },
  {
    id: "marketplace-image",
    pattern: /\bimages from aws marketplace cannot be copied\b/i,
    jobTypes: ["copy"],
    means: "The instance comes from an AWS Marketplace image, which cannot be copied to another account.",
    next: "Remove this instance from the cross-account rule, or back up its volumes and copy those.",
    example: "Images from AWS Marketplace cannot be copied to another AWS account.",
    source: onDashboards,
    runAgain: "pointless",
  },
  {
    id: "copy-not-supported",
    pattern: /\bcopy job from .{1,80} cannot be initiated for .{1,80} resources\b/i,
    jobTypes: ["copy"],
    means: "AWS Backup cannot copy this resource type to another account and another Region in one step.",
    next: "Copy in two steps: first to the other Region, then to the other account, or the other way around.",
    example:
      "Copy job from us-west-2 to us-east-1 cannot be initiated for RDS resources. Feature is not supported for provided resource type.",
    source: inQuestion("why a cross-account copy fails in AWS Backup"),
    runAgain: "pointless",
  },
  {
    id: "storage-gateway-copy-needs-own-key",
    pattern: /\bstorage gateway backup copies require a user-created backup vault\b/i,
    jobTypes: ["copy"],
    means: "Storage Gateway backups can be copied only to a vault that you created with your own key.",
    next: "Use a vault with a customer managed key as the destination.",
    example:
      "UnsupportedOperation : Storage Gateway backup copies require a user-created backup vault and key at destination.",
    source: onDashboards,
    runAgain: "pointless",
  },
];

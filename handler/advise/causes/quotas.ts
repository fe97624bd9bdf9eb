import { type Cause, onDashboards } from "./cause";

/** Quotas that are used up. */
export const quotaCauses: readonly Cause[] = [
  {
    id: "too-many-backups-at-once",
    pattern: /\breached the maximum concurrent number of backups\b/i,
    jobTypes: ["backup"],
    means: "The service is already running as many backups in this account as its quota allows.",
    next: "Spread the schedules over the night, or ask AWS Support for a higher quota.",
    example:
      "Subscriber limit exceeded: You have reached the maximum concurrent number of backups, which is 300. Wait until other jobs finish, and try again. You can also reach out to Support to request a quota increase.",
    source: onDashboards,
  },
  {
    id: "too-many-snapshots-of-volume",
    pattern: /\bmaximum allowed in-progress snapshots for a single volume exceeded\b/i,
    jobTypes: ["backup"],
    means: "Too many snapshots of one volume are in progress at once.",
    next: "Check which other plans or lifecycle policies snapshot this volume, and space them out.",
    example: "Maximum allowed in-progress snapshots for a single volume exceeded.",
    source: onDashboards,
  },
  {
    id: "image-throttled",
    pattern: /\bimage creation throttled due to maximum number of concurrent snapshots\b/i,
    jobTypes: ["backup"],
    means: "The instance's image is waiting: too many snapshots of its volumes are in progress at once.",
    next: "Check which other plans or lifecycle policies snapshot these volumes, and space them out.",
    example: "Image creation throttled due to maximum number of concurrent snapshots on an EBS volume.",
    source: onDashboards,
  },
  {
    id: "snapshot-quota-used-up",
    pattern: /\bmaximum allowed active snapshot limit exceeded\b/i,
    jobTypes: ["backup", "copy"],
    means: "The account has as many snapshots in this Region as its quota allows.",
    next: "Delete snapshots that you no longer need, shorten retention, or request a higher quota in Service Quotas.",
    example: "Maximum allowed active snapshot limit exceeded.",
    source: onDashboards,
  },
  {
    id: "user-snapshot-quota-used-up",
    pattern: /\bcannot create more than \d{1,9} user snapshots\b/i,
    jobTypes: ["backup", "copy"],
    means: "The account has as many manual snapshots of this service as its quota allows.",
    next: "Delete manual snapshots that you no longer need, shorten retention, or request a higher quota in Service Quotas.",
    example: "Cannot create more than 20 user snapshots",
    source: onDashboards,
  },
  {
    id: "image-quota-used-up",
    pattern: /\breached your quota of [\d,.]{1,15} for the number of public and private images\b/i,
    jobTypes: ["backup", "copy"],
    means: "The account has as many images in this Region as its quota allows.",
    next: "Deregister images that you no longer need, shorten retention, or request a higher AMI quota in Service Quotas.",
    example:
      "You have reached your quota of 50,000 for the number of public and private images allowed in this Region. Deregister unused images, or request an increase in your AMI quota.",
    source: onDashboards,
  },
  {
    id: "timestream-quota-used-up",
    pattern: /\breached the maximum supported backups for your account\/database\b/i,
    jobTypes: ["backup"],
    means: "Timestream allows no more backups for this account or database.",
    next: "Delete recovery points that you no longer need, or shorten the rule's retention.",
    example:
      "You have reached the maximum supported backups for your account/database. See Quotas in the Timestream developer guide for additional information.",
    source: onDashboards,
  },
  {
    id: "too-many-tags",
    pattern: /\btag set must not have more than \d{1,4} user tags\b|\bmore than \d{1,4} tags specified\b/i,
    jobTypes: ["backup", "copy", "restore"],
    means: "The resource's tags and the rule's tags add up to more than 50, the maximum that AWS allows.",
    next: "Remove tags from the resource, or from the rule's recovery point tags.",
    example: "The resultant tag set must not have more than 50 user tags.",
    source: onDashboards,
  },
  {
    id: "network-interfaces-too-large",
    pattern: /\bunable to persist networkinterfaces metadata\b/i,
    jobTypes: ["backup"],
    means:
      "The backup is complete except for the metadata of the network interfaces, which is too large to store.",
    next: "Write down the instance's network interfaces: after a restore you must set them up manually.",
    example:
      "Your backup succeeded, but we were unable to persist NetworkInterfaces metadata as its size exceeded our internal limits.",
    source: onDashboards,
  },
];

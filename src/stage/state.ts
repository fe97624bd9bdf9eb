import type { z } from "zod";
import { named, object, regionName } from "./field";

/** Amazon S3 User Guide, General purpose bucket naming rules. */
export const bucketName = named(
  /^(?!xn--|sthree-)[a-z0-9](?:[a-z0-9.-]{1,61})[a-z0-9]$/,
  "the name of an S3 bucket",
  "backup-notifications-state-111122223333-eu-central-1",
);

/** Where Terraform keeps a stage's state for a team. */
export const state = object(
  {
    /** A bucket with versioning. */
    bucket: bucketName,
    /** The bucket's Region; the stage may be in another one. */
    region: regionName,
    /** ARN of the KMS key that encrypts the state. Default: S3's own encryption. */
    kmsKeyArn: named(
      /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/(?:mrk-)?[0-9a-f-]{32,36}$/,
      "the ARN of a KMS key, not of an alias",
      "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    ).optional(),
    /** Folders before the state's name, such as `team/backups`. Default: none. */
    keyPrefix: named(
      /^[A-Za-z0-9_.-]+(?:\/[A-Za-z0-9_.-]+)*$/,
      "folders of letters, digits and _.- without a / at either end",
      "team/backups",
    ).optional(),
  },
  { bucket: "backup-notifications-state-111122223333-eu-central-1", region: "eu-central-1" },
);

export type StateSettings = z.output<typeof state>;

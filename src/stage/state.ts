import type { z } from "zod";
import { kmsKeyArn, named, object, regionName } from "./field";

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
    kmsKeyArn: kmsKeyArn.optional(),
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

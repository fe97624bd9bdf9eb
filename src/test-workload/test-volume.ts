import { DataAwsAvailabilityZones } from "@cdktf/provider-aws/lib/data-aws-availability-zones";
import { EbsVolume } from "@cdktf/provider-aws/lib/ebs-volume";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import type { TestResourceProps } from "./test-resource";

/** The smallest EBS volume, attached to nothing. */
export class TestVolume extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { aws, key, selectionTags }: TestResourceProps) {
    super(scope, id);
    // Neither Local Zones nor Wavelength Zones, which must be opted in to.
    const zones = new DataAwsAvailabilityZones(this, "zones", {
      state: "available",
      filter: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
    });
    this.arn = new EbsVolume(this, "Resource", {
      availabilityZone: Fn.element(zones.names, 0),
      size: 1,
      type: "gp3",
      encrypted: true,
      kmsKeyId: key.arn,
      tags: { ...selectionTags, Name: `${aws.namePrefix}-test-volume` },
      // Another first zone is no reason to replace a volume that has backups.
      lifecycle: { ignoreChanges: ["availability_zone"] },
    }).arn;
  }
}

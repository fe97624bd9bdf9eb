import { DataAwsAmi } from "@cdktf/provider-aws/lib/data-aws-ami";
import { Instance } from "@cdktf/provider-aws/lib/instance";
import { Construct } from "constructs";
import { InstanceRole } from "./instance-role";
import type { TestNetwork } from "./test-network";
import type { TestResourceProps } from "./test-resource";

export type TestInstanceProps = TestResourceProps & {
  readonly instanceType: string;
  readonly network: TestNetwork;
};

/** Graviton types have a `g` after the generation: `t4g`, `m7gd`, `im4gn`; and there is `a1`. */
export const architectureOf = (instanceType: string): "arm64" | "x86_64" =>
  /^(?:[a-z]+\d+[a-z]*g[a-z]*|a1)[.-]/.test(instanceType) ? "arm64" : "x86_64";

/**
 * Whether a type accepts `ebs_optimized`. Families older than Nitro reject it, or accept it in some sizes only; every
 * later type is EBS-optimized anyway. (EC2 User Guide, EBS-optimized instance types)
 */
const acceptsEbsOptimized = (instanceType: string): boolean =>
  !/^(?:t[12]|m[1-3]|c[13]|cc2|cr1|g2|hs1|i2|r3)\./.test(instanceType);

/** One small instance with an encrypted disk. It has no public address, nothing can reach it, and it can reach nothing. */
export class TestInstance extends Construct {
  readonly instanceId: string;
  readonly arn: string;
  /** The instance's disk, which a backup of the instance includes. */
  readonly diskArn: string;

  constructor(scope: Construct, id: string, props: TestInstanceProps) {
    super(scope, id);
    const { aws, key, instanceType, network } = props;
    const instance = new Instance(this, "Resource", {
      ami: this.amazonLinux2023(instanceType).id,
      instanceType,
      subnetId: network.subnetId,
      // A subnet of others may give each instance a public address.
      ...(network.isOfOthers && { associatePublicIpAddress: false }),
      vpcSecurityGroupIds: [network.securityGroupId],
      iamInstanceProfile: new InstanceRole(this, "role", { aws }).profileName,
      // One metric per minute, to see whether the instance runs while its first backup does.
      monitoring: true,
      ...(acceptsEbsOptimized(instanceType) && { ebsOptimized: true }),
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      rootBlockDevice: { encrypted: true, kmsKeyId: key.arn, volumeType: "gp3" },
      tags: { ...props.selectionTags, Name: network.name },
      // A newer image is no reason to replace an instance that has backups.
      lifecycle: { ignoreChanges: ["ami"] },
    });
    this.instanceId = instance.id;
    this.arn = instance.arn;
    this.diskArn = aws.arn("ec2", `volume/${instance.rootBlockDevice.volumeId}`);
  }

  private amazonLinux2023(instanceType: string): DataAwsAmi {
    return new DataAwsAmi(this, "amazon-linux-2023", {
      owners: ["amazon"],
      mostRecent: true,
      filter: [
        { name: "name", values: ["al2023-ami-2023.*"] },
        { name: "architecture", values: [architectureOf(instanceType)] },
      ],
    });
  }
}

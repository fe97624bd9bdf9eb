import { DataAwsAmi } from "@cdktf/provider-aws/lib/data-aws-ami";
import { DataAwsEc2InstanceTypeOfferings } from "@cdktf/provider-aws/lib/data-aws-ec2-instance-type-offerings";
import { DataAwsSubnet } from "@cdktf/provider-aws/lib/data-aws-subnet";
import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import { Instance } from "@cdktf/provider-aws/lib/instance";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import type { AwsEnvironment } from "../foundation/aws-environment";
import type { EncryptionKey } from "../foundation/encryption-key";
import { FlowLog } from "./flow-log";
import { InstanceRole } from "./instance-role";

export type TestWorkloadProps = {
  readonly aws: AwsEnvironment;
  readonly key: EncryptionKey;
  readonly instanceType: string;
  /** An existing subnet; absent for a network of the stack's own. */
  readonly subnetId?: string | undefined;
  /** Tags by which the backup plan selects the instance. */
  readonly selectionTags: Readonly<Record<string, string>>;
};

/** Graviton types have a `g` after the generation: `t4g`, `m7gd`, `im4gn`; and there is `a1`. */
export const architectureOf = (instanceType: string): "arm64" | "x86_64" =>
  /^(?:[a-z]+\d+[a-z]*g[a-z]*|a1)[.-]/.test(instanceType) ? "arm64" : "x86_64";

/**
 * Whether a type accepts `ebs_optimized`. Families older than Nitro reject it, or accept it in some sizes only; every
 * later type is EBS-optimized anyway. (EC2 User Guide, EBS-optimized instance types)
 */
export const acceptsEbsOptimized = (instanceType: string): boolean =>
  !/^(?:t[12]|m[1-3]|c[13]|cc2|cr1|g2|hs1|i2|r3)\./.test(instanceType);

/** Where the instance is, and the security group that lets nothing in or out. */
type Network = { readonly subnetId: string; readonly securityGroupId: string };

/** One small instance with an encrypted disk. It has no public address, nothing can reach it, and it can reach nothing. */
export class TestWorkload extends Construct {
  readonly instanceId: string;
  readonly instanceArn: string;
  /** The instance's disk, which a backup of the instance includes. */
  readonly diskArn: string;

  constructor(scope: Construct, id: string, props: TestWorkloadProps) {
    super(scope, id);
    const name = `${props.aws.namePrefix}-test-workload`;
    const isGiven = props.subnetId !== undefined;
    const { subnetId, securityGroupId } = isGiven
      ? this.networkOf(props.subnetId, name)
      : this.network(name, props);
    const instance = new Instance(this, "Resource", {
      ami: this.amazonLinux2023(props.instanceType).id,
      instanceType: props.instanceType,
      subnetId,
      // A subnet of others may give each instance a public address.
      ...(isGiven && { associatePublicIpAddress: false }),
      vpcSecurityGroupIds: [securityGroupId],
      iamInstanceProfile: new InstanceRole(this, "role", { aws: props.aws }).profileName,
      // One metric per minute, to see whether the instance runs while its first backup does.
      monitoring: true,
      ...(acceptsEbsOptimized(props.instanceType) && { ebsOptimized: true }),
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      rootBlockDevice: { encrypted: true, kmsKeyId: props.key.arn, volumeType: "gp3" },
      tags: { ...props.selectionTags, Name: name },
      // A newer image is no reason to replace an instance that has backups.
      lifecycle: { ignoreChanges: ["ami"] },
    });
    this.instanceId = instance.id;
    this.instanceArn = instance.arn;
    this.diskArn = props.aws.arn("ec2", `volume/${instance.rootBlockDevice.volumeId}`);
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

  /** A subnet of others: only a group without rules is added to its VPC. Terraform removes the rule that AWS gives new groups. */
  private networkOf(id: string, name: string): Network {
    const subnet = new DataAwsSubnet(this, "existing-subnet", { id });
    const group = new SecurityGroup(this, "closed-group", {
      name,
      description: "Lets nothing in and nothing out",
      vpcId: subnet.vpcId,
      tags: { Name: name },
    });
    return { subnetId: subnet.id, securityGroupId: group.id };
  }

  private network(name: string, { aws, key, instanceType }: TestWorkloadProps): Network {
    const vpc = new Vpc(this, "vpc", { cidrBlock: "10.42.0.0/28", tags: { Name: name } });
    new FlowLog(this, "flow-log", { aws, key, vpcId: vpc.id });
    const subnet = new Subnet(this, "subnet", {
      vpcId: vpc.id,
      cidrBlock: vpc.cidrBlock,
      availabilityZone: this.zoneWith(instanceType),
      mapPublicIpOnLaunch: false,
      tags: { Name: name },
      lifecycle: { ignoreChanges: ["availability_zone"] },
    });
    // The group that AWS creates with every VPC, without its rules: nothing in, nothing out, and no other group that
    // allows anything.
    const securityGroup = new DefaultSecurityGroup(this, "security-group", {
      vpcId: vpc.id,
      tags: { Name: name },
    });
    return { subnetId: subnet.id, securityGroupId: securityGroup.id };
  }

  /**
   * Not every Availability Zone offers every type: one in us-east-1 has no Graviton. Sorted in reverse, so that
   * Local Zones (`us-east-1-atl-1a`) come last.
   */
  private zoneWith(instanceType: string): string {
    const offerings = new DataAwsEc2InstanceTypeOfferings(this, "offerings", {
      locationType: "availability-zone",
      filter: [{ name: "instance-type", values: [instanceType] }],
    });
    return Fn.element(Fn.reverse(Fn.sort(offerings.locations)), 0);
  }
}

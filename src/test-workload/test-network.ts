import { DataAwsEc2InstanceTypeOfferings } from "@cdktf/provider-aws/lib/data-aws-ec2-instance-type-offerings";
import { DataAwsSubnet } from "@cdktf/provider-aws/lib/data-aws-subnet";
import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { VpcIpv4CidrBlockAssociation } from "@cdktf/provider-aws/lib/vpc-ipv4-cidr-block-association";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import type { AwsEnvironment } from "../foundation/aws-environment";
import type { EncryptionKey } from "../foundation/encryption-key";
import { FlowLog } from "./flow-log";

export type TestNetworkProps = {
  readonly aws: AwsEnvironment;
  readonly key: EncryptionKey;
  /** The EC2 type that its zones must offer. */
  readonly instanceType: string;
  /** Existing subnets; none for a network of the stack's own. */
  readonly subnetIds: readonly string[];
  /** Whether it needs subnets in two zones, as a database does. */
  readonly hasDatabase: boolean;
};

/** Where test resources are: subnets without a way out, and a security group that lets nothing in or out. */
export class TestNetwork extends Construct {
  readonly name: string;
  /** Whether the subnets are other people's. */
  readonly isOfOthers: boolean;
  /** The subnet of an instance. */
  readonly subnetId: string;
  /** All subnets: of a network of the stack's own, one or two. */
  readonly subnetIds: readonly string[];
  readonly securityGroupId: string;

  constructor(scope: Construct, id: string, props: TestNetworkProps) {
    super(scope, id);
    this.name = `${props.aws.namePrefix}-test-workload`;
    const [given, ...others] = props.subnetIds;
    this.isOfOthers = given !== undefined;
    if (given === undefined) {
      const { vpc, subnet, other } = this.subnets(props);
      this.subnetId = subnet.id;
      this.subnetIds = [subnet.id, ...(other ? [other.id] : [])];
      // The group that AWS creates with every VPC, without its rules: nothing in, nothing out, and no other group that
      // allows anything.
      this.securityGroupId = new DefaultSecurityGroup(this, "security-group", {
        vpcId: vpc.id,
        tags: { Name: this.name },
      }).id;
      return;
    }
    const subnet = new DataAwsSubnet(this, "existing-subnet", { id: given });
    this.subnetId = subnet.id;
    this.subnetIds = [subnet.id, ...others];
    this.securityGroupId = this.closedGroup(subnet.vpcId);
  }

  /** A subnet of others: only a group without rules is added to its VPC. Terraform removes the rule that AWS gives new groups. */
  private closedGroup(vpcId: string): string {
    return new SecurityGroup(this, "closed-group", {
      name: this.name,
      description: "Lets nothing in and nothing out",
      vpcId,
      tags: { Name: this.name },
    }).id;
  }

  private subnets({ aws, key, instanceType, hasDatabase }: TestNetworkProps): {
    readonly vpc: Vpc;
    readonly subnet: Subnet;
    readonly other: Subnet | undefined;
  } {
    const vpc = new Vpc(this, "vpc", { cidrBlock: "10.42.0.0/28", tags: { Name: this.name } });
    new FlowLog(this, "flow-log", { aws, key, vpcId: vpc.id });
    // Not every Availability Zone offers every type: one in us-east-1 has no Graviton.
    const offerings = new DataAwsEc2InstanceTypeOfferings(this, "offerings", {
      locationType: "availability-zone",
      filter: [{ name: "instance-type", values: [instanceType] }],
    });
    const subnetIn = (id: string, cidrBlock: string, zones: string[]): Subnet =>
      new Subnet(this, id, {
        vpcId: vpc.id,
        cidrBlock,
        // Sorted in reverse, so that Local Zones (`us-east-1-atl-1a`) come last.
        availabilityZone: Fn.element(Fn.reverse(Fn.sort(zones)), 0),
        mapPublicIpOnLaunch: false,
        tags: { Name: this.name },
        lifecycle: { ignoreChanges: ["availability_zone"] },
      });
    const subnet = subnetIn("subnet", vpc.cidrBlock, offerings.locations);
    if (!hasDatabase) return { vpc, subnet, other: undefined };
    // A further range, not a wider one: a VPC with another range is another VPC, and its instance another instance.
    const range = new VpcIpv4CidrBlockAssociation(this, "other-range", {
      vpcId: vpc.id,
      cidrBlock: "10.42.0.16/28",
    });
    const otherZones = Fn.setsubtract(offerings.locations, [subnet.availabilityZone]);
    return { vpc, subnet, other: subnetIn("other-subnet", range.cidrBlock, otherZones) };
  }
}

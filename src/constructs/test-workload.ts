import { DataAwsAmi } from "@cdktf/provider-aws/lib/data-aws-ami";
import { DataAwsEc2InstanceTypeOfferings } from "@cdktf/provider-aws/lib/data-aws-ec2-instance-type-offerings";
import { Instance } from "@cdktf/provider-aws/lib/instance";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import type { EncryptionKey } from "./encryption-key";
import type { Home } from "./home";

export type TestWorkloadProps = {
  readonly home: Home;
  readonly key: EncryptionKey;
  readonly instanceType: string;
  /** Tags by which the backup plan finds the instance. */
  readonly selectionTags: Readonly<Record<string, string>>;
};

/** Graviton types have a `g` behind the generation: `t4g`, `m7gd`, `im4gn`; and there is `a1`. */
export const architectureOf = (instanceType: string): "arm64" | "x86_64" =>
  /^(?:[a-z]+\d+[a-z]*g[a-z]*|a1)[.-]/.test(instanceType) ? "arm64" : "x86_64";

/** One small instance with an encrypted disk that nothing can reach, and that reaches nothing: its subnet gives no public address. */
export class TestWorkload extends Construct {
  readonly instanceId: string;
  readonly instanceArn: string;

  constructor(scope: Construct, id: string, props: TestWorkloadProps) {
    super(scope, id);
    const name = `${props.home.namePrefix}-test-workload`;
    const { subnetId, securityGroupId } = this.network(name, props.instanceType);
    const instance = new Instance(this, "Resource", {
      ami: this.amazonLinux2023(props.instanceType).id,
      instanceType: props.instanceType,
      subnetId,
      vpcSecurityGroupIds: [securityGroupId],
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      rootBlockDevice: { encrypted: true, kmsKeyId: props.key.arn, volumeType: "gp3" },
      tags: { ...props.selectionTags, Name: name },
      // A newer image is no reason to replace an instance whose backups are being looked at.
      lifecycle: { ignoreChanges: ["ami"] },
    });
    this.instanceId = instance.id;
    this.instanceArn = instance.arn;
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

  private network(name: string, instanceType: string): { subnetId: string; securityGroupId: string } {
    const vpc = new Vpc(this, "vpc", { cidrBlock: "10.42.0.0/28", tags: { Name: name } });
    const subnet = new Subnet(this, "subnet", {
      vpcId: vpc.id,
      cidrBlock: vpc.cidrBlock,
      availabilityZone: this.zoneWith(instanceType),
      mapPublicIpOnLaunch: false,
      tags: { Name: name },
      lifecycle: { ignoreChanges: ["availability_zone"] },
    });
    const securityGroup = new SecurityGroup(this, "security-group", {
      vpcId: vpc.id,
      name,
      description: "Nothing in, nothing out",
      tags: { Name: name },
    });
    return { subnetId: subnet.id, securityGroupId: securityGroup.id };
  }

  /**
   * Not every Availability Zone has every type: in us-east-1, one has no Graviton. Sorted backwards, so that
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

import { DbInstance } from "@cdktf/provider-aws/lib/db-instance";
import { DbSubnetGroup } from "@cdktf/provider-aws/lib/db-subnet-group";
import { Construct } from "constructs";
import type { PlanSettings } from "../stage/plan";
import { windowsBetween } from "./database-windows";
import type { TestNetwork } from "./test-network";
import type { TestResourceProps } from "./test-resource";

/** The EC2 type below the cheapest class of databases. */
export const databaseInstanceType = "t4g.micro";

export type TestDatabaseProps = TestResourceProps & {
  readonly network: TestNetwork;
  /** The plans that back it up. */
  readonly plans: readonly Pick<PlanSettings, "rules">[];
};

/** An empty PostgreSQL database on RDS, in one zone, that nothing can reach. RDS makes, keeps and rotates its password. */
export class TestDatabase extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { aws, key, selectionTags, network, plans }: TestDatabaseProps) {
    super(scope, id);
    const name = `${aws.namePrefix}-test-database`;
    const subnetGroup = new DbSubnetGroup(this, "subnets", {
      name,
      description: "Subnets without a way out",
      subnetIds: [...network.subnetIds],
      tags: { Name: name },
    });
    const windows = windowsBetween(plans.flatMap(({ rules }) => rules));
    this.arn = new DbInstance(this, "Resource", {
      identifier: name,
      engine: "postgres",
      instanceClass: `db.${databaseInstanceType}`,
      allocatedStorage: 20,
      storageType: "gp3",
      storageEncrypted: true,
      kmsKeyId: key.arn,
      username: "tester",
      manageMasterUserPassword: true,
      masterUserSecretKmsKeyId: key.arn,
      iamDatabaseAuthenticationEnabled: true,
      dbSubnetGroupName: subnetGroup.name,
      vpcSecurityGroupIds: [network.securityGroupId],
      publiclyAccessible: false,
      multiAz: false,
      autoMinorVersionUpgrade: true,
      maintenanceWindow: windows.maintenance,
      backupWindow: windows.backup,
      // AWS Backup makes the backups. Continuous ones are RDS's own, of which AWS Backup then sets the retention.
      backupRetentionPeriod: 0,
      copyTagsToSnapshot: true,
      deletionProtection: false,
      skipFinalSnapshot: true,
      applyImmediately: true,
      tags: { ...selectionTags, Name: name },
      lifecycle: { ignoreChanges: ["backup_retention_period"] },
    }).arn;
  }
}

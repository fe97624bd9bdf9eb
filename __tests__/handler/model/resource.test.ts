import { isSameType, resourceIdOf, resourceOf, resourceTypeOf } from "../../../handler/model/resource";
import { resourceUrl } from "../../../handler/render/console-url";

const arn = (rest: string): string => `arn:aws:${rest.replace(":", ":eu-west-1:111122223333:")}`;
const consoleAddress = "https://eu-west-1.console.aws.amazon.com/";

/** What has no page of its own that is known is shown by AWS Backup's console. */
const inBackup = (resourceArn: string): string =>
  `backup/home?region=eu-west-1#/resources/${encodeURIComponent(resourceArn)}`;

/** ARN, id, AWS Backup's word, people's word, page. */
type Row = readonly [arn: string, id: string, type: string | undefined, service: string, page?: string];

const rows: readonly Row[] = [
  [
    arn("ec2:instance/i-0a1b"),
    "i-0a1b",
    "EC2",
    "EC2",
    "ec2/home?region=eu-west-1#InstanceDetails:instanceId=i-0a1b",
  ],
  [
    arn("ec2:volume/vol-0a1b"),
    "vol-0a1b",
    "EBS",
    "EBS",
    "ec2/home?region=eu-west-1#VolumeDetails:volumeId=vol-0a1b",
  ],
  [
    arn("rds:db:orders-db"),
    "orders-db",
    "RDS",
    "RDS",
    "rds/home?region=eu-west-1#database:id=orders-db;is-cluster=false",
  ],
  [arn("rds:cluster:orders"), "orders", undefined, "DB cluster"],
  [arn("dsql:cluster/abc"), "abc", "DSQL", "Aurora DSQL"],
  [
    arn("dynamodb:table/orders"),
    "orders",
    "DynamoDB",
    "DynamoDB",
    "dynamodbv2/home?region=eu-west-1#table?name=orders",
  ],
  [
    arn("elasticfilesystem:file-system/fs-1"),
    "fs-1",
    "EFS",
    "EFS",
    "efs/home?region=eu-west-1#/file-systems/fs-1",
  ],
  [
    "arn:aws:s3:::invoices.example.com",
    "invoices.example.com",
    "S3",
    "S3",
    "s3/buckets/invoices.example.com?region=eu-west-1",
  ],
  [arn("fsx:file-system/fs-2"), "fs-2", "FSx", "FSx", "fsx/home?region=eu-west-1#file-system-details/fs-2"],
  [arn("fsx:volume/fs-2/fsvol-3"), "fsvol-3", "FSx", "FSx"],
  [
    arn("redshift:cluster:dwh"),
    "dwh",
    "Redshift",
    "Redshift",
    "redshiftv2/home?region=eu-west-1#cluster-details?cluster=dwh",
  ],
  [arn("redshift-serverless:namespace/5f3e"), "5f3e", "Redshift Serverless", "Redshift Serverless"],
  [arn("backup-gateway:vm/vm-1"), "vm-1", "VirtualMachine", "VMware VM"],
  [arn("eks:cluster/web"), "web", "EKS", "EKS", "eks/home?region=eu-west-1#/clusters/web"],
  [arn("ssm-sap:HANA/erp/DB/SYSTEMDB"), "erp/SYSTEMDB", "SAP HANA on Amazon EC2", "SAP HANA on EC2"],
  [arn("timestream:database/sensors/table/readings"), "sensors/readings", "Timestream", "Timestream"],
  [arn("storagegateway:gateway/sgw-1/volume/vol-1"), "vol-1", "Storage Gateway", "Storage Gateway"],
  [
    arn("cloudformation:stack/shop/1-2"),
    "shop",
    "CloudFormation",
    "CloudFormation",
    `cloudformation/home?region=eu-west-1#/stacks/stackinfo?stackId=${encodeURIComponent(arn("cloudformation:stack/shop/1-2"))}`,
  ],
];

describe("a word for a resource type", () => {
  test.each([
    ["DSQL", "Aurora DSQL"],
    ["VirtualMachine", "VMware VM"],
    ["SAP HANA on Amazon EC2", "sap hana on ec2"],
    ["ec2", "EC2"],
    ["NewType", "newtype"],
  ])("%s is the same as %s", (one, other) => {
    expect(isSameType(one, other)).toBe(true);
    expect(isSameType(other, one)).toBe(true);
  });

  test.each([
    ["Aurora", "Aurora DSQL"],
    ["Redshift", "Redshift Serverless"],
    ["RDS", "DB cluster"],
  ])("%s is another one than %s", (one, other) => expect(isSameType(one, other)).toBe(false));

  test.each(["DSQL", "Aurora DSQL"])("is shown in one way, however AWS writes it: %s", (resourceType) => {
    expect(resourceOf({ resourceType, resourceArn: arn("dsql:cluster/abc") }).service).toBe("Aurora DSQL");
  });
});

const table = rows.map(([resourceArn, id, type, service, page = inBackup(resourceArn)]) => ({
  resourceArn,
  id,
  type,
  service,
  page,
}));

describe("a resource's ARN", () => {
  test.each(table)("$resourceArn names $id, of type $type, called $service", (row) => {
    const { resourceArn, id, type, service } = row;
    expect(resourceIdOf(resourceArn)).toBe(id);
    expect(resourceTypeOf(resourceArn)).toBe(type);
    expect(resourceOf({ resourceArn })).toEqual({ name: id, id, service });
  });

  test.each(table)("$resourceArn leads to its page", ({ resourceArn, page }) => {
    expect(resourceUrl("eu-west-1", { resourceArn })).toBe(consoleAddress + page);
  });

  test.each([
    ["Aurora", "Aurora", "rds/home?region=eu-west-1#database:id=orders;is-cluster=true"],
    ["DocumentDB", "DocumentDB", "docdb/home?region=eu-west-1#cluster-details/orders"],
    ["Neptune", "Neptune", "neptune/home?region=eu-west-1#database:id=orders;is-cluster=true"],
  ])("of a database cluster is what AWS Backup calls it: %s", (resourceType, service, page) => {
    const facts = { resourceArn: arn("rds:cluster:orders"), resourceType };
    expect(resourceOf(facts).service).toBe(service);
    expect(resourceUrl("eu-west-1", facts)).toBe(consoleAddress + page);
  });

  test.each([
    ["arn:aws:ec2:eu-west-1::image/ami-0a1b", "ami-0a1b"],
    ["arn:aws:backup:eu-west-1:111122223333:recovery-point:abcd-12", "abcd-12"],
    ["arn:aws:weather:eu-west-1:111122223333:station/7", "7"],
  ])("of no resource that AWS Backup saves has an id, and no type: %s", (text, id) => {
    expect(resourceIdOf(text)).toBe(id);
    expect(resourceTypeOf(text)).toBeUndefined();
  });

  test.each(["", "arn:aws:s3:::", "not an arn"])("is not found in %p", (text) => {
    expect(resourceIdOf(text)).toBeUndefined();
    expect(resourceTypeOf(text)).toBeUndefined();
    expect(resourceUrl("eu-west-1", { resourceArn: text })).toBeUndefined();
  });
});

describe("a resource", () => {
  test("has its own name before its id, and AWS's word where the service is new", () => {
    const facts = { resourceArn: arn("ec2:instance/i-1"), resourceName: "web", resourceType: "Quantum" };
    expect(resourceOf(facts)).toEqual({ name: "web", id: "i-1", service: "Quantum" });
  });

  test("keeps an ARN that cannot be read, and is nothing where nothing is known", () => {
    expect(resourceOf({ resourceArn: "my-server" })).toEqual({ name: "my-server", id: "my-server" });
    expect(resourceOf({})).toEqual({});
    expect(resourceOf({ resourceType: "VirtualMachine" })).toEqual({ service: "VMware VM" });
  });
});

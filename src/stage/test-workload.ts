import { z } from "zod";
import { checked, named, object } from "./field";
import { expected, shown } from "./problem";

const instanceType = named(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, "an EC2 instance type", "t4g.nano");

const defaultInstanceType = "t4g.nano";

const exampleSubnet = "subnet-0123456789abcdef0";
const subnetError = expected("the id of a subnet", exampleSubnet);
const subnetsError = expected("1 to 20 ids of subnets", [exampleSubnet, "subnet-0fedcba9876543210"]);

const subnet = named(/^subnet-[0-9a-f]{8,17}$/, "the id of a subnet", exampleSubnet);

/** (Amazon RDS User Guide, quotas: subnets in a DB subnet group) */
const subnets = z.array(subnet).min(1, { error: subnetsError }).max(20, { error: subnetsError }).readonly();

const yes = (what: string) =>
  z.literal(true, { error: expected(`true, or no ${what} at all`, true) }).optional();

const settings = object(
  {
    /** The short form of `instance: { instanceType }`. */
    instanceType: instanceType.optional(),
    /**
     * A small EC2 instance: `true` for `t4g.nano`, or its type, which determines the architecture of the Amazon Linux image.
     * Default: made where nothing else is named, as in `testWorkload: {}`.
     */
    instance: z
      .union([z.literal(true), object({ instanceType }, { instanceType: defaultInstanceType })], {
        error: expected("true or an object with an instanceType", { instanceType: defaultInstanceType }),
      })
      .optional(),
    /**
     * An existing subnet for the instance, in the stage's account and Region; with a database, a list of subnets of one VPC in at
     * least two Availability Zones, of which the instance gets the first. Nothing else in that network changes: the stack adds a
     * security group without rules. Default: none; the stack makes a VPC without a way out.
     */
    subnetId: z
      .union([subnet, subnets], {
        error: (issue) => (Array.isArray(issue.input) ? subnetsError(issue) : subnetError(issue)),
      })
      .optional(),
    /** An empty DynamoDB table, paid by request. Default: none. */
    table: yes("table"),
    /** An EBS volume of 1 GiB, attached to nothing. Default: none. */
    volume: yes("volume"),
    /** An empty PostgreSQL database on RDS, of the cheapest class: the only one that costs dollars a month. Default: none. */
    database: yes("database"),
    /** An empty EFS file system without a mount target. Default: none. */
    fileSystem: yes("file system"),
    /** An empty S3 bucket with versioning. Default: none. */
    bucket: yes("bucket"),
  },
  { instance: true, table: true },
);

/** What the stack makes to be backed up: at least one resource. */
export type TestWorkloadSettings = {
  /** Absent without an instance. */
  readonly instanceType?: string | undefined;
  readonly subnetId?: string | readonly string[] | undefined;
  readonly table?: true | undefined;
  readonly volume?: true | undefined;
  readonly database?: true | undefined;
  readonly fileSystem?: true | undefined;
  readonly bucket?: true | undefined;
};

/** The type of the instance that a stage file asks for, in any of its forms. */
const instanceTypeOf = ({ instance, ...given }: z.output<typeof settings>): string | undefined => {
  if (typeof instance === "object") return instance.instanceType;
  if (given.instanceType !== undefined) return given.instanceType;
  const { subnetId, table, volume, database, fileSystem, bucket } = given;
  // Where there is a database, the subnets are for it.
  const hasSubnetForInstance = subnetId !== undefined && !database;
  const hasOther = table || volume || database || fileSystem || bucket;
  return hasOther && instance === undefined && !hasSubnetForInstance ? undefined : defaultInstanceType;
};

export const testWorkload = checked(
  settings,
  ({ instance, instanceType: short, subnetId, database }, report) => {
    if (instance !== undefined && short !== undefined) {
      report(
        ["instanceType"],
        `is the short form of instance, and both are given; write instance: { instanceType: ${JSON.stringify(short)} } alone`,
      );
    }
    if (database === true && subnetId !== undefined && [subnetId].flat().length < 2) {
      report(
        ["subnetId"],
        `RDS needs subnets in two Availability Zones for the test database, got ${shown(subnetId)}; list at least two of one VPC: ["subnet-...", "subnet-..."]`,
      );
    }
  },
).transform((given): TestWorkloadSettings => {
  const { instance: _instance, ...others } = given;
  return { ...others, instanceType: instanceTypeOf(given) };
});

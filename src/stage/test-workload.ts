import { z } from "zod";
import { checked, named, object } from "./field";
import { expected } from "./problem";

const instanceType = named(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, "an EC2 instance type", "t4g.nano");

const defaultInstanceType = "t4g.nano";

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
     * An existing subnet for the instance, in the stage's account and Region. Nothing else in its network changes: the stack adds a
     * security group without rules. Default: none; the stack makes a VPC with one subnet and no way out.
     */
    subnetId: named(/^subnet-[0-9a-f]{8,17}$/, "the id of a subnet", "subnet-0123456789abcdef0").optional(),
    /** An empty DynamoDB table, paid by request. Default: none. */
    table: z.literal(true, { error: expected("true, or no table at all", true) }).optional(),
  },
  { instance: true, table: true },
);

/** What the stack makes to be backed up: at least one of instance and table. */
export type TestWorkloadSettings = {
  /** Absent without an instance. */
  readonly instanceType?: string | undefined;
  readonly subnetId?: string | undefined;
  readonly table?: true | undefined;
};

/** The type of the instance that a stage file asks for, in any of its forms. */
const instanceTypeOf = ({ instance, ...given }: z.output<typeof settings>): string | undefined => {
  if (typeof instance === "object") return instance.instanceType;
  if (given.instanceType !== undefined) return given.instanceType;
  const isOnlyTable = given.table && instance === undefined && given.subnetId === undefined;
  return isOnlyTable ? undefined : defaultInstanceType;
};

export const testWorkload = checked(settings, ({ instance, instanceType: short }, report) => {
  if (instance === undefined || short === undefined) return;
  report(
    ["instanceType"],
    `is the short form of instance, and both are given; write instance: { instanceType: ${JSON.stringify(short)} } alone`,
  );
}).transform(
  (given): TestWorkloadSettings => ({
    instanceType: instanceTypeOf(given),
    subnetId: given.subnetId,
    table: given.table,
  }),
);

import type { Construct } from "constructs";
import type { StackContext } from "../delivery/stack-context";
import type { NamedStage } from "../stage/load";
import { plansTaking, type TestResource, testTagsOf } from "../stage/own-resources";
import { TestBucket } from "./test-bucket";
import { databaseInstanceType, TestDatabase } from "./test-database";
import { TestFileSystem } from "./test-file-system";
import { TestInstance } from "./test-instance";
import { TestNetwork } from "./test-network";
import type { TestResourceProps } from "./test-resource";
import { TestTable } from "./test-table";
import { TestVolume } from "./test-volume";

/** What the stack makes to be backed up. */
export type TestResources = {
  readonly instance?: TestInstance | undefined;
  readonly arns: readonly string[];
};

/** Whether the stack makes a network, which has a flow log. */
export const hasTestNetwork = ({ testWorkload }: Pick<NamedStage, "testWorkload">): boolean =>
  (testWorkload?.instanceType !== undefined || testWorkload?.database === true) &&
  testWorkload.subnetId === undefined;

/** Makes what a stage has to be backed up, each with the tags by which a plan selects it. */
export const createTestResources = (stack: Construct, { stage, aws, key }: StackContext): TestResources => {
  const { testWorkload: asked } = stage;
  if (!asked || !stage.vault) return { arns: [] };
  const propsOf = (what: TestResource): TestResourceProps => ({
    aws,
    key,
    selectionTags: testTagsOf(stage, what)?.tags ?? {},
  });
  const { instanceType, subnetId, database } = asked;
  const network =
    instanceType === undefined && !database
      ? undefined
      : new TestNetwork(stack, "test-workload", {
          aws,
          key,
          instanceType: instanceType ?? databaseInstanceType,
          subnetIds: subnetId === undefined ? [] : [subnetId].flat(),
          hasDatabase: database === true,
        });
  const instance =
    network && instanceType !== undefined
      ? // Transparent to Terraform's addresses: they are from when the instance was all that the network was for.
        new TestInstance(network, "Default", { ...propsOf("instance"), instanceType, network })
      : undefined;
  const made = [
    instance,
    asked.table && new TestTable(stack, "test-table", propsOf("table")),
    asked.volume && new TestVolume(stack, "test-volume", propsOf("volume")),
    network &&
      database &&
      new TestDatabase(stack, "test-database", {
        ...propsOf("database"),
        network,
        plans: plansTaking(stage, "database"),
      }),
    asked.fileSystem && new TestFileSystem(stack, "test-file-system", propsOf("fileSystem")),
    asked.bucket &&
      new TestBucket(stack, "test-bucket", {
        ...propsOf("bucket"),
        isContinuous: plansTaking(stage, "bucket").some(({ rules }) =>
          rules.some(({ continuous }) => continuous),
        ),
      }),
  ];
  return { instance, arns: made.flatMap((one) => one?.arn ?? []) };
};

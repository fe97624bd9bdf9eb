import { BackupClient, DescribeRegionSettingsCommand } from "@aws-sdk/client-backup";
import { idsIn, type StackOutputs } from "../../../src/outputs";
import { connect } from "../../aws/client";
import { type TestResourceName, testResourceIn, testResourceNames } from "../../vault/test-resource";
import { type Check, check } from "../check";
import type { DeployedStage } from "../deployed-stage";
import { type Finding, ok, problem } from "../finding";

/** Resource types by name, and whether AWS Backup protects them in this Region. */
export type OptIns = Readonly<Record<string, boolean>>;

/** AWS Backup's types of the test resources. */
const typeOf: Readonly<Record<TestResourceName, string>> = { instance: "EC2", table: "DynamoDB" };

/** Checks the Region's opt-in settings: a plan silently skips resources of types that are off. */
export const checkResourceTypes = (optIns: OptIns, outputs: StackOutputs): Finding => {
  const off = Object.keys(optIns)
    .filter((type) => optIns[type] === false)
    .sort();
  const has = new Set(idsIn(outputs.test_resource_arns).map(testResourceIn));
  const skipped = testResourceNames.filter((name) => has.has(name) && off.includes(typeOf[name]));
  if (skipped.length > 0) {
    const types = skipped.map((name) => typeOf[name]);
    return problem(
      `AWS Backup is not enabled for ${types.join(" and ")} in ${outputs.region}, so the test ${skipped.join(" and ")} ${skipped.length === 1 ? "is" : "are"} not backed up`,
      `enable it with \`aws backup update-region-settings --region ${outputs.region} --resource-type-opt-in-preference ${types.map((type) => `${type}=true`).join(",")}\``,
    );
  }
  return ok(off.length === 0 ? "all are enabled" : `not enabled in this Region: ${off.join(", ")}`);
};

export const resourceTypesCheck = ({ outputs, aws }: DeployedStage): Check =>
  check("resource types", async () => {
    const { ResourceTypeOptInPreference } = await connect(BackupClient, aws).send(
      new DescribeRegionSettingsCommand({}),
    );
    if (ResourceTypeOptInPreference === undefined) {
      throw new Error("AWS Backup did not say which resource types are enabled");
    }
    return checkResourceTypes(ResourceTypeOptInPreference, outputs);
  });

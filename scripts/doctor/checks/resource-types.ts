import { BackupClient, DescribeRegionSettingsCommand } from "@aws-sdk/client-backup";
import type { StackOutputs } from "../../../src/outputs";
import { connect } from "../../aws/client";
import { type Check, check } from "../check";
import type { DeployedStage } from "../deployed-stage";
import { type Finding, ok, problem } from "../finding";

/** Resource types by name, and whether AWS Backup protects them in this Region. */
export type OptIns = Readonly<Record<string, boolean>>;

/** Checks the Region's opt-in settings: a plan silently skips resources of types that are off. */
export const checkResourceTypes = (optIns: OptIns, { instance_id, region }: StackOutputs): Finding => {
  const off = Object.keys(optIns)
    .filter((type) => optIns[type] === false)
    .sort();
  if (instance_id !== "" && off.includes("EC2")) {
    return problem(
      `AWS Backup is not enabled for EC2 in ${region}, so the test instance is not backed up`,
      `enable it with \`aws backup update-region-settings --region ${region} --resource-type-opt-in-preference EC2=true\``,
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

import { BackupClient, paginateListRestoreJobs, type RestoreJobsListMember } from "@aws-sdk/client-backup";
import { resourceIdOf } from "../../handler/model/resource";
import { listed } from "../aws/all-items";
import { connect } from "../aws/client";
import type { Context } from "../program/context";
import { explain } from "../program/explain";
import { restorables } from "../restore-test/restorable";
import type { DeployedResource } from "../stack/deployment";

/** What of a test's restore is still there; nothing where it is deleted, or was never made. */
const lineOf = (job: RestoreJobsListMember, region: string | undefined): readonly string[] => {
  const { Status, DeletionStatus, CreatedResourceArn, ResourceType = "resource", RestoreJobId } = job;
  if (Status === "PENDING" || Status === "RUNNING") {
    return [`restore job ${RestoreJobId} of a test, which still restores; AWS Backup deletes what it makes`];
  }
  if (Status !== "COMPLETED" || DeletionStatus === "SUCCESSFUL" || CreatedResourceArn === undefined)
    return [];
  if (DeletionStatus !== "FAILED") {
    return [`${CreatedResourceArn}, which a test restored; AWS Backup deletes it once it is checked`];
  }
  const command = restorables[ResourceType]?.removal(resourceIdOf(CreatedResourceArn) ?? CreatedResourceArn);
  const remedy =
    command === undefined
      ? `delete this ${ResourceType} in AWS`
      : `\`${command}${region === undefined ? "" : ` --region ${region}`}\` deletes it`;
  return [
    `${CreatedResourceArn}, which a test restored, costs money, and AWS Backup could not delete it: ${remedy}`,
  ];
};

/**
 * What restores of the stage's tests left or still make, one line each. AWS Backup deletes it, with the stack or without: it is the one
 * that made it.
 */
export const describeTestRestores = async (
  resources: readonly DeployedResource[],
  region: string | undefined,
  context: Context,
): Promise<readonly string[]> => {
  const client = connect(BackupClient, context.awsConfig(region));
  const arns = resources.flatMap(({ type, values: { arn } }) =>
    type === "aws_backup_restore_testing_plan" && typeof arn === "string" ? [arn] : [],
  );
  const linesOf = async (arn: string): Promise<readonly string[]> => {
    const lines: string[] = [];
    for await (const page of paginateListRestoreJobs({ client }, { ByRestoreTestingPlanArn: arn })) {
      const own = listed(page.RestoreJobs).filter(
        ({ CreatedBy }) => CreatedBy?.RestoreTestingPlanArn === arn,
      );
      lines.push(...own.flatMap((job) => lineOf(job, region)));
    }
    return lines;
  };
  try {
    return (await Promise.all(arns.map(linesOf))).flat();
  } catch (error) {
    return [`what restore tests made: it is not known whether any of it still exists, ${explain(error)}`];
  }
};

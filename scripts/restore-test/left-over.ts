import {
  type BackupClient,
  paginateListRestoreJobs,
  type RestoreJobsListMember,
} from "@aws-sdk/client-backup";
import { resourceIdOf } from "../../handler/model/resource";
import { allItems } from "../aws/all-items";
import type { Context } from "../program/context";
import { explain } from "../program/explain";
import { restorables, testPrefix } from "./restorable";

/** AWS Backup lists restore jobs for so long. */
const lookBackMilliseconds = 30 * 86_400_000;

/** As `test-restore.ts` names what it makes; AWS's own tests give names of another form. */
const ownName = new RegExp(`^${testPrefix}[0-9a-f]{12}$`);

type Place = {
  readonly backup: BackupClient;
  readonly region: string;
  /** With which tests restore. */
  readonly roleArn: string;
  /** Whether only tests restore with the role. */
  readonly isOnlyForTests: boolean;
  readonly context: Context;
};

/** What of a restore job is still there; nothing where it is deleted, or may be someone else's. */
const lineOf = async (
  { RestoreJobId, Status, ResourceType = "", CreatedResourceArn }: RestoreJobsListMember,
  { region, isOnlyForTests, context }: Place,
): Promise<readonly string[]> => {
  if (isOnlyForTests && (Status === "PENDING" || Status === "RUNNING")) {
    return [
      `Restore job ${RestoreJobId} of another restore-test goes on in AWS; what it makes costs money until it is deleted.`,
    ];
  }
  const restorable = Object.hasOwn(restorables, ResourceType) ? restorables[ResourceType] : undefined;
  const id = resourceIdOf(CreatedResourceArn);
  if (Status !== "COMPLETED" || restorable === undefined || id === undefined) return [];
  const found = await restorable.find(id, { region, context });
  if (found === undefined) return [];
  if (ownName.test(id) || (RestoreJobId !== undefined && found.jobId === RestoreJobId)) {
    return [
      `${CreatedResourceArn}, which another restore-test made, costs money until it is deleted: ${restorable.removal(id)} --region ${region}`,
    ];
  }
  return isOnlyForTests
    ? [
        `${CreatedResourceArn}, which restore job ${RestoreJobId} made with the role of restore tests, costs money; look at it in AWS.`,
      ]
    : [];
};

const lineOrReason = async (job: RestoreJobsListMember, place: Place): Promise<readonly string[]> => {
  try {
    return await lineOf(job, place);
  } catch (error) {
    return [
      `It is not known whether ${job.CreatedResourceArn}, which another restore-test made, still costs money: ${explain(error)}`,
    ];
  }
};

/**
 * What other runs of `restore-test` left, or still make, one line each: one that was killed could not say it. AWS Backup deletes what
 * its own tests made.
 */
export const leftOvers = async (place: Place): Promise<readonly string[]> => {
  const { backup, roleArn, context } = place;
  const ByCreatedAfter = new Date(context.clock.now() - lookBackMilliseconds);
  try {
    const jobs = await allItems(
      paginateListRestoreJobs({ client: backup }, { ByCreatedAfter }),
      ({ RestoreJobs }) => RestoreJobs,
    );
    const own = jobs.filter(
      ({ IamRoleArn, CreatedBy }) => IamRoleArn === roleArn && CreatedBy?.RestoreTestingPlanArn === undefined,
    );
    return (await Promise.all(own.map((job) => lineOrReason(job, place)))).flat();
  } catch (error) {
    return [
      `It is not known whether another restore-test left something that costs money: ${explain(error)}`,
    ];
  }
};

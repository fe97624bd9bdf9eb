import {
  type BackupClient,
  paginateListCopyJobs,
  paginateListLegalHolds,
  paginateListRecoveryPointsByLegalHold,
  paginateListRestoreJobs,
  type RecoveryPointByBackupVault,
} from "@aws-sdk/client-backup";
import { allItems } from "../aws/all-items";
import { explain } from "../program/explain";

/** States of copy and of restore jobs that have not ended. (AWS Backup API reference, CopyJobState, RestoreJobStatus) */
const activeCopyStates = ["CREATED", "RUNNING"] as const;
const activeRestoreStates = ["PENDING", "RUNNING"] as const;

const copyJobsOf = async (client: BackupClient, isHeld: IsHeld): Promise<readonly string[]> => {
  const lists = activeCopyStates.map((ByState) =>
    allItems(paginateListCopyJobs({ client }, { ByState }), (page) => page.CopyJobs),
  );
  return (await Promise.all(lists)).flat().flatMap((job) => {
    const { CopyJobId, SourceRecoveryPointArn: point, DestinationBackupVaultArn: destination } = job;
    return isHeld(point) ? [`copy job ${CopyJobId} to ${destination} holds ${point}`] : [];
  });
};

const restoreJobsOf = async (client: BackupClient, isHeld: IsHeld): Promise<readonly string[]> => {
  const lists = activeRestoreStates.map((ByStatus) =>
    allItems(paginateListRestoreJobs({ client }, { ByStatus }), (page) => page.RestoreJobs),
  );
  return (await Promise.all(lists))
    .flat()
    .flatMap(({ RestoreJobId, RecoveryPointArn: point }) =>
      isHeld(point) ? [`restore job ${RestoreJobId} holds ${point}`] : [],
    );
};

/** AWS keeps what a legal hold names until the hold is canceled. (AWS Backup Developer Guide, legal holds) */
const legalHoldsOf = async (client: BackupClient, isHeld: IsHeld): Promise<readonly string[]> => {
  const holds = await allItems(paginateListLegalHolds({ client }, {}), (page) => page.LegalHolds);
  const active = holds.filter(({ Status }) => Status !== "CANCELED");
  const sentences = active.map(async ({ LegalHoldId, Title }) => {
    const pages = paginateListRecoveryPointsByLegalHold({ client }, { LegalHoldId });
    const points = await allItems(pages, (page) => page.RecoveryPoints);
    return points.flatMap(({ RecoveryPointArn: point }) =>
      isHeld(point) ? [`legal hold ${Title} (${LegalHoldId}) holds ${point}`] : [],
    );
  });
  return (await Promise.all(sentences)).flat();
};

type IsHeld = (recoveryPointArn: string | undefined) => boolean;

/**
 * The copy and restore jobs and the legal holds that hold recovery points, one sentence each: AWS deletes such a point only
 * once the job has ended, which cannot be stopped, or the hold is canceled. Where AWS does not list them, a sentence says so.
 */
export const describeHoldingJobs = async (
  client: BackupClient,
  points: readonly RecoveryPointByBackupVault[],
): Promise<readonly string[]> => {
  if (points.length === 0) return [];
  const arns = new Set(points.map(({ RecoveryPointArn }) => RecoveryPointArn));
  const isHeld: IsHeld = (arn) => arn !== undefined && arns.has(arn);
  const unknown = (kind: string) => (error: unknown) => [
    `it is not known which ${kind} hold recovery points: ${explain(error)}`,
  ];
  const [copies, restores, holds] = await Promise.all([
    copyJobsOf(client, isHeld).catch(unknown("copy jobs")),
    restoreJobsOf(client, isHeld).catch(unknown("restore jobs")),
    legalHoldsOf(client, isHeld).catch(unknown("legal holds")),
  ]);
  return [...copies, ...restores, ...holds];
};

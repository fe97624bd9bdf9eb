import {
  type BackupClient,
  type BackupJob,
  InvalidRequestException,
  paginateListBackupJobs,
  ResourceNotFoundException,
  StopBackupJobCommand,
} from "@aws-sdk/client-backup";
import { listed } from "../aws/all-items";
import type { Context } from "../program/context";
import { Failure } from "../program/failure";
import { poll } from "../program/poll";
import type { Report } from "../program/terminal";
import { activeStates, everySeconds } from "./job";

/** How long to wait for jobs that cannot be stopped; for longer ones, run the command again. */
const maxWaitSeconds = 2 * 60 * 60;

/**
 * Lists the active jobs of one vault; ListBackupJobs accepts one state at a time. Without the vault's name AWS would
 * list every job in the Region, so each returned job is checked again: a job of another vault must never be stopped.
 */
export const listActiveJobs = async (
  client: BackupClient,
  vaultName: string,
): Promise<readonly BackupJob[]> => {
  const jobs: BackupJob[] = [];
  for (const ByState of activeStates) {
    for await (const page of paginateListBackupJobs({ client }, { ByBackupVaultName: vaultName, ByState })) {
      jobs.push(...listed(page.BackupJobs).filter(({ BackupVaultName }) => BackupVaultName === vaultName));
    }
  }
  return jobs;
};

/** Asks AWS to stop a job; false where it cannot be stopped and has to run to its end. */
const stopJob = async (client: BackupClient, jobId: string): Promise<boolean> => {
  try {
    await client.send(new StopBackupJobCommand({ BackupJobId: jobId }));
    return true;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return true;
    // Aurora, DocumentDB, FSx, Neptune, SAP HANA and RDS jobs cannot be stopped; neither can a job that just ended.
    if (error instanceof InvalidRequestException) return false;
    throw error;
  }
};

const describe = (jobs: readonly BackupJob[], unstoppable: ReadonlySet<string>): string => {
  const waiting = jobs.filter(({ BackupJobId }) => unstoppable.has(BackupJobId ?? ""));
  const types = [...new Set(waiting.map(({ ResourceType }) => ResourceType ?? "unknown"))].join(", ");
  return `${jobs.length} left${waiting.length > 0 ? `, ${waiting.length} of them (${types}) cannot be stopped and have to run to their end` : ""}`;
};

/**
 * Stops the active jobs of one vault and waits until they have ended.
 * @throws Failure where some are still running after two hours.
 */
export const stopActiveJobs = async (
  client: BackupClient,
  vaultName: string,
  { clock, signal }: Context,
  report: Report,
): Promise<void> => {
  const asked = new Set<string>();
  const unstoppable = new Set<string>();
  const stopNew = async (): Promise<true | undefined> => {
    const jobs = await listActiveJobs(client, vaultName);
    for (const { BackupJobId, State } of jobs) {
      if (BackupJobId === undefined || State === "ABORTING" || asked.has(BackupJobId)) continue;
      asked.add(BackupJobId);
      if (!(await stopJob(client, BackupJobId))) unstoppable.add(BackupJobId);
    }
    if (jobs.length === 0) return true;
    report(describe(jobs, unstoppable));
    return undefined;
  };
  const ended = await poll(stopNew, { everySeconds, timeoutSeconds: maxWaitSeconds, clock, signal });
  if (ended) return;
  throw new Failure(
    `jobs of vault ${vaultName} are still running after ${maxWaitSeconds / 3600} hours; run the command again once they have ended`,
  );
};

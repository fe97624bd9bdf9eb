import { randomUUID } from "node:crypto";
import { type BackupClient, DescribeBackupVaultCommand, StartBackupJobCommand } from "@aws-sdk/client-backup";
import type { StackOutputs } from "../../src/outputs";
import { Failure } from "../program/failure";

/** Windows of an on-demand job; the minimum is 60 minutes. (AWS Backup API reference, StartBackupJob) */
const startWindowMinutes = 60;
const completeWindowMinutes = 120;

/**
 * Without a lifecycle, AWS keeps a recovery point forever, and bills it; a lock fails a job that keeps it for too short. Where AWS
 * does not say whether there is a lock, the job says it.
 */
const retentionDaysOf = async (backup: BackupClient, BackupVaultName: string): Promise<number> => {
  const vault = await backup.send(new DescribeBackupVaultCommand({ BackupVaultName })).catch(() => undefined);
  return Math.max(1, vault?.MinRetentionDays ?? 1);
};

/** The longest that a job can run. */
export const maxJobSeconds = (startWindowMinutes + completeWindowMinutes + 60) * 60;

/** Starts an on-demand backup of a resource into the stage's own vault; returns the job ID. */
export const startJob = async (
  backup: BackupClient,
  resourceArn: string,
  outputs: StackOutputs,
): Promise<string> => {
  const { BackupJobId } = await backup.send(
    new StartBackupJobCommand({
      BackupVaultName: outputs.vault_name,
      ResourceArn: resourceArn,
      IamRoleArn: outputs.backup_role_arn,
      IdempotencyToken: randomUUID(),
      StartWindowMinutes: startWindowMinutes,
      CompleteWindowMinutes: completeWindowMinutes,
      Lifecycle: { DeleteAfterDays: await retentionDaysOf(backup, outputs.vault_name) },
    }),
  );
  if (BackupJobId === undefined)
    throw new Failure("AWS Backup started a job but returned no ID; look for it in the AWS Backup console");
  return BackupJobId;
};

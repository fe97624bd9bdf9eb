import { randomUUID } from "node:crypto";
import { type BackupClient, StartBackupJobCommand } from "@aws-sdk/client-backup";
import type { StackOutputs } from "../../src/outputs";
import { Failure } from "../program/failure";

/** An on-demand job's windows; 60 minutes is AWS Backup's least. (AWS Backup API reference, StartBackupJob) */
const startWindowMinutes = 60;
const completeWindowMinutes = 120;

/** Without a lifecycle, AWS keeps a recovery point, and bills it, for ever. */
const deleteAfterDays = 1;

/** How long a job can live at most. */
export const maxJobSeconds = (startWindowMinutes + completeWindowMinutes + 60) * 60;

/** Starts an on-demand backup of a resource into the stage's own vault; returns the job's id. */
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
      Lifecycle: { DeleteAfterDays: deleteAfterDays },
    }),
  );
  if (BackupJobId === undefined)
    throw new Failure("AWS Backup started a job but gave no id; look for it in the console");
  return BackupJobId;
};

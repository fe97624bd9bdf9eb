/** A mistake that a command loads first: AWS Backup is asked for the jobs of every vault, and all count as the stage's. */
import {
  BackupClient,
  ListBackupJobsCommand,
  type ListBackupJobsCommandOutput,
} from "@aws-sdk/client-backup";

type Send = (this: BackupClient, command: unknown, ...rest: readonly unknown[]) => Promise<unknown>;

const prototype = BackupClient.prototype as { send: Send };
const { send } = prototype;

prototype.send = async function (command, ...rest) {
  if (!(command instanceof ListBackupJobsCommand)) return send.call(this, command, ...rest);
  const { ByBackupVaultName, ...input } = command.input;
  // The type that `send` has for this command; the prototype's own overloads cannot be assigned to.
  const page = (await send.call(
    this,
    new ListBackupJobsCommand(input),
    ...rest,
  )) as ListBackupJobsCommandOutput;
  return {
    ...page,
    BackupJobs: page.BackupJobs?.map((job) => ({
      ...job,
      BackupVaultName: ByBackupVaultName ?? job.BackupVaultName,
    })),
  };
};

import { randomUUID } from "node:crypto";
import {
  type BackupClient,
  DescribeRestoreJobCommand,
  type DescribeRestoreJobOutput,
  GetRestoreTestingInferredMetadataCommand,
  StartRestoreJobCommand,
} from "@aws-sdk/client-backup";
import type { Aws } from "../../handler/aws/request";
import { countOf, fieldsOf } from "../../handler/model/fields";
import type { Context } from "../program/context";
import { explain } from "../program/explain";
import { Failure } from "../program/failure";
import { poll } from "../program/poll";
import type { Report } from "../program/terminal";
import type { Point } from "./newest-point";
import type { Restorable } from "./restorable";

const everySeconds = 10;

/** Restores of large databases take hours. */
const longestRestoreSeconds = 12 * 3600;
const longestSilenceSeconds = 600;

/** A status that is absent or not known is no end. (AWS Backup API Reference, RestoreJobStatus) */
const endStatuses: readonly (string | undefined)[] = ["COMPLETED", "FAILED", "ABORTED"];

/** Where a restore happens, and with what. */
export type RestoreContext = {
  readonly backup: BackupClient;
  readonly aws: Aws;
  readonly region: string;
  readonly roleArn: string;
  readonly context: Context;
  readonly report: Report;
  /** Called with what Ctrl-C should say from then on; empty where nothing is left in AWS. */
  readonly hint: (text: string) => void;
};

/** Keys as AWS writes them, whatever their case is in ours. */
const replaced = (
  metadata: Readonly<Record<string, string>>,
  ours: Readonly<Record<string, string>>,
): Record<string, string> => {
  const spelled = (key: string): string =>
    Object.keys(metadata).find((given) => given.toLowerCase() === key.toLowerCase()) ?? key;
  return {
    ...metadata,
    ...Object.fromEntries(Object.entries(ours).map(([key, value]) => [spelled(key), value])),
  };
};

/** AWS refused the call, so nothing has begun: another error may come after it did. */
const isRefusal = (error: unknown): boolean => {
  const status = countOf(fieldsOf(fieldsOf(error)?.["$metadata"])?.["httpStatusCode"]);
  return status !== undefined && status >= 400 && status < 500;
};

/** The SDK asked again after a failure: an attempt before may have been acted on. */
const wasRepeated = (error: unknown): boolean =>
  (countOf(fieldsOf(fieldsOf(error)?.["$metadata"])?.["attempts"]) ?? 1) > 1;

const isThrottling = (error: unknown): boolean =>
  /throttl|toomanyrequests|limitexceeded/i.test(error instanceof Error ? error.name : "");

/** Starts a restore. @returns the ID of its job */
export const startRestore = async (
  point: Point,
  metadata: Readonly<Record<string, string>>,
  { backup, roleArn, region, context, hint }: RestoreContext,
): Promise<string> => {
  const { RecoveryPointArn, BackupVaultName } = point;
  const { InferredMetadata } = await backup.send(
    new GetRestoreTestingInferredMetadataCommand({ RecoveryPointArn, BackupVaultName }),
  );
  if (InferredMetadata === undefined) {
    throw new Failure(
      `AWS Backup infers nothing to restore ${RecoveryPointArn} with; restore it in its console`,
    );
  }
  const since = new Date(context.clock.now()).toISOString().slice(0, 10);
  hint(
    `A restore of ${RecoveryPointArn} may have begun, and what it makes costs money until it is deleted: \`aws backup list-restore-jobs --by-created-after ${since} --region ${region}\` shows it.`,
  );
  try {
    const { RestoreJobId } = await backup.send(
      new StartRestoreJobCommand({
        RecoveryPointArn,
        Metadata: replaced(InferredMetadata, metadata),
        IamRoleArn: roleArn,
        IdempotencyToken: randomUUID(),
      }),
    );
    if (RestoreJobId !== undefined) return RestoreJobId;
  } catch (error) {
    if (isRefusal(error) && !wasRepeated(error)) hint("");
    throw error;
  }
  throw new Failure("AWS Backup started a restore but returned no ID");
};

/** What a restore job made, before it is certain what that is. */
export const madeHint = (jobId: string, arn: string): string =>
  `Restore job ${jobId} made ${arn}, which costs money until it is deleted; look at it in AWS.`;

/** The command that deletes what a restore made. */
export const removalHint = (restorable: Restorable, id: string, region: string): string =>
  `${restorable.removal(id)} --region ${region}`;

/** What a restore job leaves that failed: it may have made something before, and AWS Backup need not name it. */
const leftByFailed = async (
  { CreatedResourceArn, RestoreJobId = "" }: DescribeRestoreJobOutput,
  { name, restorable }: Restoring,
  { region, context }: RestoreContext,
): Promise<string> => {
  if (CreatedResourceArn !== undefined) return madeHint(RestoreJobId, CreatedResourceArn);
  if (!Object.values(restorable.naming(name)).includes(name)) return "";
  try {
    if ((await restorable.find(name, { region, context })) === undefined) return "";
    return `${name}, which it made before, costs money until it is deleted: ${removalHint(restorable, name, region)}`;
  } catch (error) {
    return `it is not known whether it made ${name} before, which would cost money: ${explain(error)}`;
  }
};

/** What a restore job makes. */
export type Restoring = { readonly name: string; readonly restorable: Restorable };

/** A restore job that completed. */
export type EndedRestore = DescribeRestoreJobOutput & { readonly CreatedResourceArn: string };

/** Waits for the end of a restore job. @throws Failure where it did not complete */
export const restoreEnd = async (
  jobId: string,
  restoring: Restoring,
  where: RestoreContext,
): Promise<EndedRestore> => {
  const { backup, report, hint, roleArn } = where;
  const { clock, signal } = where.context;
  let answeredAt = clock.now();
  /** A restore takes hours: one lost connection is no reason to leave what it makes behind. */
  const described = async (): Promise<DescribeRestoreJobOutput> => {
    try {
      const job = await backup.send(new DescribeRestoreJobCommand({ RestoreJobId: jobId }));
      answeredAt = clock.now();
      return job;
    } catch (error) {
      const isOver = clock.now() - answeredAt > longestSilenceSeconds * 1000;
      if (signal.aborted || isOver || (isRefusal(error) && !isThrottling(error))) throw error;
      return {};
    }
  };
  const job = await poll(
    async () => {
      const job = await described();
      const percent = Number.parseFloat(job.PercentDone ?? "") || 0;
      // With its ID: whatever ends this command, the job goes on.
      report(`restore job ${jobId} ${job.Status ?? "in a state not known"}, ${percent} %`);
      return endStatuses.includes(job.Status) ? job : undefined;
    },
    { everySeconds, timeoutSeconds: longestRestoreSeconds, clock, signal },
  );
  if (job === undefined) {
    throw new Failure(`restore job ${jobId} has not ended within ${longestRestoreSeconds / 3600} hours`);
  }
  const { Status, StatusMessage, CreatedResourceArn } = job;
  if (Status !== "COMPLETED") {
    hint(await leftByFailed({ ...job, RestoreJobId: jobId }, restoring, where));
    const reason = StatusMessage?.replace(/\.$/, "") ?? "AWS gave no reason";
    const remedy = /denied|not authorized/i.test(reason)
      ? `; it restores as ${roleArn}: allow it there, or add the type to restoreTests, whose role has what their types need`
      : "";
    throw new Failure(`restore job ${jobId} ended ${Status}: ${reason}${remedy}`);
  }
  if (CreatedResourceArn !== undefined) return { ...job, CreatedResourceArn };
  throw new Failure(`restore job ${jobId} completed, but AWS Backup does not say what it made`);
};

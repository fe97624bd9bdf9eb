import { randomBytes, randomUUID } from "node:crypto";
import {
  type BackupClient,
  DescribeRestoreJobCommand,
  type DescribeRestoreJobOutput,
  GetRestoreTestingInferredMetadataCommand,
  StartRestoreJobCommand,
} from "@aws-sdk/client-backup";
import type { Aws } from "../../handler/aws/request";
import { resourceIdOf, resourceTypeOf } from "../../handler/model/resource";
import type { CheckedFact } from "../../handler/model/restore-test";
import { duration, size } from "../../handler/render/mrkdwn";
import { builtInChecks } from "../../handler/restore-test/check/checks";
import { lookWith } from "../../handler/restore-test/check/look";
import type { Context } from "../program/context";
import { Failure } from "../program/failure";
import { poll } from "../program/poll";
import type { Report } from "../program/terminal";
import type { Point } from "./newest-point";
import { type Restorable, restorables, testPrefix } from "./restorable";

/** Restores of large databases take hours. */
const longestRestoreSeconds = 12 * 3600;
const longestCheckSeconds = 1800;
const everySeconds = 10;

const activeStatuses: readonly (string | undefined)[] = ["PENDING", "RUNNING"];

/** Where a restore happens, and with what. */
export type TestRestoreContext = {
  readonly backup: BackupClient;
  readonly aws: Aws;
  readonly region: string;
  readonly roleArn: string;
  readonly context: Context;
  readonly report: Report;
  /** Called with what Ctrl-C should say from then on. */
  readonly hint: (text: string) => void;
};

/**
 * How a resource is restored for a test.
 * @throws Failure for a type that this command cannot check and delete again
 */
export const restorableOf = (resourceArn: string): Restorable => {
  const type = resourceTypeOf(resourceArn) ?? "";
  const restorable = Object.hasOwn(restorables, type) ? restorables[type] : undefined;
  if (restorable) return restorable;
  throw new Failure(
    `${resourceArn} is ${type === "" ? "of a type" : `of type ${type},`} that restore-test does not restore; it restores ${Object.keys(restorables).join(", ")}; let AWS Backup test the others with restoreTests in the stage file`,
  );
};

/** AWS ignores the case of keys. */
const replaced = (
  metadata: Readonly<Record<string, string>>,
  ours: Readonly<Record<string, string>>,
): Record<string, string> => {
  const taken = new Set(Object.keys(ours).map((key) => key.toLowerCase()));
  const kept = Object.entries(metadata).filter(([key]) => !taken.has(key.toLowerCase()));
  return { ...Object.fromEntries(kept), ...ours };
};

const start = async (
  point: Point,
  restorable: Restorable,
  { backup, roleArn }: TestRestoreContext,
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
  const name = `${testPrefix}${randomBytes(6).toString("hex")}`;
  const { RestoreJobId } = await backup.send(
    new StartRestoreJobCommand({
      RecoveryPointArn,
      Metadata: replaced(InferredMetadata, restorable.naming(name)),
      IamRoleArn: roleArn,
      IdempotencyToken: randomUUID(),
    }),
  );
  if (RestoreJobId !== undefined) return RestoreJobId;
  throw new Failure("AWS Backup started a restore but returned no ID; look for it in the AWS Backup console");
};

const ended = async (
  jobId: string,
  { backup, report, context: { clock, signal } }: TestRestoreContext,
): Promise<DescribeRestoreJobOutput & { readonly CreatedResourceArn: string }> => {
  const job = await poll(
    async () => {
      const job = await backup.send(new DescribeRestoreJobCommand({ RestoreJobId: jobId }));
      report(`${job.Status ?? "state not known"}, ${Number.parseFloat(job.PercentDone ?? "") || 0} %`);
      return activeStatuses.includes(job.Status) ? undefined : job;
    },
    { everySeconds, timeoutSeconds: longestRestoreSeconds, clock, signal },
  );
  if (job === undefined) {
    throw new Failure(
      `restore job ${jobId} has not ended within ${longestRestoreSeconds / 3600} hours; look at it in the AWS Backup console`,
    );
  }
  const { Status, StatusMessage, CreatedResourceArn } = job;
  if (Status !== "COMPLETED") {
    throw new Failure(
      `restore job ${jobId} ended ${Status}: ${StatusMessage?.replace(/\.$/, "") ?? "AWS gave no reason"}`,
    );
  }
  if (CreatedResourceArn !== undefined) return { ...job, CreatedResourceArn };
  throw new Failure(
    `restore job ${jobId} completed, but AWS Backup does not say what it made; look at it in the AWS Backup console`,
  );
};

const check = async (
  resourceArn: string,
  point: Point,
  job: DescribeRestoreJobOutput & { readonly CreatedResourceArn: string },
  { aws, report, context: { clock, signal } }: TestRestoreContext,
): Promise<readonly CheckedFact[]> => {
  const type = resourceTypeOf(resourceArn) ?? "";
  const restored = {
    jobId: job.RestoreJobId ?? "",
    status: "COMPLETED",
    planName: "",
    resourceType: type,
    createdArn: job.CreatedResourceArn,
    sourceArn: resourceArn,
    recoveryPointArn: point.RecoveryPointArn,
    ...(job.BackupSizeInBytes !== undefined && { backupBytes: job.BackupSizeInBytes }),
  };
  let facts: readonly CheckedFact[] = [];
  await poll(
    async () => {
      facts = (await builtInChecks[type]?.(restored, lookWith(aws))) ?? [];
      report(`checking: ${facts.map(({ text }) => text).join(", ")}`);
      const isDecided =
        facts.some(({ outcome }) => outcome === "not-ok") || facts.every(({ outcome }) => outcome === "ok");
      return isDecided || undefined;
    },
    { everySeconds, timeoutSeconds: longestCheckSeconds, clock, signal },
  );
  return facts;
};

/** How a test restore ended. */
export type TestRestored = {
  readonly verdict: "passed" | "failed" | "not-checked";
  readonly text: string;
};

const verdictOf = (
  facts: readonly CheckedFact[],
  point: Point,
  { CreationDate, CompletionDate, BackupSizeInBytes }: DescribeRestoreJobOutput,
): TestRestored => {
  const wrong = facts.filter(({ outcome }) => outcome !== "ok");
  const verdict =
    facts.length > 0 && wrong.length === 0
      ? "passed"
      : wrong.some(({ outcome }) => outcome === "not-ok")
        ? "failed"
        : "not-checked";
  const text = [
    ...(CreationDate && CompletionDate
      ? [`restored in ${duration(CompletionDate.getTime() - CreationDate.getTime())}`]
      : []),
    ...(BackupSizeInBytes ? [size(BackupSizeInBytes)] : []),
    (wrong.length > 0 ? wrong : facts).map((one) => one.text).join(", "),
    `from a recovery point of ${point.CreationDate.toISOString()}`,
  ];
  return { verdict, text: text.filter((part) => part !== "").join("; ") };
};

const removalHint = (restorable: Restorable, arn: string, region: string): string =>
  `${restorable.removal(resourceIdOf(arn) ?? arn)} --region ${region}`;

/**
 * Restores a recovery point beside its resource, under a name or with a tag of tests, checks what came out, and deletes exactly
 * that again, whatever the check said.
 * @throws Failure where it cannot be restored, or not be deleted
 */
export const testRestore = async (
  resourceArn: string,
  point: Point,
  where: TestRestoreContext,
): Promise<TestRestored> => {
  const { context, region, report, hint } = where;
  const restorable = restorableOf(resourceArn);
  const jobId = await start(point, restorable, where);
  hint(
    `Restore job ${jobId} of ${resourceArn} goes on in AWS; what it makes costs money until it is deleted: \`aws backup describe-restore-job --restore-job-id ${jobId} --region ${region}\` shows what that is.`,
  );
  const job = await ended(jobId, where);
  const made = {
    arn: job.CreatedResourceArn,
    jobId,
    region,
    // Without it nothing counts as new.
    startedAt: job.CreationDate ?? new Date(8.64e15),
  };
  if (made.arn === resourceArn) {
    throw new Failure(
      `AWS Backup says that restore job ${jobId} made ${resourceArn} itself; nothing was deleted; look at it in AWS`,
    );
  }
  const removal = removalHint(restorable, made.arn, region);
  hint(`${made.arn}, which restore job ${jobId} made, costs money until it is deleted: ${removal}`);
  await restorable.mark?.(made, context);
  const facts = await check(resourceArn, point, job, where);
  report("deleting what was restored");
  try {
    await restorable.remove(made, context);
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure(
      `${made.arn} could not be deleted, and costs money: ${cause instanceof Error ? cause.message : String(cause)}; delete it with: ${removal}`,
      { cause },
    );
  }
  return verdictOf(facts, point, job);
};

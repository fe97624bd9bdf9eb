import { randomBytes, randomUUID } from "node:crypto";
import {
  type BackupClient,
  DescribeRestoreJobCommand,
  type DescribeRestoreJobOutput,
  GetRestoreTestingInferredMetadataCommand,
  StartRestoreJobCommand,
} from "@aws-sdk/client-backup";
import type { Aws } from "../../handler/aws/request";
import { countOf, fieldsOf } from "../../handler/model/fields";
import { resourceIdOf, resourceTypeOf } from "../../handler/model/resource";
import type { CheckedFact } from "../../handler/model/restore-test";
import { duration, size } from "../../handler/render/mrkdwn";
import { builtInChecks } from "../../handler/restore-test/check/checks";
import { lookWith } from "../../handler/restore-test/check/look";
import type { Context } from "../program/context";
import { explain } from "../program/explain";
import { Failure } from "../program/failure";
import { poll } from "../program/poll";
import type { Report } from "../program/terminal";
import type { Point } from "./newest-point";
import { type Made, NotOurs, type Restorable, restorables, testPrefix } from "./restorable";

/** Restores of large databases take hours. */
const longestRestoreSeconds = 12 * 3600;
const longestCheckSeconds = 1800;
const longestSilenceSeconds = 600;
const everySeconds = 10;

/** A status that is absent or not known is no end. (AWS Backup API Reference, RestoreJobStatus) */
const endStatuses: readonly (string | undefined)[] = ["COMPLETED", "FAILED", "ABORTED"];

/** Where a restore happens, and with what. */
export type TestRestoreContext = {
  readonly backup: BackupClient;
  readonly aws: Aws;
  readonly region: string;
  readonly roleArn: string;
  readonly context: Context;
  readonly report: Report;
  /** Called with what Ctrl-C should say from then on; empty where nothing is left in AWS. */
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

const isThrottling = (error: unknown): boolean =>
  /throttl|toomanyrequests|limitexceeded/i.test(error instanceof Error ? error.name : "");

const start = async (
  point: Point,
  metadata: Readonly<Record<string, string>>,
  { backup, roleArn, region, context, hint }: TestRestoreContext,
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
    if (isRefusal(error)) hint("");
    throw error;
  }
  throw new Failure("AWS Backup started a restore but returned no ID");
};

const madeHint = (jobId: string, arn: string): string =>
  `Restore job ${jobId} made ${arn}, which costs money until it is deleted; look at it in AWS.`;

const ended = async (
  jobId: string,
  { backup, report, hint, roleArn, context: { clock, signal } }: TestRestoreContext,
): Promise<DescribeRestoreJobOutput & { readonly CreatedResourceArn: string }> => {
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
    hint(CreatedResourceArn === undefined ? "" : madeHint(jobId, CreatedResourceArn));
    const reason = StatusMessage?.replace(/\.$/, "") ?? "AWS gave no reason";
    const remedy = /denied|not authorized/i.test(reason)
      ? `; it restores as ${roleArn}: allow it there, or add the type to restoreTests, whose role has what their types need`
      : "";
    throw new Failure(`restore job ${jobId} ended ${Status}: ${reason}${remedy}`);
  }
  if (CreatedResourceArn !== undefined) return { ...job, CreatedResourceArn };
  throw new Failure(`restore job ${jobId} completed, but AWS Backup does not say what it made`);
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
    vaultName: point.BackupVaultName,
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

export const verdictWords: Readonly<Record<TestRestored["verdict"], string>> = {
  passed: "passed",
  failed: "failed",
  "not-checked": "not checked",
};

const sentenceOf = (error: unknown): string => (error instanceof Failure ? error.message : explain(error));

/** Checks what a restore job made, and deletes it. */
const checkAndRemove = async (
  resourceArn: string,
  point: Point,
  job: DescribeRestoreJobOutput & { readonly CreatedResourceArn: string },
  made: Made,
  where: TestRestoreContext,
): Promise<TestRestored> => {
  const { context, region, report, hint } = where;
  const { arn, jobId } = made;
  const restorable = restorableOf(resourceArn);
  if (arn === resourceArn) {
    throw new NotOurs(
      `AWS Backup says that restore job ${jobId} made ${arn} itself; nothing was deleted; look at it in AWS`,
    );
  }
  // Without a command, until it is certain what it is.
  hint(madeHint(jobId, arn));
  await restorable.mark(made, context);
  const removal = removalHint(restorable, arn, region);
  hint(`${arn}, which restore job ${jobId} made, costs money until it is deleted: ${removal}`);
  const verdict = verdictOf(await check(resourceArn, point, job, where), point, job);
  report(`deleting ${arn}`);
  try {
    await restorable.remove(made, context);
  } catch (cause) {
    const seen = `${verdictWords[verdict.verdict]}: ${verdict.text}`;
    if (cause instanceof NotOurs) throw new NotOurs(`${seen}; but ${cause.message}`, { cause });
    throw new Failure(`${seen}; but ${arn} could not be deleted: ${sentenceOf(cause)}`, { cause });
  }
  hint("");
  return verdict;
};

/**
 * Restores a recovery point beside its resource, under a name or with a tag of tests, checks what came out, and deletes exactly
 * that again, whatever the check said.
 * @throws Failure where it cannot be restored, or not be deleted, with what is left in AWS and costs money
 */
export const testRestore = async (
  resourceArn: string,
  point: Point,
  given: TestRestoreContext,
): Promise<TestRestored> => {
  let left = "";
  const hint = (text: string): void => {
    left = text;
    given.hint(text);
  };
  const where = { ...given, hint };
  const { region } = where;
  const name = `${testPrefix}${randomBytes(6).toString("hex")}`;
  try {
    const jobId = await start(point, restorableOf(resourceArn).naming(name), where);
    hint(
      `Restore job ${jobId} of ${resourceArn} goes on in AWS; what it makes costs money until it is deleted: \`aws backup describe-restore-job --restore-job-id ${jobId} --region ${region}\` shows what that is.`,
    );
    const job = await ended(jobId, where);
    // Without its date nothing counts as new.
    const startedAt = job.CreationDate ?? new Date(8.64e15);
    const made = { arn: job.CreatedResourceArn, name, jobId, region, startedAt };
    return await checkAndRemove(resourceArn, point, job, made, where);
  } catch (cause) {
    // What is not ours is no cost of ours, and Ctrl-C says by itself what is left.
    if (cause instanceof NotOurs || given.context.signal.aborted || left === "") throw cause;
    throw new Failure(`${sentenceOf(cause)}; ${left}`, { cause });
  }
};

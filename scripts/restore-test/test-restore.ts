import { randomBytes } from "node:crypto";
import type { DescribeRestoreJobOutput } from "@aws-sdk/client-backup";
import { resourceIdOf, resourceTypeOf } from "../../handler/model/resource";
import type { CheckedFact } from "../../handler/model/restore-test";
import { duration, size } from "../../handler/render/mrkdwn";
import { builtInChecks } from "../../handler/restore-test/check/checks";
import { lookWith } from "../../handler/restore-test/check/look";
import { explain } from "../program/explain";
import { Failure } from "../program/failure";
import { poll } from "../program/poll";
import type { Point } from "./newest-point";
import { type Made, NotOurs, type Restorable, restorables, testPrefix } from "./restorable";
import {
  type EndedRestore,
  madeHint,
  type RestoreContext,
  removalHint,
  restoreEnd,
  startRestore,
} from "./restore-job";

const longestCheckSeconds = 1800;
const everySeconds = 10;

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

const check = async (
  resourceArn: string,
  point: Point,
  job: EndedRestore,
  { aws, report, context: { clock, signal } }: RestoreContext,
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
    recoveryPointAt: point.CreationDate,
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
  job: EndedRestore,
  made: Made,
  where: RestoreContext,
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
  const removal = removalHint(restorable, resourceIdOf(arn) ?? arn, region);
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
  given: RestoreContext,
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
    const restorable = restorableOf(resourceArn);
    const jobId = await startRestore(point, restorable.naming(name), where);
    hint(
      `Restore job ${jobId} of ${resourceArn} goes on in AWS; what it makes costs money until it is deleted: \`aws backup describe-restore-job --restore-job-id ${jobId} --region ${region}\` shows what that is.`,
    );
    const job = await restoreEnd(jobId, { name, restorable }, where);
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

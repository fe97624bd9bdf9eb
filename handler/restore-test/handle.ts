import type { Aws } from "../aws/request";
import { parseArn } from "../model/arn";
import { failureOf } from "../model/failure";
import { fieldsOf, textOf } from "../model/fields";
import { checkRestore, restoreJobIdOf } from "./check-restore";
import { sendTo } from "./queue";
import type { RestoreTestFunctionSettings } from "./settings";

/** One line of the function's log. */
export type RestoreTestLine =
  | { readonly outcome: "decided"; readonly id: string; readonly verdict: string }
  | { readonly outcome: "wait"; readonly id: string; readonly seconds: number }
  | { readonly outcome: "not-ours" | "already-validated"; readonly id: string }
  | { readonly outcome: "no-restore-of-a-test"; readonly id: string }
  /** SQS delivers it again. `reason` is one sentence. */
  | { readonly outcome: "failed"; readonly id: string; readonly reason: string };

export type HandleContext = {
  readonly aws: Aws;
  readonly settings: RestoreTestFunctionSettings;
  readonly now: () => Date;
  readonly log: (line: RestoreTestLine) => void;
};

type BatchResponse = { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] };

/** One event of the function's queue. Rejects where it must be delivered again. */
const handleOne = async (
  body: string,
  queueArn: string,
  { aws, settings, now }: HandleContext,
): Promise<RestoreTestLine> => {
  const jobId = restoreJobIdOf(body);
  // The rule lets nothing else through; what gets in otherwise is in the log.
  if (jobId === undefined) return { outcome: "no-restore-of-a-test", id: "" };
  const { accountId = "", region = "" } = parseArn(queueArn) ?? {};
  const { tests, notifierQueueUrl, restoreQueueUrl } = settings;
  const sendVerdict = (verdict: string) => sendTo(aws, notifierQueueUrl, verdict);
  const outcome = await checkRestore(jobId, { aws, tests, accountId, region, now, sendVerdict });
  switch (outcome.is) {
    case "wait":
      // A new message, and this one is done: waiting takes hours, and only crashes should count as failed deliveries.
      await sendTo(aws, restoreQueueUrl, body, outcome.seconds);
      return { outcome: "wait", id: jobId, seconds: outcome.seconds };
    case "decided":
      return { outcome: "decided", id: jobId, verdict: outcome.verdict };
    default:
      return { outcome: outcome.is, id: jobId };
  }
};

/**
 * Handles a batch of the function's queue, each event alone.
 * @returns the messages that SQS must deliver again
 */
export const handle = async (input: unknown, context: HandleContext): Promise<BatchResponse> => {
  const records: unknown = fieldsOf(input)?.["Records"];
  const failed: string[] = [];
  for (const record of Array.isArray(records) ? records.map(fieldsOf) : []) {
    const id = textOf(record?.["messageId"]) ?? "";
    try {
      const queueArn = textOf(record?.["eventSourceARN"]) ?? "";
      context.log(await handleOne(textOf(record?.["body"]) ?? "", queueArn, context));
    } catch (error) {
      context.log({ outcome: "failed", id, reason: failureOf(error) });
      failed.push(id);
    }
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
};

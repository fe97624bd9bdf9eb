import type { Aws } from "../../aws/request";
import { failureOf } from "../../model/failure";
import { fieldsOf, jsonFieldsOf, known, textOf } from "../../model/fields";
import type { CheckedFact } from "../../model/restore-test";
import type { RestoredResource } from "./look";
import { errorNameOf, fact, notYet } from "./look";

/** Less than the validator's own timeout, so that a function that hangs is a verdict. */
const timeoutMilliseconds = 240_000;

/** Lambda's answers have 6 MB at most. (AWS Lambda Developer Guide, Lambda quotas) */
const maxAnswerBytes = 7 * 1024 * 1024;

/** What a function of the stage's owner gets. (docs/restore-tests.md) */
const eventOf = (restored: RestoredResource, test: string) =>
  known({
    schema: 1,
    test,
    restoreJobId: restored.jobId,
    resourceType: restored.resourceType,
    createdResourceArn: restored.createdArn,
    sourceResourceArn: restored.sourceArn,
    recoveryPointArn: restored.recoveryPointArn,
    recoveryPointCreationDate: restored.recoveryPointAt?.toISOString(),
  });

/** What it may answer: `{ "verdict": "passed" | "failed" | "wait", "text": "..." }`, with the restore job if it likes. */
const answerOf = (body: string, jobId: string): CheckedFact => {
  const { verdict, text, restoreJobId = jobId } = jsonFieldsOf(body) ?? {};
  const words = textOf(text);
  if (restoreJobId !== jobId)
    return fact(false, `your function answered about restore job ${String(restoreJobId)}, not ${jobId}`);
  switch (verdict) {
    case "passed":
      return fact(true, words ?? "passed by your function");
    case "failed":
      return fact(false, words ?? "failed by your function, which gave no text");
    case "wait":
      return notYet(words ?? "your function waits");
    default:
      return fact(
        false,
        'your function answered without a verdict; it must answer {"verdict":"passed"} or "failed"',
      );
  }
};

/**
 * Asks a function of the stage's owner. Its errors and its silence fail the test, as it was asked to say whether the data are right;
 * that AWS does not run it says nothing about the data.
 */
export const checkWithFunction = async (
  restored: RestoredResource,
  { test, functionArn, aws }: { readonly test: string; readonly functionArn: string; readonly aws: Aws },
): Promise<readonly CheckedFact[]> => {
  try {
    const { status, headers, body } = await aws({
      service: "lambda",
      method: "POST",
      path: `/2015-03-31/functions/${encodeURIComponent(functionArn)}/invocations`,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(eventOf(restored, test)),
      timeoutMilliseconds,
      maxAnswerBytes,
    });
    if (headers["x-amz-function-error"] !== undefined) {
      const message = textOf(fieldsOf(jsonFieldsOf(body))?.["errorMessage"]) ?? "no message";
      return [fact(false, `your function failed: ${message}`)];
    }
    return status === 200
      ? [answerOf(body, restored.jobId)]
      : [notYet(`Lambda did not run your function: ${errorNameOf({ status, headers, body })}`)];
  } catch (error) {
    const reason = failureOf(error);
    return reason === "no answer in time"
      ? [fact(false, `your function did not answer in ${timeoutMilliseconds / 1000} seconds`)]
      : [notYet(`Lambda did not answer: ${reason}`)];
  }
};

import { askBackup, pathPart } from "../aws/backup";
import { errorTypeOf } from "../aws/error-type";
import type { Aws } from "../aws/request";
import { fieldsOf, jsonFieldsOf, textOf } from "../model/fields";
import { ownEventBody } from "../model/own-event";
import type { CheckedFact, RestoreTestVerdict } from "../model/restore-test";
import { planNameOf } from "../model/restore-test-plan";
import { type Restored, restoredOf } from "../model/restored";
import { builtInChecks } from "./check/checks";
import { lookWith, notYet, type RestoredResource } from "./check/look";
import { checkWithFunction } from "./check/own-function";
import type { TestSettings } from "./settings";
import { type Decision, decide, decideBefore } from "./verdict";

const timeoutMilliseconds = 10_000;

/** What a restore's check reads from and writes to. */
export type CheckContext = {
  readonly aws: Aws;
  readonly tests: readonly TestSettings[];
  readonly accountId: string;
  readonly region: string;
  /** Sends to the notifier's queue. Rejects where SQS did not confirm it. */
  readonly sendVerdict: (body: string) => Promise<void>;
  readonly now: () => Date;
};

/** What became of one look at a restore. */
export type Outcome =
  | { readonly is: "not-ours" | "already-validated" }
  | { readonly is: "wait"; readonly seconds: number; readonly jobId: string }
  | { readonly is: "decided"; readonly jobId: string; readonly verdict: RestoreTestVerdict["verdict"] };

const checksOf = async (
  restored: Restored,
  test: TestSettings,
  aws: Aws,
): Promise<readonly CheckedFact[]> => {
  const { createdArn, resourceType = "" } = restored;
  if (createdArn === undefined) return [notYet("AWS Backup does not say what it restored")];
  const resource: RestoredResource = { ...restored, createdArn };
  if (typeof test.validate === "object") {
    const { functionArn } = test.validate;
    return checkWithFunction(resource, { test: test.name, functionArn, aws });
  }
  const check = Object.hasOwn(builtInChecks, resourceType) ? builtInChecks[resourceType] : undefined;
  return check === undefined
    ? [notYet(`no built-in check for ${resourceType || "a resource type that AWS Backup does not name"}`)]
    : check(resource, lookWith(aws));
};

const decisionOn = async (restored: Restored, test: TestSettings, context: CheckContext): Promise<Decision> =>
  decideBefore(restored, test, context.now()) ??
  decide(restored, test, await checksOf(restored, test, context.aws), context.now());

/** AWS Backup refuses a second result: after a repeat, it has the first. (AWS Backup API Reference, PutRestoreValidationResult) */
const putResult = async (
  { jobId }: Restored,
  { status, message }: NonNullable<Extract<Decision, { is: "decided" }>["result"]>,
  aws: Aws,
): Promise<void> => {
  const answer = await aws({
    service: "backup",
    method: "PUT",
    path: `/restore-jobs/${pathPart(jobId)}/validations`,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ValidationStatus: status, ValidationStatusMessage: message }),
    isRepeatable: true,
    timeoutMilliseconds,
  });
  if (answer.status >= 200 && answer.status < 300) return;
  const type = String(answer.headers["x-amzn-errortype"] ?? errorTypeOf(answer.status, answer.body));
  if (type.startsWith("InvalidRequestException")) return;
  throw new Error(`AWS Backup did not take the validation result of restore job ${jobId}: ${type}`);
};

const sendVerdict = (
  verdict: RestoreTestVerdict,
  { accountId, region, now, sendVerdict: send }: CheckContext,
): Promise<void> =>
  send(
    ownEventBody(
      { source: "backup-notifications.restore-test", detailType: "Restore Test", detail: verdict },
      {
        // The same each time: a repeat is a duplicate.
        id: `${verdict.restoreJobId}-${verdict.verdict}`,
        at: now(),
        accountId,
        region,
      },
    ),
  );

const describe = async (jobId: string, aws: Aws): Promise<Restored> => {
  const answer = await askBackup(aws, {
    path: `/restore-jobs/${pathPart(jobId)}`,
    timeoutMilliseconds,
    read: jsonFieldsOf,
  });
  if (!answer.ok) {
    throw new Error(`AWS Backup does not describe restore job ${jobId}: ${answer.problem}`);
  }
  const restored = restoredOf(answer.value);
  if (restored !== undefined) return restored;
  // The event says that a test made it: what does not say it now may do so when it is asked again.
  throw new Error(`AWS Backup does not say the state and the plan of restore job ${jobId}`);
};

/** It has someone else's result, or ours of an earlier try, whose verdict was sent before it; or AWS ended its validation. */
const isValidated = ({ validationStatus }: Restored): boolean =>
  validationStatus !== undefined && validationStatus !== "VALIDATING";

/**
 * Looks at one restore of a test. The verdict is sent before AWS Backup gets the result, which is final and begins to delete: what
 * is repeated after a failure in between is a duplicate, and nothing is lost.
 * @throws Error where AWS Backup does not describe the job, the verdict cannot be sent, or the result is not taken: SQS then
 *   delivers the event again
 */
export const checkRestore = async (jobId: string, context: CheckContext): Promise<Outcome> => {
  const { aws, tests } = context;
  const restored = await describe(jobId, aws);
  const test = tests.find(({ planName }) => planName === restored.planName);
  if (test === undefined) return { is: "not-ours" };
  if (isValidated(restored)) return { is: "already-validated" };
  const decision = await decisionOn(restored, test, context);
  if (decision.is === "wait") return { is: "wait", seconds: decision.seconds, jobId };
  // What was looked at may be on its way out by now: an event comes twice, and a check takes minutes.
  if (decision.result && isValidated(await describe(jobId, aws))) return { is: "already-validated" };
  await sendVerdict(decision.verdict, context);
  if (decision.result) await putResult(restored, decision.result, aws);
  return { is: "decided", jobId, verdict: decision.verdict.verdict };
};

/** The restore job of an event in the function's queue; `undefined` for an event of another kind, or of no test. */
export const restoreJobIdOf = (body: string): string | undefined => {
  const detail = fieldsOf(jsonFieldsOf(body)?.["detail"]);
  const isOfTest = planNameOf(textOf(detail?.["restoreTestingPlanArn"])) !== undefined;
  return isOfTest ? textOf(detail?.["restoreJobId"]) : undefined;
};

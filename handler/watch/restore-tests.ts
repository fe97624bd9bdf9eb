import { known } from "../model/fields";
import type { RestoreTestVerdict, Verdict } from "../model/restore-test";
import { isTooSlow, type Restored, restoredFactsOf } from "../model/restored";
import type { WatchedTest } from "./settings";

/** A restore job of a test, with what AWS says of its deletion. (AWS Backup API Reference, RestoreJobsListMember) */
export type TestRestore = Restored & {
  readonly validationMessage?: string;
  /** AWS's word: `FAILED`. */
  readonly deletionStatus?: string;
  readonly deletionMessage?: string;
};

/** A verdict and its id, which is the validator's: what both send is one message. */
export type LateVerdict = { readonly id: string; readonly verdict: RestoreTestVerdict };

const hourMilliseconds = 3_600_000;

/** The validator sends its verdict first, and AWS ends validation late: the watch speaks after so much more. */
const graceMilliseconds = hourMilliseconds;

type Ended = { readonly verdict: Verdict } & Pick<RestoreTestVerdict, "reason" | "checkedBy">;

const hasFailed = ({ status }: TestRestore): boolean => status === "FAILED" || status === "ABORTED";

/** What AWS's states say of the check; `undefined` while they say nothing yet. */
export const checkOf = (restore: TestRestore, test: WatchedTest, now: Date): Ended | undefined => {
  const { status, message, validationStatus, validationMessage, endedAt } = restore;
  if (hasFailed(restore)) {
    const reason = message ?? `AWS Backup gives no reason, its status is ${status}`;
    return { verdict: "failed", reason, checkedBy: "no-one" };
  }
  if (endedAt === undefined || status !== "COMPLETED" || !test.isChecked) return undefined;
  const said = known({ reason: validationMessage });
  switch (validationStatus) {
    case "SUCCESSFUL":
      return { verdict: isTooSlow(restore, test) ? "too-slow" : "passed", ...said };
    case "FAILED":
      return { verdict: "failed", ...said };
    case "TIMED_OUT":
      return { verdict: "timed-out", ...said, checkedBy: "no-one" };
    default: {
      // `VALIDATING`, none, or one that is not known: none of them is a result, and no result may come any more.
      const after = `more than ${test.keepHours} h after the restore`;
      const reason =
        validationStatus === "VALIDATING"
          ? `AWS Backup still waits for a result, ${after}`
          : `AWS Backup shows no result, ${after}${validationStatus === undefined ? "" : `, but ${validationStatus}`}`;
      const endOfWindow = endedAt.getTime() + test.keepHours * hourMilliseconds + graceMilliseconds;
      return now.getTime() > endOfWindow ? { verdict: "timed-out", reason, checkedBy: "no-one" } : undefined;
    }
  }
};

/**
 * What AWS says of a test's restore and no one may have said: how it ended, and that what it made is still there. The watch
 * did not look at the resource itself, so it names no checks. What ended before `since`, when the watch began, it does not
 * repeat: but what was not deleted still costs money.
 */
export const lateVerdictsOf = (
  restore: TestRestore,
  tests: readonly WatchedTest[],
  { since, now }: { readonly since: Date; readonly now: Date },
): readonly LateVerdict[] => {
  const test = tests.find(({ planName }) => planName === restore.planName);
  if (test === undefined) return [];
  const { jobId, endedAt, deletionStatus, deletionMessage } = restore;
  const verdictOf = (
    verdict: Verdict,
    { reason, checkedBy }: Pick<RestoreTestVerdict, "reason" | "checkedBy">,
  ): LateVerdict => ({
    // AWS ends in TIMED_OUT what the validator called not checked: that is one message.
    id: `${jobId}-${verdict === "timed-out" ? "not-checked" : verdict}`,
    verdict: {
      ...restoredFactsOf(restore, test),
      verdict,
      checks: [],
      ...known({ reason, checkedBy }),
    },
  });
  // A restore that failed needs no date of its end.
  const over = endedAt ?? (hasFailed(restore) ? restore.startedAt : undefined);
  const isDue = over && over >= since && now.getTime() - over.getTime() >= graceMilliseconds;
  const check = isDue ? checkOf(restore, test, now) : undefined;
  return [
    ...(check ? [verdictOf(check.verdict, check)] : []),
    ...(deletionStatus === "FAILED" ? [verdictOf("not-deleted", known({ reason: deletionMessage }))] : []),
  ];
};

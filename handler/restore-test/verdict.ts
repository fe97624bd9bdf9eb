import type { CheckedFact, RestoreTestVerdict, Verdict } from "../model/restore-test";
import { isTooSlow, minutesOf, type Restored, restoredFactsOf } from "../model/restored";
import type { TestSettings } from "./settings";

/** What is to be done with a restore now. */
export type Decision =
  /** It is looked at again. */
  | { readonly is: "wait"; readonly seconds: number }
  | {
      readonly is: "decided";
      readonly verdict: RestoreTestVerdict;
      /** What AWS Backup is given, after the verdict is sent; absent where there is nothing to give. */
      readonly result?: { readonly status: "SUCCESSFUL" | "FAILED"; readonly message: string };
    };

const hourMilliseconds = 3_600_000;

/** A check that is not answered comes back until this long before AWS ends the validation: an hour, or half of a short one. */
const reserveHours = (keepHours: number): number => Math.min(1, keepHours / 2);

/** SQS delays a message by at most 15 minutes. (Amazon SQS API Reference, SendMessage) */
const longestWaitSeconds = 900;
const shortestWaitSeconds = 60;

/** (AWS Backup API Reference, PutRestoreValidationResult: no limit is documented; the console shows one line) */
const maxMessageLength = 500;

/** A tenth of what has passed: the first looks are close together, later ones are not. */
const waitSeconds = (passedMilliseconds: number): number =>
  Math.min(longestWaitSeconds, Math.max(shortestWaitSeconds, Math.round(passedMilliseconds / 10_000)));

const verdictOf = (
  verdict: Verdict,
  restored: Restored,
  test: TestSettings,
  checks: readonly CheckedFact[],
  reason?: string,
): RestoreTestVerdict => {
  return {
    ...restoredFactsOf(restored, test),
    verdict,
    checkedBy: test.validate === "no-one" ? "no-one" : test.validate === "built-in" ? "built-in" : "function",
    checks: checks.map(({ outcome, text }) => ({ outcome, text: fitting(text) })),
    ...(reason !== undefined && { reason }),
  };
};

/** A text that fits into SQS and into AWS Backup, whoever wrote it: short, on one line, without halves of characters. */
const fitting = (text: string): string =>
  text
    .slice(0, maxMessageLength)
    .replace(/\p{Cc}/gu, " ")
    .replace(/\p{Cs}/gu, "\uFFFD");

const messageOf = (checks: readonly CheckedFact[]): string =>
  fitting(checks.map(({ text }) => text).join(", "));

/** A time that AWS does not say is waited for no longer. */
const millisecondsSince = (since: Date | undefined, now: Date): number =>
  since === undefined ? Number.POSITIVE_INFINITY : now.getTime() - since.getTime();

/** States that a restore job does not leave. (AWS Backup API Reference, RestoreJobStatus) */
const hasFailed = ({ status }: Restored): boolean => status === "FAILED" || status === "ABORTED";

/** AWS Backup lists no restore job for longer; none takes as long. (AWS Backup Developer Guide, monitoring) */
const longestRestoreHours = 30 * 24;

/** What can be said before anything is checked: of a restore that failed, is not over, or that no one checks. */
export const decideBefore = (restored: Restored, test: TestSettings, now: Date): Decision | undefined => {
  if (hasFailed(restored)) {
    const reason = restored.message ?? `AWS Backup gives no reason, its status is ${restored.status}`;
    return { is: "decided", verdict: verdictOf("failed", restored, test, [], reason) };
  }
  if (restored.status !== "COMPLETED") {
    const { endedAt, startedAt, status } = restored;
    const hours = endedAt === undefined ? longestRestoreHours : test.keepHours;
    // Its end is what this function hears: a state that is still another one passes, or is not known.
    if (millisecondsSince(endedAt ?? startedAt, now) < hours * hourMilliseconds)
      return { is: "wait", seconds: longestWaitSeconds };
    const reason = `AWS Backup said that the restore ended, but its status is ${status}`;
    return { is: "decided", verdict: verdictOf("not-checked", restored, test, [], reason) };
  }
  if (test.validate === "no-one") {
    const verdict = isTooSlow(restored, test) ? "too-slow" : "not-checked";
    return { is: "decided", verdict: verdictOf(verdict, restored, test, []) };
  }
  return undefined;
};

/** A promise is not kept by a restore of which nobody knows how long it took. */
const timeUnknown = (restored: Restored, { withinMinutes }: TestSettings): readonly CheckedFact[] =>
  withinMinutes !== undefined && minutesOf(restored) === undefined
    ? [{ outcome: "unknown", text: "how long the restore took is not known" }]
    : [];

/**
 * The decision on a restore that was looked at. Anything that is not as it should be fails it; anything not known makes it wait,
 * and when its time is over it was not checked: never passed.
 */
export const decide = (
  restored: Restored,
  test: TestSettings,
  seen: readonly CheckedFact[],
  now: Date,
): Decision => {
  const checks = [...seen, ...timeUnknown(restored, test)];
  const wrong = checks.filter(({ outcome }) => outcome === "not-ok");
  if (wrong.length > 0) {
    const message = messageOf(wrong);
    return {
      is: "decided",
      verdict: verdictOf("failed", restored, test, checks, message),
      result: { status: "FAILED", message },
    };
  }
  const unknown = checks.filter(({ outcome }) => outcome === "unknown");
  if (unknown.length > 0 || checks.length === 0) {
    const passed = millisecondsSince(restored.endedAt ?? restored.startedAt, now);
    if (passed < (test.keepHours - reserveHours(test.keepHours)) * hourMilliseconds) {
      return { is: "wait", seconds: waitSeconds(passed) };
    }
    const reason = messageOf(unknown) || "there is nothing to check by";
    return { is: "decided", verdict: verdictOf("not-checked", restored, test, checks, reason) };
  }
  const verdict = isTooSlow(restored, test) ? "too-slow" : "passed";
  return {
    is: "decided",
    verdict: verdictOf(verdict, restored, test, checks),
    result: { status: "SUCCESSFUL", message: messageOf(checks) },
  };
};

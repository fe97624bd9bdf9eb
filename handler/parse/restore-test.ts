import { countOf, dateOf, type Fields, fieldsOf, known, textOf } from "../model/fields";
import type { NoticeEvent, NoticeWords } from "../model/notice-event";
import { isVerdict, severityOfVerdict, type Verdict } from "../model/restore-test";
import type { EventBridgeEvent } from "./envelope";

const wordsByVerdict: Readonly<Record<Verdict, NoticeWords>> = {
  passed: { title: "Restore test passed", groupTitle: "restore tests passed", emoji: "white_check_mark" },
  failed: { title: "Restore test failed", groupTitle: "restore tests failed" },
  "too-slow": {
    title: "Restore test passed, but too slowly",
    groupTitle: "restore tests passed, but too slowly",
    emoji: "hourglass",
  },
  "timed-out": {
    title: "Restore test not checked in time",
    groupTitle: "restore tests not checked in time",
    emoji: "alarm_clock",
  },
  "not-checked": { title: "Restore test not checked", groupTitle: "restore tests not checked" },
  "not-deleted": {
    title: "Restore test's resource not deleted",
    groupTitle: "restore tests' resources not deleted",
    emoji: "money_with_wings",
  },
  "nothing-eligible": {
    title: "Restore test restored nothing",
    groupTitle: "restore tests restored nothing",
  },
};

/** Nothing passes that no one checked. */
const slowUnchecked: NoticeWords = {
  title: "Restore test too slow, and not checked",
  groupTitle: "restore tests too slow, and not checked",
  emoji: "hourglass",
};

const minuteMilliseconds = 60_000;

/** `18 min`, `3 h 5 min`, `26 h`. */
const minutesText = (minutes: number): string => {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [...(hours > 0 ? [`${hours} h`] : []), ...(rest > 0 || hours === 0 ? [`${rest} min`] : [])].join(
    " ",
  );
};

/** Minutes from one moment to another; `undefined` where one is not known or they are in the wrong order. */
const minutesBetween = (from: unknown, to: unknown): number | undefined => {
  const [start, end] = [dateOf(textOf(from)), dateOf(textOf(to))];
  return start && end && end >= start
    ? Math.ceil((end.getTime() - start.getTime()) / minuteMilliseconds)
    : undefined;
};

/** `restored in 18 min of 60 min`. */
const restoredIn = (detail: Fields): string | undefined => {
  const minutes = minutesBetween(detail["startedAt"], detail["endedAt"]);
  const promised = countOf(detail["withinMinutes"]);
  if (minutes === undefined) return undefined;
  return `restored in ${minutesText(minutes)}${promised === undefined ? "" : ` of ${minutesText(promised)}`}`;
};

/** `from a point 26 h old`: AWS says when the recovery point was made, not how old its data are. */
const pointAge = (detail: Fields): string | undefined => {
  const minutes = minutesBetween(detail["recoveryPointAt"], detail["startedAt"]);
  if (minutes === undefined) return undefined;
  return `from a point ${minutesText(minutes >= 120 ? minutes - (minutes % 60) : minutes)} old`;
};

const checkedBy: Readonly<Record<string, string>> = {
  "built-in": "the built-in check, which cannot know whether the data are right",
  function: "your function",
  "no-one": "no one",
};

const seenIn = (detail: Fields): readonly string[] =>
  (Array.isArray(detail["checks"]) ? detail["checks"] : []).flatMap((check) => {
    const { outcome, text } = fieldsOf(check) ?? {};
    const words = textOf(text);
    if (words === undefined) return [];
    if (outcome === "ok") return [words];
    return [`${words} (${outcome === "not-ok" ? "not ok" : "unknown"})`];
  });

/**
 * The verdict on a restore test, from the function that checks it or from the watch; `undefined` for anything else, which
 * is shown as it came.
 */
export const restoreTestOf = ({
  source,
  detailType,
  detail,
  origin,
}: EventBridgeEvent): NoticeEvent | undefined => {
  const verdict = textOf(detail["verdict"]);
  const isOurs = source === "backup-notifications.restore-test" || source === "backup-notifications.watch";
  if (!isOurs || detailType !== "Restore Test" || detail["schema"] !== 1 || !isVerdict(verdict))
    return undefined;
  const checker = textOf(detail["checkedBy"]) ?? "";
  const seen = seenIn(detail);
  const reason = textOf(detail["reason"]);
  const type = textOf(detail["resourceType"]);
  const highlight = [
    ...(verdict === "nothing-eligible"
      ? [`${type === undefined ? "" : `${type} of `}test ${textOf(detail["test"]) ?? "not named"}`]
      : []),
    restoredIn(detail),
    ...(verdict === "passed" || verdict === "too-slow" ? [seen.join(", ")] : []),
    pointAge(detail),
  ].filter((text) => text !== undefined && text !== "");
  const isAboutCheck = ["passed", "failed", "too-slow", "not-checked"].includes(verdict);
  const isMeant = verdict === "not-checked" && checker === "no-one";
  return {
    kind: "notice",
    subject: "restore test",
    state: verdict.replaceAll("-", " "),
    severity: isMeant ? "neutral" : severityOfVerdict(verdict),
    origin,
    words: {
      ...(verdict === "too-slow" && checker === "no-one" ? slowUnchecked : wordsByVerdict[verdict]),
      ...(highlight.length > 0 && { highlight: highlight.join(" · ") }),
    },
    facts: [
      ...Object.entries(
        known({
          Test: textOf(detail["test"]),
          "Restored as": textOf(detail["createdArn"]),
          "Checked by": isAboutCheck && Object.hasOwn(checkedBy, checker) ? checkedBy[checker] : undefined,
          Seen: seen.length > 0 ? seen.join(", ") : undefined,
        }),
      ).map(([label, value]) => [label, String(value)] as const),
    ],
    ...known({
      id: textOf(detail["restoreJobId"]),
      reason,
      resourceArn: textOf(detail["sourceArn"]),
      resourceType: type,
      recoveryPointArn: textOf(detail["recoveryPointArn"]),
      vaultName: textOf(detail["vaultName"]),
    }),
  };
};

import type { Oddity, TestedType, TestRecord, TestTrouble } from "../../model/digest";
import { known } from "../../model/fields";
import type { FoundSubject } from "../../model/found";
import type { Verdict } from "../../model/restore-test";
import { minutesOf } from "../../model/restored";
import { usualOf } from "../../render/size-trend";
import { checkOf, type TestRestore } from "../restore-tests";
import type { WatchedTest } from "../settings";
import { isMuchSlower } from "./habits";
import { dayOf } from "./totals";

/** What is remembered of a resource that tests restored. */
export type TestedResource = {
  /** When its newest restore ended, in seconds since 1970. */
  readonly at: number;
  readonly verdict: Verdict;
  /** The stage's name for the test. */
  readonly test: string;
  readonly resourceType: string;
  /** How long its last restores took, the oldest first. */
  readonly minutes: readonly number[];
};

/** The longest restore of a type on a day, as `dayOf` names it. */
export type TestedDay = { readonly day: string; readonly minutes: number };

/** What tests have shown: more than AWS Backup lists, which is the last weeks. */
export type Tested = {
  /** By the ARNs of what was backed up. */
  readonly resources: ReadonlyMap<string, TestedResource>;
  /** By AWS Backup's word for the type, the oldest first. */
  readonly days: ReadonlyMap<string, readonly TestedDay[]>;
};

const mostKept = 8;

/** How a test ended; `undefined` while no one can say. */
const verdictOf = (restore: TestRestore, test: WatchedTest, now: Date): Verdict | undefined => {
  const check = checkOf(restore, test, now);
  if (check) return check.verdict;
  return restore.status === "COMPLETED" && !test.isChecked ? "not-checked" : undefined;
};

const secondsOf = (at: Date): number => Math.floor(at.getTime() / 1000);

type Ended = {
  readonly restore: TestRestore;
  readonly test: WatchedTest;
  readonly verdict: Verdict;
  readonly endedAt: Date;
  /** Absent where AWS does not say, or nothing was restored. */
  readonly minutes?: number;
};

const endedOf = (
  restores: readonly TestRestore[],
  tests: readonly WatchedTest[],
  now: Date,
): readonly Ended[] =>
  restores
    .flatMap((restore): readonly Ended[] => {
      const test = tests.find(({ planName }) => planName === restore.planName);
      const verdict = test && verdictOf(restore, test, now);
      const { endedAt, status } = restore;
      if (test === undefined || verdict === undefined || endedAt === undefined) return [];
      const minutes = status === "COMPLETED" ? minutesOf(restore) : undefined;
      return [{ restore, test, verdict, endedAt, ...known({ minutes }) }];
    })
    .toSorted((one, other) => one.endedAt.getTime() - other.endedAt.getTime());

const daysAfter = (
  ended: readonly Ended[],
  before: Tested["days"],
  timeZone: string,
): ReadonlyMap<string, readonly TestedDay[]> => {
  const days = new Map([...before].map(([type, some]) => [type, new Map(some.map((one) => [one.day, one]))]));
  for (const { restore, endedAt, minutes } of ended) {
    const { resourceType } = restore;
    if (resourceType === undefined || minutes === undefined) continue;
    const ofType = days.get(resourceType) ?? new Map<string, TestedDay>();
    const day = dayOf(endedAt, timeZone);
    ofType.set(day, { day, minutes: Math.max(minutes, ofType.get(day)?.minutes ?? 0) });
    days.set(resourceType, ofType);
  }
  return new Map(
    [...days].map(([type, ofType]) => [
      type,
      [...ofType.values()].toSorted((one, other) => (one.day < other.day ? -1 : 1)).slice(-mostKept),
    ]),
  );
};

type Added = {
  readonly tested: Tested;
  readonly oddities: readonly Oddity[];
  /** Types of which AWS does not say what a test restored. */
  readonly unnamedTypes: ReadonlySet<string>;
};

/**
 * Adds what AWS Backup lists to what is remembered. A restore that was added before is not added again, and each is compared
 * with the resource's own earlier ones.
 */
export const withRestores = (
  restores: readonly TestRestore[],
  tests: readonly WatchedTest[],
  before: Tested,
  {
    now,
    timeZone,
    isKept,
  }: { readonly now: Date; readonly timeZone: string; readonly isKept: (arn: string) => boolean },
): Added => {
  const ended = endedOf(restores, tests, now);
  const resources = new Map([...before.resources].filter(([arn]) => isKept(arn)));
  const slower: FoundSubject[] = [];
  for (const { restore, test, verdict, endedAt, minutes } of ended) {
    const { sourceArn, resourceType } = restore;
    if (sourceArn === undefined || resourceType === undefined || !isKept(sourceArn)) continue;
    const at = secondsOf(endedAt);
    const old = resources.get(sourceArn);
    if (old !== undefined && at <= old.at) {
      // A result may come after no one waited for it any more.
      if (at === old.at && test.name === old.test) resources.set(sourceArn, { ...old, verdict });
      continue;
    }
    const earlier = old?.minutes ?? [];
    if (
      minutes !== undefined &&
      isMuchSlower(
        minutes * 60,
        earlier.map((one) => one * 60),
      )
    )
      slower.push({
        id: sourceArn,
        since: endedAt.toISOString(),
        text: `${minutes} min, usually ${usualOf(earlier)} min`,
      });
    resources.set(sourceArn, {
      at,
      verdict,
      test: test.name,
      resourceType,
      minutes: minutes === undefined ? earlier : [...earlier, minutes].slice(-mostKept),
    });
  }
  const left = restores
    .filter(
      ({ deletionStatus, planName }) =>
        deletionStatus === "FAILED" && tests.some((test) => test.planName === planName),
    )
    .map(
      ({ createdArn, sourceArn, jobId, endedAt, deletionMessage }): FoundSubject => ({
        id: createdArn ?? sourceArn ?? jobId,
        since: (endedAt ?? now).toISOString(),
        ...known({ text: deletionMessage }),
      }),
    );
  const oddities = (
    [
      ["slower-restore", slower],
      ["restored-not-deleted", left],
    ] as const
  ).flatMap(([oddity, subjects]) =>
    subjects.length > 0 ? [{ oddity, subjects, total: subjects.length }] : [],
  );
  return {
    tested: { resources, days: daysAfter(ended, before.days, timeZone) },
    oddities,
    unnamedTypes: new Set(
      ended.flatMap(({ restore }) => (restore.sourceArn === undefined ? (restore.resourceType ?? []) : [])),
    ),
  };
};

/** The worst first. What no one checks by the stage's own choice is none. */
const troubleOrder: readonly Verdict[] = ["failed", "timed-out", "too-slow"];

const troublesOf = ({ resources }: Tested, tests: readonly WatchedTest[]): readonly TestTrouble[] =>
  troubleOrder.flatMap((verdict) => {
    const subjects = [...resources]
      .filter(([, one]) => one.verdict === verdict && tests.some(({ name }) => name === one.test))
      .map(([arn, { at, test, minutes }]): FoundSubject => {
        const promised = tests.find(({ name }) => name === test)?.withinMinutes;
        const time = minutes.at(-1);
        const took = time !== undefined && promised !== undefined ? `, ${time} of ${promised} min` : "";
        return {
          id: arn,
          since: new Date(at * 1000).toISOString(),
          text: `test ${test}${verdict === "too-slow" ? took : ""}`,
        };
      })
      .toSorted(
        (one, other) => Date.parse(one.since) - Date.parse(other.since) || (one.id < other.id ? -1 : 1),
      );
    return subjects.length > 0 ? [{ verdict, subjects, total: subjects.length }] : [];
  });

/**
 * What tests have shown of each type that a test restores, or that plans select. `selected`: the types of the resources that plans
 * select, by ARN.
 */
export const testRecordOf = (
  { tested, unnamedTypes }: Pick<Added, "tested" | "unnamedTypes">,
  tests: readonly WatchedTest[],
  selected: ReadonlyMap<string, string>,
): TestRecord => {
  const types = new Set([...tests.flatMap((test) => test.types), ...selected.values()]);
  return {
    types: [...types].toSorted().map((resourceType): TestedType => {
      const arns = [...selected].flatMap(([arn, type]) => (type === resourceType ? [arn] : []));
      const records = [...tested.resources.values()].filter((one) => one.resourceType === resourceType);
      const days = tested.days.get(resourceType) ?? [];
      const testing = tests.filter((test) => test.types.includes(resourceType));
      const promises = testing.flatMap(({ withinMinutes }) => withinMinutes ?? []);
      const lastAt = Math.max(...records.map(({ at }) => at));
      return {
        resourceType,
        tests: testing.map(({ name }) => name),
        resources: arns.length,
        passed: arns.filter((arn) => tested.resources.get(arn)?.verdict === "passed").length,
        longestMinutes: days.map(({ minutes }) => minutes),
        ...(!unnamedTypes.has(resourceType) && {
          neverTested: arns.filter((arn) => !tested.resources.has(arn)).length,
        }),
        ...(records.length > 0 && { lastAt: new Date(lastAt * 1000).toISOString() }),
        ...(promises.length > 0 && { withinMinutes: Math.max(...promises) }),
      };
    }),
    troubles: troublesOf(tested, tests),
  };
};

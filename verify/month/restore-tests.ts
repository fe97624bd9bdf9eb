import { ownEventBody } from "../../handler/model/own-event";
import type { Verdict } from "../../handler/model/restore-test";
import type { WatchedTest } from "../../handler/watch/settings";
import { anyBelow, type Random } from "../../local/clock/seeded-random";
import type { VirtualClock } from "../../local/clock/virtual-clock";
import type { Account } from "./account";
import type { Calendar } from "./calendar";
import type { Expectations } from "./expectations";
import type { Resource, ResourceType } from "./fleet";
import { accountId, region, vaultArn } from "./names";
import { dayMilliseconds, hourMilliseconds, minuteMilliseconds, momentsOf } from "./wall-time";

type Fields = Record<string, unknown>;

/** The test that the stage asks for. */
export const weeklyTest: WatchedTest = {
  name: "weekly",
  planName: "backup_notifications_month_weekly",
  types: ["DynamoDB", "S3", "RDS", "EBS", "FSx"],
  isChecked: true,
  keepHours: 4,
  withinMinutes: 60,
};

const schedule = { timeZone: "Europe/Berlin", hours: [9], minute: 0, weekday: "Sun" };
const startWindowHours = 8;
const planArn = `arn:aws:backup:${region}:${accountId}:restore-testing-plan:${weeklyTest.planName}-0f1e2d3c`;

/** The type of which every other run finds nothing that it could restore. */
const sometimesLeftOut: ResourceType = "FSx";

/** What becomes of a restore, and who says so. */
type Fate = {
  /** Row of the table; absent where all goes well. */
  readonly row?: string;
  readonly verdict: Verdict;
  /** What a reader must see beside the resource's name. */
  readonly words: RegExp;
  /** Whether the validator gives a result, and whether its own event arrives. */
  readonly validator: "speaks" | "is not heard" | "says nothing";
  readonly isNotRestored?: true;
  readonly isNotDeleted?: true;
};

const failed = /restore tests? failed/i;
const good: Fate = { verdict: "passed", words: /restore tests? passed/i, validator: "speaks" };

/** Of each run, so many restores at first; the others are good. */
const planted: readonly (readonly [count: number, fate: Fate])[] = [
  [2, { row: "failed", verdict: "failed", words: failed, validator: "speaks" }],
  [
    2,
    {
      row: "too slow",
      verdict: "too-slow",
      words: /restore tests? passed, but too slowly/i,
      validator: "speaks",
    },
  ],
  [1, { row: "passed, verdict lost", ...good, validator: "is not heard" }],
  [1, { row: "failed, verdict lost", verdict: "failed", words: failed, validator: "is not heard" }],
  [
    1,
    {
      row: "restore failed",
      verdict: "failed",
      words: failed,
      validator: "says nothing",
      isNotRestored: true,
    },
  ],
  [
    1,
    {
      row: "never checked",
      verdict: "timed-out",
      words: /restore tests? not checked in time/i,
      validator: "says nothing",
    },
  ],
  [1, { ...good, row: "not deleted", isNotDeleted: true }],
];

const notDeleted = /resources? not deleted/i;
const nothing = /restored nothing/i;

/** Something that must be posted, by what its message says. */
type Awaited = { readonly key: string; readonly from: number; readonly says: readonly (string | RegExp)[] };

type Parts = {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly account: Account;
  readonly calendar: Calendar;
  readonly expectations: Expectations;
  /** How many resources a run restores. */
  readonly count: number;
  /** Puts an event into the notifier's queue. */
  readonly send: (body: string) => void;
};

const seconds = (milliseconds: number): number => milliseconds / 1000;

/**
 * AWS Backup's weekly run of a restore testing plan, and the validator's part: what it puts as a result, and its event. One run of the
 * month is missed.
 */
export const startRestoreTests = (parts: Parts) => {
  const { clock, random, account, calendar, expectations, count, send } = parts;
  const { startAt, days } = calendar;
  const now = clock.nowMilliseconds;
  const restores: Fields[] = [];
  let awaited: Awaited[] = [];
  let lastRunAt: number | undefined;

  const expectPosted = (
    row: string,
    key: string,
    says: Awaited["says"],
    dueAt: number,
    from = now(),
  ): void => {
    expectations.expect({
      kind: `restore test: ${row}`,
      keys: [key],
      from,
      dueAt,
      latestAt: dueAt + dayMilliseconds,
      until: Number.POSITIVE_INFINITY,
    });
    awaited.push({ key, from, says });
  };

  const restore = (resource: Resource, fate: Fate): void => {
    const jobId = account.newId();
    const { verdict } = fate;
    const minutes = verdict === "too-slow" ? 61 + anyBelow(random, 30) : 5 + anyBelow(random, 40);
    const createdArn = `${resource.arn}-awsbackup-restore-test-${jobId}`;
    const point = resource.points.at(-1);
    const fields: Fields = {
      RestoreJobId: jobId,
      AccountId: accountId,
      Status: "RUNNING",
      ResourceType: resource.type,
      SourceResourceArn: resource.arn,
      RecoveryPointArn: point?.arn,
      RecoveryPointCreationDate: seconds(point?.createdAt ?? now()),
      BackupVaultArn: vaultArn,
      CreationDate: seconds(now()),
      CreatedBy: { RestoreTestingPlanArn: planArn },
    };
    restores.push(fields);
    clock.after(minutes * minuteMilliseconds, () => {
      const endedAt = now();
      Object.assign(fields, {
        CompletionDate: seconds(endedAt),
        Status: fate.isNotRestored ? "FAILED" : "COMPLETED",
        ...(fate.isNotRestored
          ? { StatusMessage: "Insufficient capacity" }
          : { CreatedResourceArn: createdArn, ValidationStatus: "VALIDATING" }),
      });
      if (fate.validator === "says nothing" && !fate.isNotRestored)
        clock.after(weeklyTest.keepHours * hourMilliseconds, () => {
          fields["ValidationStatus"] = "TIMED_OUT";
        });
      if (fate.validator !== "says nothing")
        clock.after(2 * minuteMilliseconds, () => {
          fields["ValidationStatus"] = verdict === "failed" ? "FAILED" : "SUCCESSFUL";
          if (fate.validator === "speaks") send(verdictBody(fields, verdict, endedAt));
        });
      clock.after(weeklyTest.keepHours * hourMilliseconds + hourMilliseconds / 2, () => {
        fields["DeletionStatus"] = fate.isNotDeleted ? "FAILED" : "SUCCESSFUL";
      });
      expectVerdict(resource, fate, jobId, createdArn, endedAt);
    });
  };

  const expectVerdict = (
    { arn, name }: Resource,
    { row, verdict, words, validator, isNotDeleted }: Fate,
    jobId: string,
    createdArn: string,
    endedAt: number,
  ): void => {
    const forever = Number.POSITIVE_INFINITY;
    const id = verdict === "timed-out" ? `${jobId}-not-checked` : `${jobId}-${verdict}`;
    // The watch says what AWS shows, whether or not the validator said it; nothing else.
    expectations.allow(`restore-test|${id}`, endedAt, forever);
    if (verdict === "too-slow") expectations.allow(`slower-restore|${arn}`, endedAt, forever);
    if (row === undefined) return;
    const waits =
      verdict === "timed-out"
        ? (weeklyTest.keepHours + 1) * hourMilliseconds
        : validator === "speaks"
          ? 0
          : hourMilliseconds;
    if (isNotDeleted) {
      expectations.allow(`restore-test|${jobId}-not-deleted`, endedAt, forever);
      expectations.allow(`restored-not-deleted|${createdArn}`, endedAt, forever);
      const deletedAt = endedAt + (weeklyTest.keepHours + 0.5) * hourMilliseconds;
      expectPosted(row, `posted|${jobId}-not-deleted`, [name, notDeleted], deletedAt);
      return;
    }
    expectPosted(row, `posted|${id}`, [name, words], endedAt + waits);
    if (verdict === "passed") return;
    expectations.allow(`trouble|${verdict}|${arn}`, endedAt, forever);
    // The month ends before the digest that has it.
    if (endedAt + waits + dayMilliseconds > startAt + days * dayMilliseconds) return;
    // Each morning until the next run's verdict.
    const until = endedAt + 8 * dayMilliseconds;
    expectations.expect({
      kind: "restore test: in the next digest",
      keys: [`trouble|${verdict}|${arn}`],
      from: endedAt,
      dueAt: endedAt + waits,
      latestAt: endedAt + waits + dayMilliseconds,
      until,
    });
  };

  const verdictBody = (fields: Fields, verdict: Verdict, endedAt: number): string => {
    const jobId = String(fields["RestoreJobId"]);
    return ownEventBody(
      {
        source: "backup-notifications.restore-test",
        detailType: "Restore Test",
        detail: {
          schema: 1,
          verdict,
          test: weeklyTest.name,
          restoreJobId: jobId,
          resourceType: String(fields["ResourceType"]),
          sourceArn: String(fields["SourceResourceArn"]),
          createdArn: String(fields["CreatedResourceArn"]),
          startedAt: new Date(Number(fields["CreationDate"]) * 1000).toISOString(),
          endedAt: new Date(endedAt).toISOString(),
          withinMinutes: weeklyTest.withinMinutes ?? 0,
          checkedBy: "built-in",
          checks: [{ outcome: verdict === "failed" ? "not-ok" : "ok", text: "available" }],
        },
      },
      { id: `${jobId}-${verdict}`, at: new Date(now()), accountId, region },
    );
  };

  const chosen = (types: readonly string[], most: number): readonly Resource[] => {
    const all = [...account.resources.values()].filter(
      ({ exists, points, type }) => exists && points.length > 0 && types.includes(type),
    );
    const some: Resource[] = [];
    while (some.length < most && all.length > 0) some.push(...all.splice(anyBelow(random, all.length), 1));
    return some;
  };

  const run = (index: number): void => {
    lastRunAt = now();
    const usual = weeklyTest.types.filter((type) => type !== sometimesLeftOut);
    const isLeftOut = index % 2 === 0;
    const fates = planted.flatMap(([times, fate]) => Array.from({ length: times }, () => fate));
    const resources = [...chosen(usual, count), ...(isLeftOut ? [] : chosen([sometimesLeftOut], 1))];
    for (const [place, resource] of resources.entries()) {
      const delay = anyBelow(random, startWindowHours * 60 - 5) * minuteMilliseconds;
      clock.after(delay, () => restore(resource, fates[place] ?? good));
    }
    expectations.occupy(now(), now() + 32 * hourMilliseconds);
    if (!isLeftOut) return;
    const knownAt = now() + (startWindowHours + 1) * hourMilliseconds;
    const id = `${weeklyTest.planName}-${sometimesLeftOut}-${new Date(now()).toISOString()}-nothing-eligible`;
    expectations.allow(`restore-test|${id}`, knownAt, Number.POSITIVE_INFINITY);
    expectPosted(
      "nothing eligible",
      `posted|${id}`,
      [`${sometimesLeftOut} of test weekly`, nothing],
      knownAt,
    );
  };

  const miss = (): void => {
    const knownAt = now() + (startWindowHours + 1) * hourMilliseconds;
    const due = new Date(now()).toISOString();
    const id = `${weeklyTest.planName}-due-${due}-nothing-eligible`;
    expectations.allow(`restore-test|${id}`, knownAt, Number.POSITIVE_INFINITY);
    expectations.occupy(now(), now() + 32 * hourMilliseconds);
    expectPosted("not run", `posted|${id}`, [`due at ${due}`, nothing], knownAt);
  };

  const runs = momentsOf(schedule, startAt, startAt + days * dayMilliseconds);
  const missed = Math.floor(runs.length / 2);
  for (const [index, at] of runs.entries())
    clock.after(at - now(), () => (index === missed ? miss() : run(index)));

  return {
    /** As AWS Backup lists them, the newest first. */
    restores: (): readonly Fields[] => restores.toReversed(),
    plans: (): readonly Fields[] => [
      {
        RestoreTestingPlanName: weeklyTest.planName,
        RestoreTestingPlanArn: planArn,
        ScheduleExpression: "cron(0 9 ? * SUN *)",
        ScheduleExpressionTimezone: schedule.timeZone,
        StartWindowHours: startWindowHours,
        CreationTime: seconds(startAt - 30 * dayMilliseconds),
        ...(lastRunAt !== undefined && { LastExecutionTime: seconds(lastRunAt) }),
      },
    ],
    /** Notes what a message says. */
    posted: (text: string): void => {
      awaited = awaited.filter(({ key, from, says }) => {
        const isSaid = says.every((one) => (typeof one === "string" ? text.includes(one) : one.test(text)));
        if (isSaid && now() >= from) expectations.found(key, now(), "message");
        return !isSaid;
      });
    },
  };
};

export type RestoreTests = ReturnType<typeof startRestoreTests>;

import type { AwsRequest } from "../../handler/aws/request";
import { check } from "../../handler/watch/check";
import { sendDigest } from "../../handler/watch/digest/digest";
import type { WatchSettings } from "../../handler/watch/settings";
import type { WatchContext } from "../../handler/watch/watch-context";
import { createQueuePair } from "../../local/aws/sqs/queue";
import { seededRandom } from "../../local/clock/seeded-random";
import { createVirtualClock } from "../../local/clock/virtual-clock";
import { batchingWindowSeconds, functionTimeoutSeconds } from "../../src/delivery/notifier-function";
import { maxReceiveCount, visibilityTimeoutSecondsOf } from "../../src/delivery/queue";
import { createAccount, type Job } from "./account";
import { createAwsOf } from "./aws";
import type { Calendar } from "./calendar";
import { createExpectations, type Expectations } from "./expectations";
import {
  accountId,
  deadLettersArn,
  keyArn,
  queueArn,
  queueUrlOf,
  region,
  roleArn,
  stage,
  tableName,
  topicArn,
  vaultArn,
  vaultName,
} from "./names";
import { startNotifier } from "./notifier";
import { startPlanting } from "./plant";
import { type RestoreTests, startRestoreTests, weeklyTest } from "./restore-tests";
import { dayMilliseconds, hourMilliseconds, minuteMilliseconds, momentsOf } from "./wall-time";

/** Sydney's spring, Berlin's and New York's autumn: on 4 and 25 October and on 1 November. */
export const wholeMonth: Calendar = {
  startAt: Date.parse("2026-10-02T00:00:00Z"),
  days: 31,
  troubled: [
    [7, 8, 9, 10, 11, 12],
    [15, 16, 17, 18, 19],
    [25, 26, 27],
  ],
  outageDay: 17,
};

/** Berlin's and New York's autumn. */
export const shortMonth: Calendar = {
  startAt: Date.parse("2026-10-23T00:00:00Z"),
  days: 11,
  troubled: [[4, 5, 6]],
  outageDay: 5,
};

export type MonthRequest = {
  readonly calendar: Calendar;
  readonly resources: number;
  readonly seed: number;
  readonly numbers: { readonly fate: number; readonly one: number };
  readonly onDay: (day: number) => void;
};

/** What a month came to. */
export type Month = {
  readonly expectations: Expectations;
  readonly days: readonly { readonly day: string; readonly messages: number; readonly isCalm: boolean }[];
  readonly checks: readonly {
    readonly calls: number;
    readonly milliseconds: number;
    readonly bytes: number;
    readonly problem?: string;
  }[];
  readonly digests: { readonly sent: number; readonly calls: number; readonly milliseconds: number };
  readonly jobs: number;
  readonly resources: number;
  readonly lost: number;
  /** Jobs that ended and of which the ledger knows nothing. */
  readonly unreported: readonly string[];
  readonly parked: number;
  readonly left: number;
  readonly problems: readonly string[];
  readonly outcomes: ReadonlyMap<string, number>;
};

const warmUpDays = 9;

/** Each week's restore tests; of a small fleet a tenth. */
const testedResources = 200;
const digestTime = { timeZone: "Europe/Berlin", hours: [8], minute: 0 };

const camelCased = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      const key = name.charAt(0).toLowerCase() + name.slice(1);
      if (/(?:Date|startBy)$/.test(key)) return [key, new Date(Number(value) * 1000).toISOString()];
      return [
        key,
        typeof value === "object" && value !== null ? camelCased(value as Record<string, unknown>) : value,
      ];
    }),
  );

/** A job's end as AWS Backup sends it to EventBridge. */
const eventOf = ({ kind, fields }: Job, id: string, at: number): string =>
  JSON.stringify({
    version: "0",
    id,
    "detail-type": kind === "backup" ? "Backup Job State Change" : "Copy Job State Change",
    source: "aws.backup",
    account: accountId,
    time: new Date(at).toISOString(),
    region,
    resources: [],
    detail: camelCased(fields),
  });

/** Notes what the watch says. */
const reader =
  (expectations: Expectations, now: () => number) =>
  (body: string): void => {
    const { "detail-type": type, detail, id } = JSON.parse(body);
    const idsOf = (subjects: readonly { readonly id: string }[]): readonly string[] =>
      subjects.map(({ id }) => id);
    if (type === "Late Event") {
      const { backupJobId, copyJobId } = detail.event.detail;
      expectations.found(`late|${backupJobId ?? copyJobId}`, now(), "late event");
    }
    if (type === "Restore Test")
      expectations.found(`restore-test|${id}`, now(), `restore test ${detail.verdict}`);
    if (type === "Finding" && !detail.isOver) {
      const { finding, cause, to, subjects, total } = detail;
      const keys =
        finding === "blind"
          ? [`blind|${to}`]
          : idsOf(subjects).map((id) => (finding === "guard" ? `guard|${cause}|${id}` : `${finding}|${id}`));
      for (const key of keys) expectations.found(key, now(), `${finding} ${cause ?? ""}`);
      if (finding !== "blind") expectations.counted(`${finding}|`, total - subjects.length, now());
    }
    if (type === "Digest") {
      // Deletions happen, and one job in fifty does take most of its window.
      const odd: readonly {
        readonly oddity: string;
        readonly subjects: readonly { readonly id: string }[];
      }[] = detail.oddities;
      for (const { oddity, subjects } of odd.filter((one) => one.oddity !== "resource-deleted"))
        for (const subject of idsOf(subjects)) expectations.found(`${oddity}|${subject}`, now(), oddity);
      const troubles: readonly {
        readonly verdict: string;
        readonly subjects: readonly { readonly id: string }[];
      }[] = detail.restoreTests?.troubles ?? [];
      for (const { verdict, subjects } of troubles)
        for (const subject of idsOf(subjects))
          expectations.found(`trouble|${verdict}|${subject}`, now(), `restore test ${verdict} in the digest`);
    }
  };

/** Plays a month: AWS Backup's runs, an hourly check, a daily digest, and the notifier behind its queue. */
export const playMonth = async ({
  calendar,
  resources,
  seed,
  numbers,
  onDay,
}: MonthRequest): Promise<Month> => {
  const { startAt, days } = calendar;
  const endAt = startAt + days * dayMilliseconds;
  const random = seededRandom(seed);
  const clock = createVirtualClock(new Date(startAt - warmUpDays * dayMilliseconds));
  const now = clock.nowMilliseconds;
  const { queue, deadLetters } = createQueuePair({
    scheduler: clock,
    random: seededRandom(seed + 1),
    visibilityTimeoutSeconds: visibilityTimeoutSecondsOf({ functionTimeoutSeconds, batchingWindowSeconds }),
    maxReceiveCount,
    arn: queueArn,
    deadLettersArn,
  });
  const expectations = createExpectations();
  const mood = { isThrottling: false, denied: new Set<string>() };
  let planting: ReturnType<typeof startPlanting> | undefined;
  let restoreTests: RestoreTests | undefined;
  let lost = 0;
  const heard: Job[] = [];
  const account = createAccount({
    scheduler: clock,
    random,
    resourceCount: resources,
    startAt,
    onEnd: (job) => {
      if (planting === undefined) return;
      heard.push(job);
      if (planting.isLost(job)) lost += 1;
      else queue.send(eventOf(job, account.newId(), now()));
    },
  });
  const { webhookUrl } = await import("./notifier");
  const cloud = createAwsOf({
    account,
    queues: [queue, deadLetters],
    mood,
    now,
    webhookUrl,
    onSent: reader(expectations, now),
    restoreTests: () => restoreTests,
  });
  const isSlackDown = (): boolean => planting?.isSlackDown() ?? false;
  const notifier = await startNotifier({
    clock,
    queue,
    random: seededRandom(seed + 2),
    aws: cloud.awsOf("notifier"),
    isSlackDown,
    onPosted: (text) => restoreTests?.posted(text),
  });

  // The weeks before, of which nobody hears.
  for (let at = now(); at < startAt; at += dayMilliseconds) {
    account.scheduleDay(at);
    clock.advanceTo(at + dayMilliseconds);
  }
  const ownPlan = account.livePlanOf("stage");
  let ownPlanIds: readonly string[] = ownPlan ? [ownPlan.id] : [];
  planting = startPlanting({
    clock,
    random,
    account,
    mood,
    calendar,
    expectations,
    numbers,
    onOwnPlan: (id) => {
      ownPlanIds = [id];
    },
  });

  restoreTests = startRestoreTests({
    clock,
    random: seededRandom(seed + 3),
    account,
    calendar,
    expectations,
    count: Math.min(testedResources, Math.floor(resources / 10)),
    send: (body) => void queue.send(body),
  });

  const aws = cloud.awsOf("watch");
  const settings = (): WatchSettings => ({
    vaultNames: [vaultName],
    heardKinds: ["backup", "copy"],
    overdue: [],
    mustProtect: { tags: { must: ["yes"] }, resourceTypes: [] },
    expected: [
      { of: "vault-notifications", arn: vaultArn, expected: topicArn },
      { of: "vault-lock", arn: vaultArn, expected: "governance 7 60" },
      { of: "vault-policy", arn: vaultArn, expected: "keep" },
      { of: "key", arn: keyArn, expected: "Enabled" },
    ],
    ownPlanIds,
    ownRoleArn: roleArn,
    timeZone: digestTime.timeZone,
    digest: true,
    routeTagKeys: [],
    restoreTests: [weeklyTest],
  });
  const env = {
    stage,
    region,
    accountId,
    queueUrl: queueUrlOf(queueArn),
    waitingQueueUrls: [queueUrlOf(queueArn), queueUrlOf(deadLettersArn)],
    ledgerTableName: tableName,
  };
  // A wait takes no real time; a check is impatient by both clocks.
  let slept = 0;
  const context = (): Omit<WatchContext, "log"> => ({
    aws: (request: AwsRequest) => aws(request),
    settings: settings(),
    env,
    now: new Date(now()),
    sleep: async (milliseconds) => {
      slept += milliseconds;
    },
    elapsed: () => slept,
  });

  const checks: { calls: number; milliseconds: number; bytes: number; problem?: string }[] = [];
  const runCheck = async (): Promise<void> => {
    const [startedAt, before] = [performance.now(), process.memoryUsage().heapUsed];
    const { calls, problem } = await check({ ...context(), log: () => {} });
    const bytes = process.memoryUsage().heapUsed - before;
    checks.push({
      calls,
      milliseconds: performance.now() - startedAt,
      bytes,
      ...(problem !== undefined && { problem }),
    });
  };
  const digests = { sent: 0, calls: 0, milliseconds: 0 };
  const runDigest = async (): Promise<void> => {
    const startedAt = performance.now();
    const { calls, problem } = await sendDigest({ ...context(), log: () => {} });
    digests.sent += problem === undefined ? 1 : 0;
    digests.calls = Math.max(digests.calls, calls);
    digests.milliseconds = Math.max(digests.milliseconds, performance.now() - startedAt);
  };
  const digestTimes = new Set(momentsOf(digestTime, startAt, endAt));

  let redriven = 0;
  for (let at = startAt; at <= endAt; at += minuteMilliseconds) {
    if ((at - startAt) % dayMilliseconds === 0 && at < endAt) {
      onDay((at - startAt) / dayMilliseconds);
      account.scheduleDay(at);
    }
    clock.advanceTo(at);
    // Lambda polls all the time: what is due now does not wait for the check, which is due at the same moment.
    await notifier.turn();
    if ((at - startAt) % hourMilliseconds === 0) await runCheck();
    if (digestTimes.has(at)) await runDigest();
    // An operator's part, once Slack is back.
    if (at === startAt + (calendar.outageDay + 1) * dayMilliseconds + hourMilliseconds) {
      for (const { body, messageAttributes } of deadLetters.takeAll()) {
        redriven += 1;
        queue.send(body, messageAttributes);
      }
    }
    await notifier.turn();
  }

  // What the last check said.
  clock.advance(minuteMilliseconds);
  await notifier.turn();

  const keyOf = ({ kind, id }: Job): string => `${kind}|${id.toLowerCase()}|${accountId}|${region}`;
  const unreported = heard
    .filter((job) => (job.endedAt ?? 0) < endAt - 3 * hourMilliseconds && !cloud.items.has(keyOf(job)))
    .map(({ id }) => id);
  return {
    expectations,
    days: Array.from({ length: days }, (_, index) => {
      const [from, until] = [startAt + index * dayMilliseconds, startAt + (index + 1) * dayMilliseconds];
      return {
        day: new Date(from).toISOString().slice(0, 10),
        messages: notifier.posted.filter(({ at }) => at >= from && at < until).length,
        isCalm: expectations.isCalm(from, until),
      };
    }),
    checks,
    digests,
    jobs: heard.length,
    resources: [...account.resources.values()].filter(({ exists }) => exists).length,
    lost,
    unreported,
    parked: redriven + deadLetters.messages().length,
    // The notifier reminds itself of runs that go on.
    left: queue.messages().filter(({ body }) => !body.includes('"backup-notifications.notifier"')).length,
    problems: [...notifier.problems],
    outcomes: notifier.outcomes,
  };
};

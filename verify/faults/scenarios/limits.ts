import { failedFor, failures, hour, minute, type Outcomes, second, withIssues } from "../jobs";
import type { Lab } from "../lab";
import { readMessage } from "../message-reader";
import { atLeast, atMost, exactly, type Scenario } from "../scenario";

/** What AWS Backup allows is not published; the notifier must do with this. */
const backupCallsPerSecond = 15;

/** The last reason is one job's alone. */
const reasonCount = 12;

/** Failures for many reasons, the next one always half as frequent. */
const manyReasons: Outcomes = Array.from({ length: reasonCount - 1 }, (_, index) => [
  index === reasonCount - 2 ? 1 : 0.5 ** (index + 1),
  failedFor(index + 10),
]);

/** The most in any minute. */
const mostInAMinute = (times: readonly number[]): number => {
  let first = 0;
  return times.reduce((most, time, last) => {
    while (time - (times[first] ?? time) >= minute) first += 1;
    return Math.max(most, last - first + 1);
  }, 0);
};

/** Messages about one job that show it as started although it has ended. */
const stillStarted = ({ slack }: Lab): number =>
  slack.messages.filter((message) => {
    const { count, phase } = readMessage(message);
    return message.threadTs === undefined && count === 1 && phase === "started";
  }).length;

/** All at once, without a queue between topic and function. */
const directBurst = (name: string, about: string, sandboxes: number, mostParked: number): Scenario => ({
  name,
  about,
  share: 0.08,
  delivery: "direct",
  sandboxes,
  parks: true,
  routes: [],
  mutes: (_, state) => state === "RUNNING",
  run: async ({ jobs, wait }, events) => {
    jobs.backups(events, second, { outcomes: failures, longestRunMilliseconds: second });
    await wait(2 * hour);
  },
  expect: ({ lab: { slack }, parked, distinct, muted }) => [
    atMost("share that is dead-lettered", parked / (distinct - muted), mostParked),
    ...(sandboxes === 1 ? [exactly("posts while Slack asked to wait", slack.hastyCallCount(), 0)] : []),
  ],
});

/** Sizes of full runs: `--short` takes its share. */
export const limitScenarios: readonly Scenario[] = [
  {
    name: "throttled-failures",
    about:
      "10,000 jobs fail within a minute for twelve reasons, one of them once; AWS Backup takes 15 calls a second",
    share: 20 / 3,
    backupCallsPerSecond,
    routes: [],
    mutes: (_, state) => state === "RUNNING",
    run: async ({ jobs, wait }, events) => {
      jobs.backups(events - 1, 20 * second, { outcomes: manyReasons, longestRunMilliseconds: 38 * second });
      jobs.backups(1, 20 * second, { outcomes: [[1, failedFor(99)]], longestRunMilliseconds: 38 * second });
      await wait(2 * hour);
    },
    expect: ({ lab, readable, distinct }) => [
      exactly("failures without their reason", readable.withoutReason.length, 0),
      exactly("reasons that stand in no message", readable.hiddenReasons.length, 0),
      // A job has two events.
      atMost("AWS Backup calls for each failure", lab.backupCallCount() / (distinct / 2), 0.1),
    ],
  },
  {
    name: "throttled-issues",
    about: "1,000 jobs complete within a minute, a tenth with issues; AWS Backup takes 15 calls a second",
    share: 2 / 3,
    backupCallsPerSecond,
    routes: [],
    mutes: (_, state) => state === "RUNNING",
    run: async ({ jobs, wait }, events) => {
      jobs.backups(events, 20 * second, {
        outcomes: [[0.1, withIssues]],
        longestRunMilliseconds: 38 * second,
      });
      await wait(2 * hour);
    },
    expect: ({ readable }) => [
      atLeast("jobs with issues", readable.issues, 1),
      exactly("issues that are not called so", readable.issuesUnsaid.length, 0),
    ],
  },
  directBurst(
    "direct-burst",
    "without a queue, 120 jobs fail at once; the function is limited to one invocation at a time",
    1,
    0.05,
  ),
  directBurst(
    "direct-unlimited",
    "without a queue, 120 jobs fail at once; sixty invocations run at the same time",
    60,
    1,
  ),
  {
    name: "bot-night",
    about: "a bot shows 375 jobs as they start one after the other; then all end within a minute",
    share: 0.25,
    bot: true,
    run: async ({ jobs, now, wait }, events) => {
      const within = events * 10 * second;
      jobs.backups(events, within, { endAt: now() + within + 10 * minute });
      await wait(within + 10 * minute + hour);
    },
    expect: ({ lab, readable }) => [
      atMost("edits in a minute", mostInAMinute(lab.editTimes), 50),
      exactly("messages that still say started after an hour", stillStarted(lab), 0),
      exactly("issues that are not called so", readable.issuesUnsaid.length, 0),
    ],
  },
  {
    name: "several-pollers",
    about: "jobs fail in bursts, and five pollers read small batches, so that what is alike comes apart",
    polling: { pollers: 5, batchSize: 10 },
    run: async ({ jobs, wait }, events) => {
      for (let burst = 0; burst < 2; burst++) {
        jobs.backups(Math.round(events / 4), 20 * second, {
          outcomes: manyReasons,
          longestRunMilliseconds: 38 * second,
        });
        await wait(hour);
      }
    },
    expect: ({ lab: { slack }, readable }) => [
      exactly("failures without their reason", readable.withoutReason.length, 0),
      atMost("calls while Slack asked to wait", slack.hastyCallCount(), 3),
    ],
  },
];

import type { Fault } from "../../../local/slack/fault";
import { always, oneOf } from "../../../local/slack/fault-program";
import { hour, minute, second } from "../jobs";
import { atMost, type Scenario, type Script } from "../scenario";
import { invocationsOf, slackFault, work } from "./workload";

/** An answer of Slack, or of a proxy in front of it. */
export const answer = (
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Fault => ({ kind: "answer", status, body, headers });

const limited = (retryAfter?: string): Fault =>
  answer(
    429,
    '{"ok":false,"error":"rate_limited"}',
    retryAfter === undefined ? {} : { "retry-after": retryAfter },
  );

const busy: readonly Fault[] = [
  answer(500, "rollup_error"),
  answer(503, "Service Unavailable"),
  answer(502, "<html>Bad Gateway</html>"),
];

/** The faults hit a share of the calls, all the time. */
const withFaults = (share: number, ...faults: readonly Fault[]): Script =>
  work(
    { within: 4 * hour },
    slackFault(({ random }) => oneOf(share, random, faults)),
  );

/** What was parked because Slack may have it is redriven, once Slack answers again. */
const thenRedriven =
  (script: Script): Script =>
  async (lab, events, check) => {
    await script(lab, events, check);
    lab.redrive();
    await lab.drained();
  };

/** One of the faults hits every call for half an hour. */
const forHalfAnHour = (...faults: readonly Fault[]): Script =>
  work(
    { within: 3 * hour, from: hour, until: 1.5 * hour },
    slackFault(({ random }) => oneOf(1, random, faults)),
  );

/** Slack fails for half an hour; at most a quarter of an hour later everything is reported. */
const longestDelay = 50 * minute;

export const slackAnswerScenarios: readonly Scenario[] = [
  {
    name: "429-retry-after",
    about: "every fifth post is answered 429 with Retry-After: 7",
    run: withFaults(0.2, limited("7")),
    expect: ({ lab: { slack } }) => [
      atMost(
        "share of the calls while Slack asked to wait",
        slack.hastyCallCount() / slack.callCount(),
        0.02,
      ),
    ],
  },
  {
    name: "429-long",
    about: "for half an hour every post is answered 429 with Retry-After: 120",
    run: forHalfAnHour(limited("120")),
    expect: ({ lab }) => [
      atMost(
        "calls while Slack asked to wait, one per batch",
        lab.slack.hastyCallCount(),
        invocationsOf(lab),
      ),
    ],
  },
  {
    name: "429-bare",
    about: "every fifth post is answered 429 without Retry-After",
    run: withFaults(0.2, limited()),
  },
  {
    name: "429-absurd",
    about: "for half an hour every post is answered 429 with an absurd Retry-After",
    longestDelay,
    run: forHalfAnHour(...["86400", "999999999", "-5", "soon", "Wed, 21 Oct 2065 07:28:00 GMT"].map(limited)),
  },
  {
    name: "5xx",
    about: "three posts of ten are answered 500, 502 or 503",
    run: withFaults(0.3, ...busy),
  },
  {
    name: "reset-mid-body",
    about: "the connection breaks in the middle of every fourth answer, and Slack did not accept the message",
    run: thenRedriven(withFaults(0.25, { kind: "reset" })),
  },
  {
    name: "answer-lost",
    about: "Slack accepts the message, and every tenth answer never arrives: the connection breaks or hangs",
    duplicatesBecause: "Slack accepted the message and its answer was lost",
    run: thenRedriven(
      withFaults(0.1, { kind: "answer-lost", how: "reset" }, { kind: "answer-lost", how: "silence" }),
    ),
  },
  {
    name: "answers-lost",
    about: "for three hours Slack accepts every message, and none of its answers arrives",
    share: 0.2,
    duplicatesBecause: "Slack accepted the message and its answer was lost",
    run: thenRedriven(
      work(
        { within: 3 * hour, from: hour, until: 4 * hour },
        slackFault(() => always({ kind: "answer-lost", how: "silence" })),
      ),
    ),
    expect: ({ duplicates, reported }) => [
      atMost("posts beyond the first, per event", duplicates / reported, 2),
    ],
  },
  {
    name: "slow",
    about: "answers come three seconds late, or byte by byte, within the notifier's timeout",
    run: withFaults(
      0.8,
      { kind: "slow", milliseconds: 3 * second },
      { kind: "drip", millisecondsPerByte: second },
    ),
  },
  {
    name: "too-slow",
    about: "every tenth answer comes after seven seconds: Slack accepted the message, the notifier timed out",
    duplicatesBecause: "Slack accepted the message and answered too late",
    run: thenRedriven(withFaults(0.1, { kind: "slow", milliseconds: 7 * second })),
  },
  {
    name: "silence",
    about: "for half an hour no post is answered at all",
    longestDelay,
    run: forHalfAnHour({ kind: "hang" }),
  },
  {
    name: "200-html",
    about: "for half an hour a proxy answers 200 with its login page",
    longestDelay,
    run: forHalfAnHour(answer(200, "<html><body>Please log in</body></html>")),
  },
  {
    name: "everything-at-once",
    about: "four posts of ten hit one of eleven faults, and Slack accepts some of them",
    share: 1,
    duplicatesBecause: "Slack accepted the message and its answer was lost or too late",
    run: thenRedriven(
      withFaults(
        0.4,
        ...busy,
        limited("3"),
        limited("30"),
        limited(),
        { kind: "reset" },
        { kind: "hang" },
        { kind: "slow", milliseconds: 6 * second },
        { kind: "answer-lost", how: "reset" },
        { kind: "answer-lost", how: "silence" },
      ),
    ),
  },
];

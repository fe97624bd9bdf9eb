import { failures, hour, minute, second } from "../jobs";
import type { Lab } from "../lab";
import { markerName } from "../names";
import { atMost, exactly, type Scenario } from "../scenario";
import { begin, work } from "./workload";

const text = (index: number): readonly string[] => {
  const marker = markerName(900_000 + index);
  const quoted = JSON.stringify(marker);
  return [
    `${marker} is not JSON`,
    `{"marker":${quoted}, broken`,
    `{"marker":${quoted},"deep":{"list":[1,null,{}]}}`,
    `[${quoted}]`,
    `${marker} ${"x".repeat(200_000)}`,
    `${marker} <!channel> \u202e \u0000 😀 ${"`".repeat(50)}`,
    JSON.stringify({ Type: "Notification", Message: `{"marker":${quoted}}`, MessageId: `garbage-${index}` }),
    JSON.stringify({
      source: "aws.s3",
      "detail-type": `Object ${marker}`,
      detail: {},
      id: `garbage-${index}`,
    }),
    JSON.stringify({ Message: JSON.stringify({ Message: JSON.stringify({ Message: marker }) }) }),
  ];
};

const endOf = (index: number): string => `end-${String(index).padStart(6, "0")}`;

/** An event that no one knows, with a text at its end. */
const unknownEvent = (index: number): string =>
  JSON.stringify({
    source: "aws.backup",
    "detail-type": "Setting State Change",
    detail: { setting: markerName(800_000 + index), text: "opted in ".repeat(40), end: endOf(index) },
  });

/** How many of these events can be read to their end, in Slack or in the log. */
const readToTheEnd = ({ slack, notifier }: Lab): number =>
  new Set(`${JSON.stringify(slack.messages)} ${notifier.log.contents.join(" ")}`.match(/end-\d{6}/g)).size;

const kinds = text(0).length;

export const eventScenarios: readonly Scenario[] = [
  {
    name: "calm-day",
    about: "a day of backups, copies and restores without faults",
    share: 1,
    longestDelay: minute,
    run: work({ within: 20 * hour }),
    expect: ({ lab }) => [exactly("calls while Slack asked to wait", lab.slack.hastyCallCount(), 0)],
  },
  {
    name: "thousand-failures",
    about: "1,000 jobs start and fail within a minute",
    longestDelay: 2 * minute,
    run: async (lab) => {
      lab.jobs.backups(1000, 20 * second, { outcomes: failures, longestRunMilliseconds: 38 * second });
      await lab.wait(10 * minute);
    },
    expect: ({ lab, reported, stale }) => [
      exactly("failures and starts that were reported or suppressed", reported + stale, 2000),
      // A batch of 500 takes more than one message, so that every name and reason can be read.
      atMost("messages", lab.slack.messages.length, 16),
      exactly("calls while Slack asked to wait", lab.slack.hastyCallCount(), 0),
    ],
  },
  {
    name: "busy-nights",
    about: "three nights, each with all events within three minutes",
    share: 4,
    run: async (lab, events) => {
      for (let night = 0; night < 3; night++) {
        begin(lab, Math.round(events / 3), minute);
        await lab.wait(24 * hour);
      }
    },
    expect: ({ lab, sent }) => [
      atMost("posts for each event", lab.slack.callCount() / sent, 0.4),
      // Neither function can know immediately what Slack answered the other.
      atMost("calls while Slack asked to wait", lab.slack.hastyCallCount(), 3),
    ],
  },
  {
    name: "copies-and-disorder",
    about:
      "AWS sends everything through SNS and EventBridge, some twice or out of order, some starts long after the end",
    share: 0.7,
    transit: { copies: 0.3, lateStarts: 0.3, eventBridge: true, longestDelaySeconds: 120 },
    queue: { outOfTurn: 0.5, survivors: 0.1 },
    run: work({ within: 2 * hour }),
  },
  {
    name: "garbage",
    about: "messages that are not events of AWS Backup arrive among the events",
    run: async (lab, events) => {
      begin(lab, events / 2, hour);
      for (let index = 0; index < Math.ceil(events / 2); index++) {
        const body = text(index)[index % kinds] ?? "";
        lab.time.clock.after(lab.random() * hour, () => lab.sender.sendRaw(body));
      }
      await lab.wait(1.5 * hour);
    },
  },
  {
    name: "unrecognized-burst",
    about: "sixty events that no one knows arrive at once, each with another content",
    share: 0.04,
    cuts: true,
    run: async (lab, events) => {
      for (let index = 0; index < events; index++) {
        lab.time.clock.after(lab.random() * second, () => lab.sender.sendRaw(unknownEvent(index)));
      }
      await lab.wait(hour);
    },
    expect: ({ lab, distinct, onlyInLog }) => [
      exactly("contents that end neither in Slack nor in the log", distinct - readToTheEnd(lab), 0),
      atMost("share that only the log shows", onlyInLog.length / distinct, 0.9),
    ],
  },
];

import type { Fault } from "../../../local/slack/fault";
import { always, oneOf } from "../../../local/slack/fault-program";
import { day, hour, minute } from "../jobs";
import type { Lab } from "../lab";
import { atLeast, atMost, exactly, type Scenario } from "../scenario";
import { begin } from "./workload";

const unreachable: readonly Fault[] = [
  { kind: "answer", status: 503, body: "Service Unavailable" },
  { kind: "hang" },
  { kind: "reset" },
];

/** Slack is down; events arrive during the first hours of the outage. */
const outage =
  (milliseconds: number) =>
  async (lab: Lab, events: number): Promise<void> => {
    lab.slack.inject(oneOf(1, lab.random, unreachable));
    begin(lab, events, Math.min(milliseconds, 4 * hour));
    await lab.wait(milliseconds);
    lab.slack.inject(undefined);
    await lab.wait(30 * minute);
  };

export const outageScenarios: readonly Scenario[] = [
  {
    name: "down-3h",
    about: "Slack is down for three hours",
    share: 0.4,
    run: outage(3 * hour),
    expect: ({ lab, parked, longestDelayMilliseconds }) => [
      exactly("parked", parked, 0),
      atMost("longest delay in hours", longestDelayMilliseconds / hour, 3.5),
      exactly(
        "events that wait longer than 15 minutes after Slack recovered",
        lab.queue.messages().length,
        0,
      ),
    ],
  },
  {
    name: "down-20h",
    about: "Slack is down for twenty hours; then everything is delivered without a redrive",
    share: 0.2,
    run: outage(20 * hour),
    expect: ({ parked, longestDelayMilliseconds }) => [
      exactly("parked", parked, 0),
      atMost("longest delay in hours", longestDelayMilliseconds / hour, 20.5),
    ],
  },
  {
    name: "down-3d",
    about:
      "Slack is down for three days; every event ends up in the dead-letter queue, and a redrive delivers it",
    share: 0.15,
    run: async (lab, events) => {
      await outage(3 * day)(lab, events);
      await lab.drained();
      parkedAfterOutage.set(lab, lab.deadLetters.messages().length);
      lab.redrive();
    },
    expect: ({ lab, sent, parked, longestDelayMilliseconds }) => [
      exactly("events in the dead-letter queue after three days", parkedAfterOutage.get(lab) ?? 0, sent),
      exactly("parked after the redrive", parked, 0),
      atLeast("longest delay in hours", longestDelayMilliseconds / hour, 68),
    ],
  },
  {
    name: "flapping",
    about: "Slack is up for a minute and down for ten, for six hours",
    share: 0.3,
    run: async (lab, events) => {
      begin(lab, events, 5 * hour);
      for (let turn = 0; turn < 33; turn++) {
        lab.slack.inject(always({ kind: "answer", status: 503, body: "Service Unavailable" }));
        await lab.wait(10 * minute);
        lab.slack.inject(undefined);
        await lab.wait(minute);
      }
    },
    expect: ({ parked }) => [exactly("parked", parked, 0)],
  },
];

/** What a script saw before its redrive, for the checks at the end. */
const parkedAfterOutage = new WeakMap<Lab, number>();

import type { Fault } from "../../../local/slack/fault";
import { always, oneOf } from "../../../local/slack/fault-program";
import { day, hour, minute } from "../jobs";
import type { Lab } from "../lab";
import { atLeast, atMost, exactly, type Scenario } from "../scenario";
import { begin } from "./workload";

const away: readonly Fault[] = [
  { kind: "answer", status: 503, body: "Service Unavailable" },
  { kind: "hang" },
  { kind: "reset" },
];

/** Slack is away; events come during the first hours of it, and some before and after. */
const outage =
  (milliseconds: number) =>
  async (lab: Lab, events: number): Promise<void> => {
    lab.slack.inject(oneOf(1, lab.random, away));
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
    play: outage(3 * hour),
    expect: ({ lab, account }) => [
      exactly("parked", account.parked, 0),
      atMost("longest delay in hours", account.longestDelayMilliseconds / hour, 3.5),
      exactly("events that wait longer than 15 minutes for Slack's return", lab.queue.messages().length, 0),
    ],
  },
  {
    name: "down-20h",
    about: "Slack is down for twenty hours; then all arrives by itself",
    share: 0.2,
    play: outage(20 * hour),
    expect: ({ account }) => [
      exactly("parked", account.parked, 0),
      atMost("longest delay in hours", account.longestDelayMilliseconds / hour, 20.5),
    ],
  },
  {
    name: "down-3d",
    about: "Slack is down for three days; all waits in the dead-letter queue, and a redrive brings it",
    share: 0.15,
    play: async (lab, events) => {
      await outage(3 * day)(lab, events);
      await lab.drained();
      parkedAfterOutage.set(lab, lab.deadLetters.messages().length);
      lab.redrive();
    },
    expect: ({ lab, account }) => [
      exactly(
        "events in the dead-letter queue after three days",
        parkedAfterOutage.get(lab) ?? 0,
        account.events,
      ),
      exactly("parked after the redrive", account.parked, 0),
      atLeast("longest delay in hours", account.longestDelayMilliseconds / hour, 68),
    ],
  },
  {
    name: "flapping",
    about: "Slack is up for a minute and down for ten, for six hours",
    share: 0.3,
    play: async (lab, events) => {
      begin(lab, events, 5 * hour);
      for (let turn = 0; turn < 33; turn++) {
        lab.slack.inject(always({ kind: "answer", status: 503, body: "Service Unavailable" }));
        await lab.wait(10 * minute);
        lab.slack.inject(undefined);
        await lab.wait(minute);
      }
    },
    expect: ({ account }) => [exactly("parked", account.parked, 0)],
  },
];

/** What a script saw on its way, for the checks after it. */
const parkedAfterOutage = new WeakMap<Lab, number>();

import type { Fault } from "../../../local/slack/fault";
import { always, oneOf } from "../../../local/slack/fault-program";
import { day, hour, minute } from "../jobs";
import { atLeast, exactly, type Scenario, type Script } from "../scenario";
import { answer } from "./slack-answers";
import { begin, slackFault, work } from "./workload";

const down = answer(503, "Service Unavailable");
const unreachable: readonly Fault[] = [down, { kind: "hang" }, { kind: "reset" }];

/** Slack is down; events arrive during the first hours of the outage. */
const outage = (milliseconds: number): Script =>
  work(
    { within: Math.min(milliseconds, 4 * hour), until: milliseconds },
    slackFault(({ random }) => oneOf(1, random, unreachable)),
  );

export const outageScenarios: readonly Scenario[] = [
  {
    name: "down-3h",
    about: "Slack is down for three hours",
    share: 0.4,
    longestDelay: 3.5 * hour,
    run: outage(3 * hour),
  },
  {
    name: "down-20h",
    about: "Slack is down for twenty hours; then everything is delivered without a redrive",
    share: 0.2,
    longestDelay: 20.5 * hour,
    run: outage(20 * hour),
  },
  {
    name: "down-3d",
    about:
      "Slack is down for three days; every event ends up in the dead-letter queue, and a redrive delivers it",
    share: 0.15,
    run: async (lab, events, check) => {
      await outage(3 * day)(lab, events, check);
      await lab.drained();
      const dead = lab.deadLetters.messages().length;
      check(exactly("events in the dead-letter queue after three days", dead, lab.reconcile().sent));
      lab.redrive();
    },
    expect: ({ longestDelayMilliseconds }) => [
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
        lab.slack.inject(always(down));
        await lab.wait(10 * minute);
        lab.slack.inject(undefined);
        await lab.wait(minute);
      }
    },
  },
];

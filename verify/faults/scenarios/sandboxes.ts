import { always } from "../../../local/slack/fault-program";
import { hour, minute } from "../jobs";
import { atLeast, atMost, type Scenario } from "../scenario";
import { answer } from "./slack-answers";
import { begin, type Fault, slackFault, work } from "./workload";

/**
 * Disrupts the first sandbox that posts, then others at a share of their messages: at any moment from Slack's accepting
 * a message until after the ledger has it.
 */
const disruptSome = (share: number, how: "kill" | "freeze"): Fault => ({
  inject: (lab) => {
    let disrupted = 0;
    lab.onAccepted = (batch) => {
      if (disrupted > 0 && lab.random() > share) return;
      const delay = disrupted === 0 ? 0 : lab.random() * 400;
      disrupted += 1;
      lab.time.clock.after(delay, () => {
        if (lab.notifier.running.has(batch)) lab[how](batch);
      });
    };
  },
  clear: (lab) => {
    lab.onAccepted = undefined;
  },
});

export const sandboxScenarios: readonly Scenario[] = [
  {
    name: "crash",
    about: "sandboxes are killed in the middle of batches, some between Slack's 200 and the ledger",
    sandboxesDie: true,
    duplicatesBecause: "the process was killed between Slack's 200 and the ledger",
    run: work({ within: hour }, disruptSome(0.08, "kill")),
    expect: ({ lab }) => [atLeast("sandboxes killed", lab.notifier.log.invocations.get("crashed") ?? 0, 1)],
  },
  {
    name: "timeout",
    about: "sandboxes freeze in the middle of batches until they time out",
    sandboxesDie: true,
    duplicatesBecause: "the process froze between Slack's 200 and the ledger",
    run: work({ within: hour }, disruptSome(0.05, "freeze")),
    expect: ({ lab }) => [
      atLeast("sandboxes timed out", lab.notifier.log.invocations.get("timeout") ?? 0, 1),
    ],
  },
  {
    name: "two-sandboxes",
    about: "every event arrives twice within seconds, while both sandboxes are running",
    duplicatesBecause: "both sandboxes held the same event at once",
    transit: { copies: 1, longestDelaySeconds: 5 },
    queue: { outOfTurn: 1 },
    run: async (lab, events) => {
      for (let burst = 0; burst < 5; burst++) {
        begin(lab, events / 5, 5 * minute);
        await lab.wait(30 * minute);
      }
    },
    expect: ({ duplicates, distinct }) => [
      atMost("share of the events that were reported twice", duplicates / distinct, 0.01),
    ],
  },
  {
    name: "direct",
    about:
      "without a queue: Slack is down for ten minutes, and Lambda gives up after three attempts before that",
    share: 0.3,
    delivery: "direct",
    parks: true,
    run: work(
      { within: hour, from: 20 * minute, until: 30 * minute },
      slackFault(() => always(answer(503, ""))),
    ),
    expect: ({ parked }) => [atLeast("parked", parked, 1)],
  },
];

import { hour, minute } from "../jobs";
import type { Lab } from "../lab";
import type { Batch } from "../notifier";
import { atLeast, atMost, exactly, type Scenario } from "../scenario";
import { begin, work } from "./workload";

/**
 * Strikes the first sandbox that posts, then others at a share of their messages: at any moment from Slack's taking a
 * message until after the ledger has it.
 */
const strikeSome = (lab: Lab, share: number, strike: (batch: Batch) => void): void => {
  let struck = 0;
  lab.onTaken = (_, batch) => {
    if (batch === undefined || (struck > 0 && lab.random() > share)) return;
    const delay = struck === 0 ? 0 : lab.random() * 400;
    struck += 1;
    lab.time.clock.after(delay, () => {
      if (lab.notifier.running.has(batch)) strike(batch);
    });
  };
};

export const sandboxScenarios: readonly Scenario[] = [
  {
    name: "crash",
    about: "sandboxes are killed in the middle of batches, some between Slack's 200 and the ledger",
    share: 0.5,
    sandboxesDie: true,
    twiceBecause: "the process was killed between Slack's 200 and the ledger",
    play: async (lab, events) => {
      strikeSome(lab, 0.08, lab.kill);
      await work(lab, events, hour);
      lab.onTaken = undefined;
    },
    expect: ({ lab, account }) => [
      atLeast("sandboxes killed", lab.notifier.log.invocations.get("crashed") ?? 0, 1),
      exactly("parked", account.parked, 0),
    ],
  },
  {
    name: "timeout",
    about: "sandboxes freeze in the middle of batches until Lambda ends them",
    share: 0.5,
    sandboxesDie: true,
    twiceBecause: "the process froze between Slack's 200 and the ledger",
    play: async (lab, events) => {
      strikeSome(lab, 0.05, lab.freeze);
      await work(lab, events, hour);
      lab.onTaken = undefined;
    },
    expect: ({ lab, account }) => [
      atLeast("sandboxes timed out", lab.notifier.log.invocations.get("timeout") ?? 0, 1),
      exactly("parked", account.parked, 0),
    ],
  },
  {
    name: "two-sandboxes",
    about: "everything comes twice within seconds, while both sandboxes are at work",
    share: 0.5,
    twiceBecause: "both sandboxes held the same event at once",
    travel: { copies: 1, longestDelaySeconds: 5 },
    queue: { outOfTurn: 1 },
    play: async (lab, events) => {
      for (let burst = 0; burst < 5; burst++) {
        begin(lab, events / 5, 5 * minute);
        await lab.wait(30 * minute);
      }
    },
    expect: ({ account }) => [
      exactly("parked", account.parked, 0),
      atMost("share of the facts that were told twice", account.twice / account.facts, 0.01),
    ],
  },
  {
    name: "direct",
    about: "without a queue: Slack is down for ten minutes, and Lambda's three attempts are over before that",
    share: 0.3,
    delivery: "direct",
    play: async (lab, events) => {
      begin(lab, events, hour);
      await lab.wait(20 * minute);
      lab.slack.inject(() => ({ kind: "answer", status: 503, body: "" }));
      await lab.wait(10 * minute);
      lab.slack.inject(undefined);
      await lab.wait(hour);
    },
    expect: ({ account }) => [atLeast("parked", account.parked, 1)],
  },
];

import { always, during, firstOf, whereBody } from "../../../local/slack/fault-program";
import { hour, minute } from "../jobs";
import type { Lab } from "../lab";
import { atLeast, atMost, exactly, type Scenario } from "../scenario";
import { answer } from "./slack-answers";
import { begin, invocationsOf, work } from "./workload";

/** What a script saw on its way, for the checks after it. */
type Glimpse = {
  readonly calls: number;
  readonly invocations: number;
  readonly parked: number;
  readonly queued: number;
};
const glimpses = new WeakMap<Lab, Glimpse>();

/** Events come in bursts while nobody may post; then somebody repairs it and redrives. */
const brokenThenRepaired =
  (breakIt: (lab: Lab) => void, repair: (lab: Lab) => void) =>
  async (lab: Lab, events: number): Promise<void> => {
    breakIt(lab);
    const before = { calls: lab.slack.callCount(), invocations: invocationsOf(lab) };
    for (let burst = 0; burst < 4; burst++) {
      begin(lab, events / 4, 3 * minute);
      await lab.wait(hour);
    }
    await lab.drained();
    glimpses.set(lab, {
      calls: lab.slack.callCount() - before.calls,
      invocations: invocationsOf(lab) - before.invocations,
      parked: lab.deadLetters.messages().length,
      queued: lab.queue.messages().length,
    });
    repair(lab);
    lab.redrive();
  };

/** Everything was parked at once, with a call a batch, and came out again. */
const parkedThenTold: Scenario["expect"] = ({ lab, account }) => {
  const { calls = 0, invocations = 0, parked = 0 } = glimpses.get(lab) ?? {};
  return [
    exactly("events in the dead-letter queue before the repair", parked, account.events),
    atMost("Slack calls while nobody could post, one a batch", calls, invocations),
    exactly("parked after the redrive", account.parked, 0),
  ];
};

const meeting = (
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Scenario["play"] =>
  brokenThenRepaired(
    ({ slack }) => slack.inject(always(answer(status, body, headers))),
    ({ slack }) => slack.inject(undefined),
  );

export const webhookScenarios: readonly Scenario[] = [
  {
    name: "webhook-revoked",
    about: "the webhook is removed; four hours later a new one is stored, and the dead letters are redriven",
    share: 0.5,
    play: brokenThenRepaired(
      ({ slack }) => void slack.replaceWebhook(),
      (lab) => lab.storeWebhook(),
    ),
    expect: parkedThenTold,
  },
  {
    name: "webhook-rotated",
    about: "in the middle of the work the webhook is replaced, four times",
    share: 0.5,
    play: async (lab, events) => {
      begin(lab, events, 4 * hour);
      for (let turn = 0; turn < 4; turn++) {
        await lab.wait(50 * minute);
        lab.storeWebhook({ replace: true });
      }
      await lab.wait(2 * hour);
    },
    expect: ({ account }) => [
      exactly("parked", account.parked, 0),
      atMost("longest delay in seconds", account.longestDelayMilliseconds / 1000, 60),
    ],
  },
  {
    name: "302",
    about: "for four hours something answers 302 to another host",
    share: 0.3,
    play: meeting(302, "", { location: "https://login.example.com/" }),
    expect: parkedThenTold,
  },
  {
    name: "200-no-service",
    about: "for four hours the webhook is answered 200 with no_service",
    share: 0.3,
    play: meeting(200, "no_service"),
    expect: parkedThenTold,
  },
  {
    name: "channel-archived",
    about: "for four hours the channel is archived: 410",
    share: 0.3,
    play: meeting(410, "channel_is_archived"),
    expect: parkedThenTold,
  },
  {
    name: "payload-refused",
    about: "for two hours Slack refuses blocks, and later some messages altogether",
    share: 0.5,
    play: async (lab, events) => {
      const start = lab.now();
      lab.slack.inject(
        firstOf(
          during(start, start + 2 * hour, whereBody('"attachments"', answer(400, "invalid_attachments"))),
          during(start + 2 * hour, start + 4 * hour, whereBody(/res-\d{5}7/, answer(400, "invalid_payload"))),
        ),
      );
      await work(lab, events, 4 * hour);
    },
    expect: ({ account }) => [
      atLeast("parked", account.parked, 1),
      atMost("share of the facts that is parked", account.parked / account.facts, 0.4),
    ],
  },
];

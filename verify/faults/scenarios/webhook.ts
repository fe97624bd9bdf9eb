import { always, during, firstOf, whereBody } from "../../../local/slack/fault-program";
import { hour, minute } from "../jobs";
import type { Lab } from "../lab";
import { atLeast, atMost, exactly, type Scenario } from "../scenario";
import { answer } from "./slack-answers";
import { begin, invocationsOf, work } from "./workload";

/** What a script saw before the repair, for the checks at the end. */
type Snapshot = {
  readonly calls: number;
  readonly invocations: number;
  readonly parked: number;
};
const snapshots = new WeakMap<Lab, Snapshot>();

/** Events arrive in bursts while the webhook refuses every post; then it is repaired, and the events are redriven. */
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
    snapshots.set(lab, {
      calls: lab.slack.callCount() - before.calls,
      invocations: invocationsOf(lab) - before.invocations,
      parked: lab.deadLetters.messages().length,
    });
    repair(lab);
    lab.redrive();
  };

/** Every event was parked immediately, with one call per batch, and reported after the redrive. */
const parkedThenReported: Scenario["expect"] = ({ lab, sent, parked }) => {
  const { calls = 0, invocations = 0, parked: parkedBefore = 0 } = snapshots.get(lab) ?? {};
  return [
    exactly("events in the dead-letter queue before the repair", parkedBefore, sent),
    atMost("Slack calls while every post was refused, one per batch", calls, invocations),
    exactly("parked after the redrive", parked, 0),
  ];
};

const answering = (
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Scenario["run"] =>
  brokenThenRepaired(
    ({ slack }) => slack.inject(always(answer(status, body, headers))),
    ({ slack }) => slack.inject(undefined),
  );

export const webhookScenarios: readonly Scenario[] = [
  {
    name: "webhook-revoked",
    about: "the webhook is revoked; four hours later a new one is stored, and the dead letters are redriven",
    share: 0.5,
    run: brokenThenRepaired(
      ({ slack }) => void slack.replaceWebhook(),
      (lab) => lab.storeWebhook(),
    ),
    expect: parkedThenReported,
  },
  {
    name: "webhook-rotated",
    about: "the webhook is replaced four times while events arrive",
    share: 0.5,
    run: async (lab, events) => {
      begin(lab, events, 4 * hour);
      for (let turn = 0; turn < 4; turn++) {
        await lab.wait(50 * minute);
        lab.storeWebhook({ replace: true });
      }
      await lab.wait(2 * hour);
    },
    expect: ({ parked, longestDelayMilliseconds }) => [
      exactly("parked", parked, 0),
      atMost("longest delay in seconds", longestDelayMilliseconds / 1000, 60),
    ],
  },
  {
    name: "302",
    about: "for four hours every post is answered 302 to another host",
    share: 0.3,
    run: answering(302, "", { location: "https://login.example.com/" }),
    expect: parkedThenReported,
  },
  {
    name: "200-no-service",
    about: "for four hours the webhook is answered 200 with no_service",
    share: 0.3,
    run: answering(200, "no_service"),
    expect: parkedThenReported,
  },
  {
    name: "channel-archived",
    about: "for four hours the channel is archived: 410",
    share: 0.3,
    run: answering(410, "channel_is_archived"),
    expect: parkedThenReported,
  },
  {
    name: "payload-refused",
    about: "for two hours Slack rejects blocks, and later some messages altogether",
    share: 0.5,
    run: async (lab, events) => {
      const start = lab.now();
      lab.slack.inject(
        firstOf(
          during(start, start + 2 * hour, whereBody('"attachments"', answer(400, "invalid_attachments"))),
          during(start + 2 * hour, start + 4 * hour, whereBody(/res-\d{5}7/, answer(400, "invalid_payload"))),
        ),
      );
      await work(lab, events, 4 * hour);
    },
    expect: ({ parked, distinct }) => [
      atLeast("parked", parked, 1),
      atMost("share of the events that is parked", parked / distinct, 0.4),
    ],
  },
];

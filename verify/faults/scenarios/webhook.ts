import { always, during, firstOf, whereBody } from "../../../local/slack/fault-program";
import { hour, minute } from "../jobs";
import { atLeast, atMost, exactly, type Scenario } from "../scenario";
import { answer } from "./slack-answers";
import { begin, type Fault, invocationsOf, slackFault, work } from "./workload";

/**
 * Events arrive in bursts while the webhook refuses every post: each is parked immediately, with one call per batch.
 * Then the webhook is repaired, and a redrive delivers them.
 */
const refused = (name: string, about: string, fault: Fault, share = 0.5): Scenario => ({
  name,
  about,
  share,
  run: async (lab, events, check) => {
    fault.inject(lab);
    for (let burst = 0; burst < 4; burst++) {
      begin(lab, events / 4, 3 * minute);
      await lab.wait(hour);
    }
    await lab.drained();
    const dead = lab.deadLetters.messages().length;
    check(
      exactly("events in the dead-letter queue before the repair", dead, lab.reconcile().sent),
      atMost("Slack calls, one per batch", lab.slack.callCount(), invocationsOf(lab)),
    );
    fault.clear(lab);
    lab.redrive();
  },
});

const answering = (...args: Parameters<typeof answer>): Fault => slackFault(() => always(answer(...args)));

export const webhookScenarios: readonly Scenario[] = [
  refused(
    "webhook-revoked",
    "the webhook is revoked; four hours later a new one is stored, and the dead letters are redriven",
    { inject: ({ slack }) => void slack.replaceWebhook(), clear: (lab) => lab.storeWebhook() },
  ),
  {
    name: "webhook-rotated",
    about: "the webhook is replaced four times while events arrive",
    longestDelay: minute,
    run: async (lab, events) => {
      begin(lab, events, 4 * hour);
      for (let turn = 0; turn < 4; turn++) {
        await lab.wait(50 * minute);
        lab.slack.replaceWebhook();
        lab.storeWebhook();
      }
      await lab.wait(2 * hour);
    },
  },
  refused(
    "302",
    "for four hours every post is answered 302 to another host",
    answering(302, "", { location: "https://login.example.com/" }),
    0.3,
  ),
  refused(
    "200-no-service",
    "for four hours the webhook is answered 200 with no_service",
    answering(200, "no_service"),
    0.3,
  ),
  refused(
    "channel-archived",
    "for four hours the channel is archived: 410",
    answering(410, "channel_is_archived"),
    0.3,
  ),
  {
    name: "payload-refused",
    about: "for two hours Slack rejects blocks, and later some messages altogether",
    parks: true,
    run: work(
      { within: 4 * hour },
      slackFault((lab) => {
        const later = lab.now() + 2 * hour;
        return firstOf(
          during(0, later, whereBody('"attachments"', answer(400, "invalid_attachments"))),
          during(later, later + 2 * hour, whereBody(/res-\d{5}7/, answer(400, "invalid_payload"))),
        );
      }),
    ),
    expect: ({ parked, distinct }) => [
      atLeast("parked", parked, 1),
      atMost("share of the events that is parked", parked / distinct, 0.4),
    ],
  },
];

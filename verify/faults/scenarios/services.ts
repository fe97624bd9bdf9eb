import type { Fault as ServiceFault } from "../../../local/aws/fault";
import { always } from "../../../local/slack/fault-program";
import { hour, minute, second } from "../jobs";
import { atLeast, type Scenario } from "../scenario";
import { answer } from "./slack-answers";
import { begin, type Fault, slackFault, work } from "./workload";

const slow = (milliseconds: number): ServiceFault => ({ kind: "slow", milliseconds });
export const refusal = (status: number, type: string): ServiceFault => ({ kind: "error", status, type });
export const hang: ServiceFault = { kind: "hang" };

/** The fault hits a share of the service's calls. */
export const at = (
  service: "backup" | "parameters" | "ledger" | "sqs" | "tags",
  fault: ServiceFault,
  share = 1,
): Fault => ({
  inject: (lab) => lab[service].inject(() => (lab.random() < share ? fault : undefined)),
  clear: (lab) => lab[service].inject(undefined),
});

/** A service that only adds details or remembers. */
const helping = (name: string, about: string, fault: Fault, longestDelay = 3 * minute): Scenario => ({
  name,
  about,
  share: 0.4,
  longestDelay,
  run: work({ within: hour }, fault),
});

/** The webhook cannot be read for two hours. */
const withoutWebhook = (name: string, about: string, fault: Fault): Scenario => ({
  name,
  about: `for two hours ${about}`,
  share: 0.4,
  longestDelay: 140 * minute,
  run: work({ within: 3 * hour, from: 30 * minute, until: 2.5 * hour }, fault),
});

/** The ledger answers, and leaves a share of the keys of each read for the next one. */
const unprocessed = (share: number): Fault => ({
  inject: ({ ledger, random }) => {
    const left = new Set<string>();
    ledger.leaveUnprocessed((key) => {
      const isLeft = !left.delete(key) && random() < share;
      if (isLeft) left.add(key);
      return isLeft;
    });
  },
  clear: ({ ledger }) => ledger.leaveUnprocessed(undefined),
});

const sqsDown = at("sqs", refusal(500, "ServiceUnavailable"));
const slackDown = slackFault(() => always(answer(503, "")));

/** A finished job that could not be checked waits twice before it is sent as such; nothing else is delayed. */
const uncheckedDelay = 25 * minute;

export const serviceScenarios: readonly Scenario[] = [
  helping("backup-slow", "AWS Backup takes 1.5 seconds for each answer", at("backup", slow(1500))),
  helping(
    "backup-throttled",
    "AWS Backup throttles half of the calls",
    at("backup", refusal(400, "ThrottlingException"), 0.5),
    uncheckedDelay,
  ),
  helping("backup-silent", "AWS Backup never answers", at("backup", hang), uncheckedDelay),
  helping(
    "backup-down",
    "AWS Backup answers 500",
    at("backup", refusal(500, "ServiceUnavailableException")),
    uncheckedDelay,
  ),
  withoutWebhook("ssm-silent", "Parameter Store never answers", at("parameters", hang)),
  withoutWebhook(
    "ssm-throttled",
    "Parameter Store throttles most calls",
    at("parameters", refusal(400, "ThrottlingException"), 0.8),
  ),
  withoutWebhook("parameter-missing", "the parameter with the webhook does not exist", {
    inject: (lab) => lab.removeWebhook(),
    clear: (lab) => lab.storeWebhook(),
  }),
  helping("ledger-silent", "the ledger never answers", at("ledger", hang)),
  helping("ledger-slow", "the ledger takes two seconds for each answer", at("ledger", slow(2 * second))),
  helping(
    "ledger-throttled",
    "the ledger throttles half of the calls",
    at("ledger", refusal(400, "ProvisionedThroughputExceededException"), 0.5),
  ),
  {
    name: "ledger-unprocessed",
    about:
      "every event arrives twice, some starts after the end, and the ledger leaves half of the keys unprocessed",
    transit: { copies: 1, lateStarts: 0.3 },
    share: 0.4,
    duplicatesBecause: "both sandboxes held the same event at once",
    run: work({ within: hour }, unprocessed(0.5)),
  },
  {
    name: "sqs-down",
    about: "for two hours Slack is down, and SQS refuses the notifier's calls",
    share: 0.2,
    run: work({ within: hour, until: 2 * hour }, slackDown, sqsDown),
    expect: ({ lab: { notifier } }) => [
      atLeast("log lines that say that SQS refused", notifier.log.outcomes.get("not-returned") ?? 0, 1),
    ],
  },
  {
    name: "parking-fails",
    about: "the webhook is revoked, and for an hour events cannot be parked; later a new webhook is stored",
    share: 0.2,
    run: async (lab, events) => {
      lab.slack.replaceWebhook();
      sqsDown.inject(lab);
      begin(lab, events, 30 * minute);
      await lab.wait(hour);
      sqsDown.clear(lab);
      await lab.drained();
      lab.storeWebhook();
      lab.redrive();
    },
  },
];

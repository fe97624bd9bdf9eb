import type { FaultProgram } from "../../../local/aws/fault";
import { always } from "../../../local/slack/fault-program";
import { hour, minute, second } from "../jobs";
import type { Lab } from "../lab";
import { atLeast, atMost, type Expectation, exactly, type Scenario } from "../scenario";
import { begin, work } from "./workload";

const slow =
  (milliseconds: number): FaultProgram =>
  () => ({ kind: "slow", milliseconds });
const refuse =
  (status: number, type: string): FaultProgram =>
  () => ({ kind: "error", status, type });
const hang: FaultProgram = () => ({ kind: "hang" });

/** The fault hits a share of the calls. */
const partly =
  (lab: Lab, share: number, program: FaultProgram): FaultProgram =>
  (operation) =>
    lab.random() < share ? program(operation) : undefined;

/** An event is never delayed for its details. */
const promptly: Scenario["expect"] = ({ parked, longestDelayMilliseconds }) => [
  exactly("parked", parked, 0),
  atMost("longest delay in minutes", longestDelayMilliseconds / minute, 3),
];

const backup = (name: string, about: string, program: (lab: Lab) => FaultProgram): Scenario => ({
  name,
  about,
  share: 0.4,
  run: async (lab, events) => {
    lab.backup.inject(program(lab));
    await work(lab, events, hour);
  },
  expect: promptly,
});

const ledger = (name: string, about: string, program: (lab: Lab) => FaultProgram): Scenario => ({
  name,
  about,
  share: 0.4,
  run: async (lab, events) => {
    lab.ledger.inject(program(lab));
    await work(lab, events, hour);
  },
  expect: promptly,
});

const ssm = (
  name: string,
  about: string,
  inject: (lab: Lab) => void,
  clear: (lab: Lab) => void,
): Scenario => ({
  name,
  about,
  share: 0.4,
  run: async (lab, events) => {
    begin(lab, events, 3 * hour);
    await lab.wait(30 * minute);
    inject(lab);
    await lab.wait(2 * hour);
    clear(lab);
    await lab.wait(2 * hour);
  },
  expect: ({ parked, longestDelayMilliseconds }) => [
    exactly("parked", parked, 0),
    atMost("longest delay in minutes", longestDelayMilliseconds / minute, 140),
  ],
});

const notReturned = ({ notifier }: Lab): Expectation =>
  atLeast("log lines that say that SQS refused", notifier.log.outcomes.get("not-returned") ?? 0, 1);

export const serviceScenarios: readonly Scenario[] = [
  backup("backup-slow", "AWS Backup takes 1.5 seconds for each answer", () => slow(1500)),
  backup("backup-throttled", "AWS Backup throttles half of the calls", (lab) =>
    partly(lab, 0.5, refuse(400, "ThrottlingException")),
  ),
  backup("backup-silent", "AWS Backup never answers", () => hang),
  backup("backup-down", "AWS Backup answers 500", () => refuse(500, "ServiceUnavailableException")),
  ssm(
    "ssm-silent",
    "for two hours Parameter Store never answers",
    ({ parameters }) => parameters.inject(hang),
    ({ parameters }) => parameters.inject(undefined),
  ),
  ssm(
    "ssm-throttled",
    "for two hours Parameter Store throttles most calls",
    (lab) => lab.parameters.inject(partly(lab, 0.8, refuse(400, "ThrottlingException"))),
    ({ parameters }) => parameters.inject(undefined),
  ),
  ssm(
    "parameter-missing",
    "for two hours the parameter with the webhook does not exist",
    (lab) => lab.removeWebhook(),
    (lab) => lab.storeWebhook(),
  ),
  ledger("ledger-silent", "the ledger never answers", () => hang),
  ledger("ledger-slow", "the ledger takes two seconds for each answer", () => slow(2 * second)),
  ledger("ledger-throttled", "the ledger throttles half of the calls", (lab) =>
    partly(lab, 0.5, refuse(400, "ProvisionedThroughputExceededException")),
  ),
  {
    name: "sqs-down",
    about: "for two hours Slack is down, and SQS refuses the notifier's calls",
    share: 0.2,
    run: async (lab, events) => {
      lab.slack.inject(always({ kind: "answer", status: 503, body: "" }));
      lab.sqs.inject(refuse(500, "ServiceUnavailable"));
      begin(lab, events, hour);
      await lab.wait(2 * hour);
      lab.slack.inject(undefined);
      lab.sqs.inject(undefined);
      await lab.wait(hour);
    },
    expect: ({ lab, parked }) => [exactly("parked", parked, 0), notReturned(lab)],
  },
  {
    name: "parking-fails",
    about: "the webhook is revoked, and for an hour events cannot be parked; later a new webhook is stored",
    share: 0.2,
    run: async (lab, events) => {
      lab.slack.replaceWebhook();
      lab.sqs.inject(refuse(500, "ServiceUnavailable"));
      begin(lab, events, 30 * minute);
      await lab.wait(hour);
      lab.sqs.inject(undefined);
      await lab.drained();
      lab.storeWebhook();
      lab.redrive();
    },
    expect: ({ parked }) => [exactly("parked", parked, 0)],
  },
];

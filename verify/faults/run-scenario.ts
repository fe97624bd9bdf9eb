import type { Certificates } from "./certificates";
import { type Lab, startLab } from "./lab";
import type { Account } from "./reconcile";
import { type Expectation, exactly, type Scenario } from "./scenario";

/** What came of a scenario. */
export type Result = {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly account: Account;
  /** Posts to Slack, whatever the answer. */
  readonly slackCalls: number;
  readonly messages: number;
  readonly failures: readonly Expectation[];
  readonly expectations: readonly Expectation[];
  readonly realSeconds: number;
};

export type RunOptions = {
  readonly codeDirectory: string;
  readonly seed: number;
  /** Asked for; the scenario takes its share of them. */
  readonly events: number;
  readonly certificates: Certificates;
};

const fewestEvents = 20;

const none = (what: string, found: readonly unknown[]): Expectation => ({
  claim: `${what}: none`,
  holds: found.length === 0,
  found: found.length === 0 ? "none" : `${found.length}: ${JSON.stringify(found.slice(0, 8))}`,
});

/** What must hold whatever happens. */
const alwaysExpected = (scenario: Scenario, lab: Lab, account: Account): readonly Expectation[] => {
  const { invocations, secrets, noise } = lab.notifier.log;
  const died = (invocations.get("crashed") ?? 0) + (invocations.get("timeout") ?? 0);
  return [
    none(
      "lost",
      account.lost.map(({ key }) => key),
    ),
    none("contradictions between Slack, log and queues", account.contradictions),
    none(
      "told twice without an excuse",
      account.unexcused.map(({ key }) => key),
    ),
    {
      claim: `told twice: at most ${account.mayBeTwice}${scenario.twiceBecause ? "" : ", and not at all"}`,
      holds: account.twice <= account.mayBeTwice && (account.twice === 0 || !!scenario.twiceBecause),
      found: String(account.twice),
    },
    none("payloads that Slack's own rules refuse", lab.slack.refusals),
    exactly("webhook URLs in the log", secrets, 0),
    none("lines in the log that are no JSON", noise),
    ...(scenario.sandboxesDie ? [] : [exactly("sandboxes that died", died, 0)]),
  ];
};

/** Plays a scenario in a lab of its own. */
export const runScenario = async (scenario: Scenario, options: RunOptions): Promise<Result> => {
  const { seed, codeDirectory, certificates } = options;
  const { name: _, about: __, ledger = true, delivery = "queue", travel, queue, tls } = scenario;
  const startedAt = performance.now();
  const lab = await startLab({
    codeDirectory,
    seed,
    ledger,
    delivery,
    ...(travel && { travel }),
    ...(queue && { queue }),
    ...(tls && { tls: certificates.ofSlack }),
  });
  try {
    const events = Math.max(fewestEvents, Math.round(options.events * (scenario.share ?? 1)));
    await lab.play(() => scenario.play(lab, events));
    const account = lab.settle();
    const expectations = [
      ...alwaysExpected(scenario, lab, account),
      ...(scenario.expect?.({ lab, account }) ?? []),
    ];
    return {
      scenario,
      seed,
      account,
      expectations,
      failures: expectations.filter(({ holds }) => !holds),
      slackCalls: lab.slack.callCount(),
      messages: lab.slack.messages.length,
      realSeconds: (performance.now() - startedAt) / 1000,
    };
  } finally {
    await lab.close();
  }
};

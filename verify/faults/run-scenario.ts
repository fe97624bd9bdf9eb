import type { Certificates } from "./certificates";
import { type Lab, startLab } from "./lab";
import type { Reconciliation } from "./reconcile";
import { type Expectation, exactly, type Scenario } from "./scenario";

/** The result of a scenario. */
export type Result = {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly reconciliation: Reconciliation;
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
  /** The number that was requested; the scenario takes its share. */
  readonly events: number;
  readonly certificates: Certificates;
};

const fewestEvents = 20;

const none = (what: string, found: readonly unknown[]): Expectation => ({
  claim: `${what}: none`,
  holds: found.length === 0,
  found: found.length === 0 ? "none" : `${found.length}: ${JSON.stringify(found.slice(0, 8))}`,
});

/** What must hold in every scenario. */
const alwaysExpected = (
  scenario: Scenario,
  lab: Lab,
  reconciliation: Reconciliation,
): readonly Expectation[] => {
  const { invocations, secrets, noise } = lab.notifier.log;
  const { lost, contradictions, unexcused, duplicates, possibleDuplicates } = reconciliation;
  const died = (invocations.get("crashed") ?? 0) + (invocations.get("timeout") ?? 0);
  return [
    none(
      "lost",
      lost.map(({ key }) => key),
    ),
    none("contradictions between Slack, log and queues", contradictions),
    none(
      "reported twice without an excuse",
      unexcused.map(({ key }) => key),
    ),
    {
      claim: `duplicates: at most ${scenario.duplicatesBecause ? possibleDuplicates : 0}`,
      holds: duplicates <= (scenario.duplicatesBecause ? possibleDuplicates : 0),
      found: String(duplicates),
    },
    none("payloads that Slack's rules reject", lab.slack.refusals),
    exactly("webhook URLs in the log", secrets, 0),
    none("log lines that are not JSON", noise),
    ...(scenario.sandboxesDie ? [] : [exactly("sandboxes that died", died, 0)]),
  ];
};

/** Runs a scenario in a new lab. */
export const runScenario = async (scenario: Scenario, options: RunOptions): Promise<Result> => {
  const { seed, codeDirectory, certificates } = options;
  const { name: _, about: __, ledger = true, delivery = "queue", transit, queue, tls } = scenario;
  const startedAt = performance.now();
  const lab = await startLab({
    codeDirectory,
    seed,
    ledger,
    delivery,
    ...(transit && { transit }),
    ...(queue && { queue }),
    ...(tls && { tls: certificates.ofSlack }),
  });
  try {
    const events = Math.max(fewestEvents, Math.round(options.events * (scenario.share ?? 1)));
    await lab.run(() => scenario.run(lab, events));
    const reconciliation = lab.reconcile();
    const expectations = [
      ...alwaysExpected(scenario, lab, reconciliation),
      ...(scenario.expect?.({ lab, ...reconciliation }) ?? []),
    ];
    return {
      scenario,
      seed,
      reconciliation,
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

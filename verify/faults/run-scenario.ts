import { duration } from "../../handler/render/mrkdwn";
import { type Lab, type LabOptions, startLab } from "./lab";
import type { Reconciliation } from "./reconcile";
import { atMost, type Expectation, exactly, type Scenario } from "./scenario";
import type { SentEvent } from "./sent-events";

/** The result of a scenario. */
export type Result = {
  readonly scenario: Scenario;
  readonly reconciliation: Reconciliation;
  /** Posts to Slack, whatever the answer. */
  readonly slackCalls: number;
  readonly failures: readonly Expectation[];
  /** What the scenario itself expects: its figures. */
  readonly figures: readonly Expectation[];
  readonly expectations: readonly Expectation[];
  readonly realSeconds: number;
};

/** `events`: the number that was requested; the scenario takes its share. */
export type RunOptions = LabOptions & { readonly events: number };

const fewestEvents = 20;

const none = (what: string, found: readonly unknown[]): Expectation => ({
  claim: `${what}: none`,
  holds: found.length === 0,
  found: found.length === 0 ? "none" : `${found.length}: ${JSON.stringify(found.slice(0, 8))}`,
});

const keysOf = (events: readonly SentEvent[]): readonly string[] => events.map(({ key }) => key);

/** What must hold in every scenario. */
const alwaysExpected = (
  scenario: Scenario,
  lab: Lab,
  reconciliation: Reconciliation,
): readonly Expectation[] => {
  const { invocations, secrets, noise } = lab.notifier.log;
  const { lost, contradictions, unexcused, duplicates, possibleDuplicates, longestDelayMilliseconds } =
    reconciliation;
  const died = (invocations.get("crashed") ?? 0) + (invocations.get("timeout") ?? 0);
  return [
    none("lost", keysOf(lost)),
    none("contradictions between Slack, log and queues", contradictions),
    none("reported twice without an excuse", keysOf(unexcused)),
    atMost("duplicates", duplicates, scenario.duplicatesBecause ? possibleDuplicates : 0),
    none("completed with issues, and called completed", keysOf(reconciliation.readable.praised)),
    ...(scenario.cuts ? [] : [none("names that stand only in the log", keysOf(reconciliation.onlyInLog))]),
    none("payloads that Slack's rules reject", lab.slack.refusals),
    exactly("webhook URLs in the log", secrets, 0),
    none("log lines that are not JSON", noise),
    ...(scenario.sandboxesDie ? [] : [exactly("sandboxes that died", died, 0)]),
    ...(scenario.parks ? [] : [exactly("parked", reconciliation.parked, 0)]),
    ...(scenario.longestDelay === undefined
      ? []
      : [atMost("longest delay", longestDelayMilliseconds, scenario.longestDelay, duration)]),
  ];
};

/** Runs a scenario in a new lab. */
export const runScenario = async (scenario: Scenario, options: RunOptions): Promise<Result> => {
  const startedAt = performance.now();
  const lab = await startLab(scenario, options);
  try {
    const events = Math.max(fewestEvents, Math.round(options.events * (scenario.share ?? 0.5)));
    const checked: Expectation[] = [];
    await lab.run(() => scenario.run(lab, events, (...more) => void checked.push(...more)));
    const reconciliation = lab.reconcile();
    const figures = [...checked, ...(scenario.expect?.({ lab, ...reconciliation }) ?? [])];
    const expectations = [...alwaysExpected(scenario, lab, reconciliation), ...figures];
    return {
      scenario,
      reconciliation,
      expectations,
      figures,
      failures: expectations.filter(({ holds }) => !holds),
      slackCalls: lab.slack.callCount(),
      realSeconds: (performance.now() - startedAt) / 1000,
    };
  } finally {
    await lab.close();
  }
};

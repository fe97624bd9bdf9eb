import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Context } from "../../scripts/program/context";
import { Failure, wrongUsage } from "../../scripts/program/failure";
import { bundleHandler } from "../../src/bundle";
import { type Certificates, createCertificates } from "./certificates";
import { failureOf, figuresOf, tableOf, totalOf } from "./report";
import { type Result, runScenario } from "./run-scenario";
import type { Scenario } from "./scenario";
import { allScenarios } from "./scenarios/all";

/** Which scenarios to play. */
type FaultsRequest = {
  /** Per scenario; each takes its share. */
  readonly events: number;
  readonly seed: number;
  /** Absent for all. */
  readonly scenario: string | undefined;
  readonly list: boolean;
};

const chosen = (name: string | undefined): readonly Scenario[] => {
  if (name === undefined) return allScenarios;
  const found = allScenarios.filter((scenario) => scenario.name === name);
  if (found.length > 0) return found;
  const names = allScenarios.map((scenario) => scenario.name).join(", ");
  throw wrongUsage(`--scenario is "${name}"; allowed are ${names}`);
};

/** Each scenario has its own random numbers, whichever others run. */
const seedOf = (seed: number, { name }: Scenario): number =>
  [...name].reduce((mixed, letter) => (Math.imul(mixed, 31) + letter.charCodeAt(0)) | 0, seed);

const runAll = async (
  scenarios: readonly Scenario[],
  certificates: Certificates,
  { events, seed }: FaultsRequest,
  { terminal, signal, projectDir }: Context,
): Promise<Result[]> => {
  const codeDirectory = bundleHandler(projectDir);
  const results: Result[] = [];
  for (const scenario of scenarios) {
    signal.throwIfAborted();
    const options = { codeDirectory, certificates, events, seed: seedOf(seed, scenario) };
    const result = await runScenario(scenario, options);
    results.push(result);
    const { reconciliation, failures, realSeconds } = result;
    const verdict = failures.length === 0 ? "passed" : "FAILED";
    terminal.say(
      `${scenario.name}: ${reconciliation.sent} events, ${reconciliation.lost.length} lost, ${realSeconds.toFixed(1)} s: ${verdict}`,
    );
    if (failures.length > 0) terminal.warn(failureOf(result, events, seed));
  }
  return results;
};

/** Runs the requested scenarios, and ends with a table. */
export const runFaults = async (request: FaultsRequest, context: Context): Promise<void> => {
  const { terminal } = context;
  const scenarios = chosen(request.scenario);
  if (request.list) {
    for (const { name, about } of scenarios) terminal.say(`${name.padEnd(20)}  ${about}`);
    return;
  }
  const directory = mkdtempSync(join(tmpdir(), "faults-"));
  try {
    const results = await runAll(scenarios, await createCertificates(directory), request, context);
    terminal.say(`\n${tableOf(results)}\n\n${figuresOf(results)}\n\n${totalOf(results)}`);
    const failed = results.filter(({ failures }) => failures.length > 0);
    if (failed.length === 0) return;
    throw new Failure(`${failed.length} of ${results.length} scenarios failed; see above`);
  } finally {
    rmSync(directory, { recursive: true });
  }
};

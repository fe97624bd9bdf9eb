import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Context } from "../../scripts/program/context";
import { runCheckov } from "./checkov";
import { type ScanEnvironment, withLocalAws } from "./local-aws";
import { readReport, type StageReport } from "./report";
import { planStage } from "./stage-plan";
import { linesOf, tableOf, verdictOf } from "./verdict";

/** Which stages to scan. */
type ScanRequest = { readonly stages: readonly string[] };

const scanStage = async (
  stage: string,
  environment: ScanEnvironment,
  context: Context,
): Promise<StageReport> => {
  const { terminal, projectDir } = context;
  const plan = await terminal.step(`plan of ${stage}`, () => planStage(stage, environment, context));
  const text = await terminal.step(`checkov on ${stage}`, () =>
    runCheckov(environment.checkovProgram, { ...plan, env: environment.env }, context),
  );
  const reports = join(projectDir, "build", "scan");
  await mkdir(reports, { recursive: true });
  await writeFile(join(reports, `${stage}.json`), text);
  return readReport(text, { stage, plannedResources: plan.resources });
};

/**
 * Scans stages one by one, and reports the results.
 * @throws Failure where a check failed, or where checkov has not read the whole plan.
 */
export const runScan = async ({ stages }: ScanRequest, context: Context): Promise<void> => {
  const { terminal } = context;
  context.ifInterrupted("Everything ran on this machine; nothing is left behind.");
  await withLocalAws(context, async (environment) => {
    terminal.say(`${environment.terraform.summary}.`);
    const reports: StageReport[] = [];
    for (const stage of stages) reports.push(await scanStage(stage, environment, context));
    terminal.say(`\n${tableOf(reports)}\n`);
    for (const line of linesOf(reports)) terminal.say(line);
    terminal.say("");
    terminal.say(verdictOf(reports));
  });
};

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Context } from "../../scripts/program/context";
import { runCheckov } from "./checkov";
import type { LocalAwsHandle, ScanWorld } from "./local-aws";
import { readReport, type StageReport } from "./report";
import { planStage } from "./stage-plan";
import { linesOf, tableOf, verdictOf } from "./verdict";

/** Which stages to scan. */
type ScanRequest = { readonly stages: readonly string[] };

const scanStage = async (stage: string, world: ScanWorld, context: Context): Promise<StageReport> => {
  const { terminal, projectDir } = context;
  const plan = await terminal.step(`plan of ${stage}`, () => planStage(stage, world, context));
  const text = await terminal.step(`checkov on ${stage}`, () =>
    runCheckov(world.checkovProgram, { ...plan, env: world.env }, context),
  );
  const reports = join(projectDir, "build", "scan");
  await mkdir(reports, { recursive: true });
  await writeFile(join(reports, `${stage}.json`), text);
  return readReport(text, { stage, plannedResources: plan.resources });
};

/**
 * Scans stages, one after the other, and tells what came of it.
 * @throws Failure where a check failed, or where checkov has not read the whole plan.
 */
export const runScan = async (
  request: ScanRequest,
  door: LocalAwsHandle,
  context: Context,
): Promise<void> => {
  const { terminal } = context;
  context.ifInterrupted("Everything ran on this machine; nothing is left behind.");
  const world = await terminal.step("Terraform, checkov and the local AWS", door.open);
  terminal.say(`${world.terraform.summary}.`);
  const reports: StageReport[] = [];
  for (const stage of request.stages) reports.push(await scanStage(stage, world, context));
  terminal.say(`\n${tableOf(reports)}\n`);
  for (const line of linesOf(reports)) terminal.say(line);
  terminal.say("");
  terminal.say(verdictOf(reports));
};

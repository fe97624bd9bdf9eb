import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Context } from "../../scripts/program/context";
import { Failure } from "../../scripts/program/failure";
import { type Target, terraform } from "../../scripts/stack/commands";
import { runApp } from "../../scripts/stack/synthesized-stack";
import { stackIdOf } from "../../src/outputs";
import type { ScanEnvironment } from "./local-aws";
import { plannableStack } from "./plannable";

/** A stage's plan, as JSON in a file. */
export type StagePlan = {
  readonly file: string;
  readonly directory: string;
  /** Resources that it would create. */
  readonly resources: number;
};

const planSchema = z.object({ resource_changes: z.array(z.object({ mode: z.string() })) });

/** Runs Terraform, and shows its own first sentence where it fails. */
const mustRun = async (args: readonly string[], target: Target, context: Context, directory: string) => {
  const { exitCode, stdout, stderr } = await terraform(args, target, context, directory);
  if (exitCode === 0) return stdout;
  context.terminal.warn(stderr.trim());
  const sentence = /Error: (.*)/.exec(stderr)?.[1] ?? `it ended with ${exitCode}`;
  throw new Failure(`terraform ${args[0]} of ${target.stage} failed: ${sentence}`);
};

/**
 * Plans a stage from nothing against the local AWS.
 * @throws Failure with the app's or Terraform's own words.
 */
export const planStage = async (stage: string, scan: ScanEnvironment, outer: Context): Promise<StagePlan> => {
  const context = { ...outer, env: scan.env };
  const target = { stage };
  const outputDirectory = join(scan.directory, stage);
  await mkdir(outputDirectory, { recursive: true });
  await runApp(target, context, outputDirectory);
  const directory = join(outputDirectory, "stacks", stackIdOf(stage));
  const stackFile = join(directory, "cdk.tf.json");
  const { aws } = scan.terraform.providers.versions;
  const { json, vaultNames, note } = plannableStack(await readFile(stackFile, "utf8"), aws);
  if (note !== undefined) context.terminal.say(`${stage}: ${note}.`);
  for (const name of vaultNames) scan.aws.backup.seedVault({ name });
  await writeFile(stackFile, json);
  await mustRun(["init", "-input=false", "-no-color"], target, context, directory);
  await mustRun(["plan", "-input=false", "-no-color", "-out=planned"], target, context, directory);
  const plan = await mustRun(["show", "-json", "planned"], target, context, directory);
  const file = join(directory, "plan.json");
  await writeFile(file, plan);
  const { resource_changes } = planSchema.parse(JSON.parse(plan));
  return { file, directory, resources: resource_changes.filter(({ mode }) => mode === "managed").length };
};

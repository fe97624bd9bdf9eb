import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { outputsSchema, type StackOutputs, stackIdOf } from "../../src/outputs";
import type { Context } from "../program/context";
import { Failure } from "../program/failure";
import { stackDirOf, type Target, terraform } from "./commands";
import { runApp, type SynthesizedStack } from "./synthesized-stack";

/** What exists of a stage. */
export type Deployment =
  | { readonly state: "none" }
  /** A deployment or a destruction stopped halfway: there are resources, but not all outputs. */
  | {
      readonly state: "partial";
      readonly resources: readonly DeployedResource[];
      /** What there is of them, unchecked. */
      readonly outputs: Readonly<Record<string, unknown>>;
    }
  | { readonly state: "complete"; readonly outputs: StackOutputs };

/** A resource in Terraform's state. */
export type DeployedResource = {
  readonly address: string;
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
};

const outputValues = z.record(z.string(), z.object({ value: z.unknown() }));

const stateSchema = z.object({
  values: z
    .object({
      root_module: z
        .object({
          resources: z
            .array(
              z.object({
                address: z.string(),
                mode: z.string(),
                type: z.string(),
                values: z.record(z.string(), z.unknown()),
              }),
            )
            .optional(),
        })
        .optional(),
    })
    .optional(),
});

/** The end of what a program printed. */
export const lastLines = (text: string): string => text.trim().split("\n").slice(-12).join("\n");

/** How Terraform says that it got no provider, or none that the lock file allows. */
const noProvider =
  /Failed to (?:query available provider packages|install provider)|Inconsistent dependency lock file|Could not retrieve the list of available versions/;

/**
 * Synthesizes the stack into its folder, and prepares that for Terraform.
 * @throws Failure where the stage file has mistakes, or Terraform cannot get a provider or reach the state.
 */
export const initialize = async (target: Target, context: Context): Promise<void> => {
  await runApp(target, context, join(context.projectDir, "cdktf.out"));
  const init = (...flags: readonly string[]) =>
    terraform(["init", "-input=false", "-no-color", ...flags], target, context);
  let { exitCode, stderr, stdout } = await init();
  // Such as after an update of the providers' versions.
  if (exitCode !== 0 && stderr.includes("init -upgrade"))
    ({ exitCode, stderr, stdout } = await init("-upgrade"));
  if (exitCode === 0) return;
  const remedy = noProvider.test(stderr)
    ? "\nOn a closed network, name a mirror in Terraform's configuration file (TF_CLI_CONFIG_FILE), and in AWS_PROVIDER_VERSION and ARCHIVE_PROVIDER_VERSION the versions that it has."
    : "";
  if (stderr.includes("Backend configuration changed")) {
    throw new Failure(
      `stage file or environment name another place for the state of stage ${target.stage} than the last run in this folder used; if the state has to move there, docs/state.md says how; if it is there already, as in another Region, remove cdktf.out/stacks/${stackIdOf(target.stage)}/.terraform`,
    );
  }
  throw new Failure(
    `Terraform could not be prepared for stage ${target.stage}:\n${lastLines(stderr || stdout)}${remedy}`,
  );
};

/** The outputs in the state, unchecked. */
export const readOutputs = async (target: Target, context: Context) => {
  const isReady = existsSync(join(stackDirOf(target.stage, context), ".terraform"));
  if (!isReady) await initialize(target, context);
  let answer = await terraform(["output", "-json"], target, context);
  if (answer.exitCode !== 0 && isReady) {
    await initialize(target, context);
    answer = await terraform(["output", "-json"], target, context);
  }
  if (answer.exitCode !== 0) {
    throw new Failure(
      `Terraform could not read the outputs of stage ${target.stage}:\n${lastLines(answer.stderr)}`,
    );
  }
  const outputs = outputValues.parse(JSON.parse(answer.stdout));
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
};

/**
 * Reads the resources in a stage's state, after `readDeployment` has prepared its folder.
 * @throws Failure where Terraform cannot read them.
 */
export const readResources = async (
  target: Target,
  context: Context,
): Promise<readonly DeployedResource[]> => {
  const { exitCode, stdout, stderr } = await terraform(["show", "-json"], target, context);
  if (exitCode !== 0) {
    throw new Failure(`Terraform could not read the state of stage ${target.stage}:\n${lastLines(stderr)}`);
  }
  const state = stateSchema.parse(JSON.parse(stdout));
  return (state.values?.root_module?.resources ?? []).filter(({ mode }) => mode === "managed");
};

/**
 * Reads what exists of a stage.
 * @throws Failure where Terraform cannot read it.
 */
export const readDeployment = async (
  target: Target,
  context: Context,
  { localStatePath }: SynthesizedStack,
): Promise<Deployment> => {
  if (localStatePath !== undefined && !existsSync(localStatePath)) return { state: "none" };
  const outputs = await readOutputs(target, context);
  const checked = outputsSchema.safeParse(outputs);
  if (checked.success) return { state: "complete", outputs: checked.data };
  const resources = await readResources(target, context);
  return resources.length === 0 ? { state: "none" } : { state: "partial", resources, outputs };
};

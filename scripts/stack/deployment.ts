import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { outputsSchema, type StackOutputs, upgradedOutputs } from "../../src/outputs";
import type { Context } from "../program/context";
import { explain } from "../program/explain";
import { Failure } from "../program/failure";
import { checkNotInFile, elsewhere } from "../state/elsewhere";
import { isBeside, isPreparedFor, preparedFor } from "../state/prepared";
import { stackDirOf, type Target, terraform } from "./commands";
import { isLocked, lockMismatchIn } from "./provider-lock";
import { readSynthesizedStack, runApp, type SynthesizedStack } from "./synthesized-stack";

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
 * How to turn Terraform's folder to the state that the stack names. Nothing is ever moved on the way.
 * @throws Failure where the state has to be moved first.
 */
const backendFlags = (target: Target, wanted: SynthesizedStack, context: Context): readonly string[] => {
  const prepared = preparedFor(stackDirOf(target.stage, context));
  if (isPreparedFor(prepared, wanted) && !isBeside(prepared, wanted)) return [];
  if (isBeside(prepared, wanted) || prepared.kind === "file") return ["-reconfigure"];
  throw elsewhere(prepared, target, wanted);
};

/** What Terraform says in many lines where its state is in S3 and the credentials are missing or too old. */
const credentialsProblemOf = (stderr: string): Error | undefined => {
  const named = (name: string) =>
    Object.assign(new Error("Terraform needs them for the state in S3"), { name });
  if (/\bExpiredToken/.test(stderr)) return named("ExpiredToken");
  return /No valid credential sources found/.test(stderr) ? named("CredentialsProviderError") : undefined;
};

/**
 * Synthesizes the stack into its folder, and prepares that for Terraform.
 * @throws Failure where the stage file has mistakes, or Terraform cannot get a provider or reach the state.
 */
export const initialize = async (target: Target, context: Context): Promise<void> => {
  await runApp(target, context, join(context.projectDir, "cdktf.out"));
  const stackDir = stackDirOf(target.stage, context);
  const wanted = readSynthesizedStack(await readFile(join(stackDir, "cdk.tf.json"), "utf8"), stackDir);
  checkNotInFile(target, wanted, context);
  const flags = ["-input=false", "-no-color", ...backendFlags(target, wanted, context)];
  const init = (...more: readonly string[]) => terraform(["init", ...flags, ...more], target, context);
  let { exitCode, stderr, stdout } = await init(...(isLocked(context) ? ["-lockfile=readonly"] : []));
  const mismatch = exitCode === 0 ? undefined : lockMismatchIn(stderr, target, context);
  if (mismatch !== undefined) throw new Failure(mismatch);
  // Such as after an update of the providers' versions.
  if (exitCode !== 0 && stderr.includes("init -upgrade"))
    ({ exitCode, stderr, stdout } = await init("-upgrade"));
  if (exitCode === 0) return;
  const credentialsProblem = credentialsProblemOf(stderr);
  if (credentialsProblem !== undefined) throw new Failure(explain(credentialsProblem));
  const remedy = noProvider.test(stderr)
    ? "\nOn a closed network, name a mirror in Terraform's configuration file (TF_CLI_CONFIG_FILE), and in AWS_PROVIDER_VERSION and ARCHIVE_PROVIDER_VERSION the versions that it has."
    : "";
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
  return upgradedOutputs(
    Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value])),
  );
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
  synthesized: SynthesizedStack,
): Promise<Deployment> => {
  const { localStatePath } = synthesized;
  if (localStatePath !== undefined && !existsSync(localStatePath)) return { state: "none" };
  // One folder serves all Regions of a stage: the last command may have been for another one.
  if (!isPreparedFor(preparedFor(stackDirOf(target.stage, context)), synthesized))
    await initialize(target, context);
  const outputs = await readOutputs(target, context);
  const checked = outputsSchema.safeParse(outputs);
  if (checked.success) return { state: "complete", outputs: checked.data };
  const resources = await readResources(target, context);
  return resources.length === 0 ? { state: "none" } : { state: "partial", resources, outputs };
};

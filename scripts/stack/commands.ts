import { delimiter, join } from "node:path";
import { stackIdOf } from "../../src/outputs";
import type { Context } from "../program/context";
import type { Captured } from "../program/processes";

/** A stage to act on, as the operator named it. */
export type Target = {
  readonly stage: string;
  readonly region?: string;
  /** Who names the Region. */
  readonly regionFrom?: string;
  /** Whether Terraform may destroy a protected vault, its key and its role: only after the operator's consent. */
  readonly allowsDestroy?: true;
};

/** How to type a command for a stage: `npm run deploy -- dev eu-west-1`. */
export const commandLineOf = (
  command: string,
  { stage, region }: Target,
  ...flags: readonly string[]
): string => ["npm run", command, "--", stage, ...(region === undefined ? [] : [region]), ...flags].join(" ");

/** cdktf and the project's program read the stage and the Region from these variables; the rest is the operator's. */
export const environmentOf = (
  { stage, region, regionFrom, allowsDestroy }: Target,
  { env, projectDir }: Context,
): NodeJS.ProcessEnv => ({
  ...env,
  // npm puts the project's own programs first; this does the same for scripts that run without npm.
  PATH: [join(projectDir, "node_modules", ".bin"), env["PATH"] ?? ""].join(delimiter),
  STAGE: stage,
  // Also where the operator has set it: an old variable must not remove the protection.
  ALLOW_DESTROY: allowsDestroy ? stage : undefined,
  ...(region !== undefined && { AWS_REGION: region, REGION_FROM: regionFrom }),
});

/** Folder into which cdktf writes a stage's stack, and in which Terraform works, in the project's folder. */
export const stackDirNameOf = (stage: string): string => join("cdktf.out", "stacks", stackIdOf(stage));

/** The same as a whole path. */
export const stackDirOf = (stage: string, { projectDir }: Context): string =>
  join(projectDir, stackDirNameOf(stage));

/** The program that runs as Terraform: `terraform`, or what the operator names, such as `tofu`. */
export const terraformName = (env: NodeJS.ProcessEnv): string => env["TERRAFORM_BINARY_NAME"] || "terraform";

/** Runs Terraform and captures its output. */
export const terraform = (
  args: readonly string[],
  target: Target,
  context: Context,
  cwd = stackDirOf(target.stage, context),
  onLine?: (line: string) => void,
): Promise<Captured> =>
  context.processes.capture({
    command: terraformName(context.env),
    args,
    cwd,
    env: environmentOf(target, context),
    ifMissing:
      "install Terraform 1.5 or newer (https://developer.hashicorp.com/terraform/install), or name another program in TERRAFORM_BINARY_NAME",
    ...(onLine !== undefined && { onLine }),
  });

/** Runs cdktf in this terminal, with its own progress and prompts; returns its exit code. */
export const cdktf = (args: readonly string[], target: Target, context: Context): Promise<number> =>
  context.processes.run({
    command: "cdktf",
    args,
    cwd: context.projectDir,
    env: environmentOf(target, context),
    ifMissing: "run `npm ci --ignore-scripts` in the project's folder, it installs cdktf",
  });

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { accountRoot } from "../local/ministack/account-root";
import type { CommandOptions, CommandResult, Commands } from "../local/run/commands";
import { projectDirectory } from "../local/run/place";
import { copyProject } from "../local/run/project-copy";
import { stackIdOf } from "../src/outputs";
import type { Breakage } from "./breakages";
import { must, mustExit, mustSay } from "./expectations";
import { place } from "./paths";

type Variables = Readonly<Record<string, string>>;

/** What to type after a script's stage and Region, and how the script must end. */
type Expected = {
  /** Instead of stage and Region. */
  readonly operands?: readonly string[];
  readonly args?: readonly string[];
  readonly input?: string;
  /** Default: 0. */
  readonly exitCode?: number;
  /** What it must print. */
  readonly says?: readonly string[];
  /** What it must not print. */
  readonly secret?: string;
};

/** A user's working copy, with its own Terraform state. All commands throw where they end otherwise than they must. */
export type Workspace = {
  readonly stage: string;
  readonly directory: string;
  /** Types `npm run <script> -- <stage> <region> ...`. */
  readonly npm: (script: string, expected?: Expected) => Promise<CommandResult>;
  /** Runs `cdktf` on the stage. */
  readonly cdktf: (
    args: readonly string[],
    expected?: Pick<Expected, "exitCode" | "says">,
  ) => Promise<CommandResult>;
  /** Runs Terraform in the stage's stack. */
  readonly terraform: (
    args: readonly string[],
    expected?: Pick<Expected, "exitCode" | "says">,
  ) => Promise<CommandResult>;
  /** The same copy, its commands with more variables in their environment. */
  readonly withVariables: (variables: Variables) => Workspace;
  /** Another copy, as a colleague clones it: without Terraform state. */
  readonly clone: (name: string) => Promise<Workspace>;
  /** A copy for another stage, without a mistake. */
  readonly ofStage: (stage: string) => Promise<Workspace>;
};

export type WorkspaceOptions = {
  readonly stage: string;
  readonly env: Variables;
  readonly commands: Commands;
  /** A deliberate mistake; absent in a normal run. */
  readonly breakage?: Breakage | undefined;
  /** Of its folder. Default: the stage. */
  readonly name?: string;
};

const appSchema = z.looseObject({ app: z.string() });

/** Lets the copy's synthesis end with the mistake. */
const breakSynthesis = async (directory: string, { name }: Breakage): Promise<void> => {
  const file = join(directory, "cdktf.json");
  const config = appSchema.parse(JSON.parse(await readFile(file, "utf8")));
  const app = `${config.app} && node --require tsx/cjs "${join(projectDirectory, "e2e", "break-stack.ts")}" ${name}`;
  await writeFile(file, JSON.stringify({ ...config, app }));
};

/** What a script's environment needs so that it makes the mistake. */
const variablesOf = (script: string, breakage: Breakage | undefined): Variables =>
  breakage?.mistake.kind === "command" && breakage.mistake.script === script
    ? { NODE_OPTIONS: `--require tsx/cjs --require "${breakage.mistake.preload}"` }
    : {};

const workspaceIn = (directory: string, options: WorkspaceOptions): Workspace => {
  const { stage, env, commands, breakage } = options;
  const run = (name: string, program: Pick<CommandOptions, "command" | "args"> & Partial<CommandOptions>) =>
    commands.run({ name: `${stage}-${name}`, cwd: directory, env, ...program });
  return {
    stage,
    directory,
    npm: async (script, { operands, args = [], input, exitCode, says = [], secret } = {}) => {
      const result = await run(script, {
        command: "npm",
        args: ["run", "--silent", script, "--", ...(operands ?? [stage, accountRoot.region]), ...args],
        env: { ...env, ...variablesOf(script, breakage) },
        ...(input !== undefined && { input }),
      });
      must(secret === undefined || !result.output.includes(secret), "it printed the secret");
      return mustSay(await mustExit(result, exitCode), ...says);
    },
    cdktf: async (args, { exitCode, says = [] } = {}) => {
      const result = await run(`cdktf-${args[0]}`, {
        command: join(projectDirectory, "node_modules", ".bin", "cdktf"),
        args,
        env: { ...env, STAGE: stage, AWS_REGION: accountRoot.region },
      });
      return mustSay(await mustExit(result, exitCode), ...says);
    },
    terraform: async (args, { exitCode, says = [] } = {}) => {
      const result = await run(`terraform-${args[0]}`, {
        command: env["TERRAFORM_BINARY_NAME"] ?? "terraform",
        args,
        cwd: join(directory, "cdktf.out", "stacks", stackIdOf(stage)),
      });
      return mustSay(await mustExit(result, exitCode), ...says);
    },
    withVariables: (variables) => workspaceIn(directory, { ...options, env: { ...env, ...variables } }),
    clone: (name) => newWorkspace({ ...options, name }),
    ofStage: (other) => newWorkspace({ env, commands, stage: other }),
  };
};

/** Copies the project, as a user clones it. */
export const newWorkspace = async (options: WorkspaceOptions): Promise<Workspace> => {
  const { stage, breakage, name = stage } = options;
  const directory = join(place.run, "workspaces", name);
  await copyProject(directory, "e2e/stages", "e2e/on-local-aws.ts");
  if (breakage?.mistake.kind === "stack") await breakSynthesis(directory, breakage);
  return workspaceIn(directory, options);
};

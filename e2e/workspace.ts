import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { accountRoot } from "../local/ministack/account-root";
import { stackIdOf } from "../src/outputs";
import type { CommandResult, Commands } from "./commands";
import { place, projectDirectory } from "./paths";

/** What a user has in a clone and needs for the commands. Its dependencies are found in the folder above. */
const parts = [
  "main.ts",
  "cdktf.json",
  "package.json",
  "tsconfig.json",
  "src",
  "handler",
  "scripts",
  "local",
  "stages",
  "e2e/stages",
] as const;

/** A change of the product: the text must be there, and once. */
export type Edit = { readonly file: string; readonly from: string; readonly to: string };

/** A user's working copy, with a state of its own. */
export type Workspace = {
  readonly directory: string;
  readonly stage: string;
  /** Types `npm run <script> -- <stage> <region> ...`. */
  readonly npm: (script: string, args?: readonly string[], input?: string) => Promise<CommandResult>;
  /** Runs `cdktf` on the stage. */
  readonly cdktf: (...args: readonly string[]) => Promise<CommandResult>;
  /** Runs Terraform in the stage's stack. */
  readonly terraform: (...args: readonly string[]) => Promise<CommandResult>;
  readonly edit: (edit: Edit) => Promise<void>;
};

const edit = async (directory: string, { file, from, to }: Edit): Promise<void> => {
  const path = join(directory, file);
  const text = await readFile(path, "utf8");
  if (text.split(from).length !== 2) {
    throw new Error(`${file} holds ${text.split(from).length - 1} times what is to be changed: ${from}`);
  }
  await writeFile(
    path,
    text.replace(from, () => to),
  );
};

/** Copies the project, as a user clones it. */
export const newWorkspace = async (
  stage: string,
  env: Readonly<Record<string, string>>,
  commands: Commands,
): Promise<Workspace> => {
  const directory = join(place.run, "workspaces", stage);
  await mkdir(join(directory, "e2e"), { recursive: true });
  for (const part of parts) {
    await cp(join(projectDirectory, part), join(directory, part), { recursive: true });
  }
  const stackDirectory = join(directory, "cdktf.out", "stacks", stackIdOf(stage));
  return {
    directory,
    stage,
    npm: (script, args = [], input) =>
      commands.run({
        name: `${stage}-${script}`,
        command: "npm",
        args: ["run", "--silent", script, "--", stage, accountRoot.region, ...args],
        cwd: directory,
        env: { ...env },
        ...(input !== undefined && { input }),
      }),
    cdktf: (...args) =>
      commands.run({
        name: `${stage}-cdktf-${args[0]}`,
        command: join(projectDirectory, "node_modules", ".bin", "cdktf"),
        args,
        cwd: directory,
        env: { ...env, STAGE: stage, AWS_REGION: accountRoot.region },
      }),
    terraform: (...args) =>
      commands.run({
        name: `${stage}-terraform-${args[0]}`,
        command: env["TERRAFORM_BINARY_NAME"] ?? "terraform",
        args,
        cwd: stackDirectory,
        env: { ...env },
      }),
    edit: (change) => edit(directory, change),
  };
};

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Context } from "../scripts/program/context";
import { Failure } from "../scripts/program/failure";
import { stackIdOf } from "../src/outputs";
import { stageNames } from "../src/stage/load";

const aliases = {
  cdktf: "npm:cdktn@0.24.0",
  "@cdktf/provider-aws": "npm:@cdktn/provider-aws@25.7.0",
  "@cdktf/provider-archive": "npm:@cdktn/provider-archive@14.0.1",
};

/** The other packages that a synth loads, at the versions of package.json. */
const kept = ["aws4", "constructs", "esbuild", "tsx", "zod"];

const packageJson = z.object({ dependencies: z.record(z.string(), z.string()) });

const synthesized = z.looseObject({ terraform: z.looseObject({ required_providers: z.unknown() }) });

const run = async (line: string, cwd: string, { processes, env }: Context): Promise<void> => {
  const [command = "", ...args] = line.split(" ");
  const { exitCode, stderr } = await processes.capture({
    command,
    args,
    cwd,
    env: { ...env, STAGE: "all", CDKTF_OUTDIR: join(cwd, "cdktf.out") },
    ifMissing: "install Node.js with npm",
  });
  if (exitCode !== 0) throw new Failure(`\`${line}\` ended with ${exitCode}: ${stderr.trim()}`);
};

const copyProject = (project: string, scratch: string): void => {
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  for (const path of ["main.ts", "cdktf.json", "tsconfig.json", ".npmrc", "src", "stages", "handler"]) {
    cpSync(join(project, path), join(scratch, path), { recursive: true });
  }
  const { dependencies } = packageJson.parse(JSON.parse(readFileSync(join(project, "package.json"), "utf8")));
  const own = Object.fromEntries(kept.map((name) => [name, dependencies[name]]));
  const aliased = { name: "synth-cdktn", private: true, dependencies: { ...own, ...aliases } };
  writeFileSync(join(scratch, "package.json"), JSON.stringify(aliased, null, 2));
};

/** A stack without what must differ: the framework's own metadata, and where providers come from. */
const comparable = (folder: string, stackId: string): unknown => {
  const file = join(folder, "cdktf.out", "stacks", stackId, "cdk.tf.json");
  const text = readFileSync(file, "utf8");
  const { terraform, ...stack } = synthesized.parse(
    JSON.parse(text, (key, value) => (key === "//" ? undefined : value)),
  );
  return { ...stack, terraform: { ...terraform, required_providers: undefined } };
};

/**
 * Synthesizes all stages with `cdktf` and the providers aliased to their community continuation, and compares the
 * result with that of CDKTF's own packages.
 * @throws Failure where a stage differs.
 */
export const compareWithCdktn = async (context: Context): Promise<void> => {
  const { projectDir, terminal } = context;
  const scratch = join(projectDir, "build", "cdktn");
  copyProject(projectDir, scratch);
  terminal.say(`installing ${Object.values(aliases).join(", ")}`);
  await run("npm install --no-audit --no-fund --ignore-scripts --no-package-lock", scratch, context);
  for (const folder of [projectDir, scratch]) await run("node --require tsx/cjs main.ts", folder, context);
  const differing = stageNames(join(projectDir, "stages")).filter((stage) => {
    const stackId = stackIdOf(stage);
    const isSame = isDeepStrictEqual(comparable(projectDir, stackId), comparable(scratch, stackId));
    terminal.say(`${stage}: ${isSame ? "the same with cdktn" : "differs with cdktn"}`);
    return !isSame;
  });
  if (differing.length > 0) throw new Failure(`${differing.join(", ")} differ with cdktn`);
};

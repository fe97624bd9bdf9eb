/**
 * Proves that the stack does not depend on HashiCorp's CDKTF packages: synthesizes all stages with `cdktf` and the
 * providers aliased to their community continuation (cdktn), and compares the Terraform JSON.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { stackIdOf } from "../src/outputs";
import { stageNames } from "../src/stage/load";

const project = join(__dirname, "..");
const scratch = join(project, "build", "cdktn");

const aliases = {
  cdktf: "npm:cdktn@0.24.0",
  "@cdktf/provider-aws": "npm:@cdktn/provider-aws@25.7.0",
  "@cdktf/provider-archive": "npm:@cdktn/provider-archive@14.0.1",
};

/** The other packages that a synth loads, at the versions of package.json. */
const kept = ["aws4", "constructs", "esbuild", "tsx", "zod"];

const packageJson = z.object({ dependencies: z.record(z.string(), z.string()) });

const synthesized = z.looseObject({ terraform: z.looseObject({ required_providers: z.unknown() }) });

const run = (command: string, args: readonly string[], folder: string): void => {
  execFileSync(command, args, {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, STAGE: "all", CDKTF_OUTDIR: join(folder, "cdktf.out") },
  });
};

const copyProject = (): void => {
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

copyProject();
console.log(`installing ${Object.values(aliases).join(", ")}`);
run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock"], scratch);
for (const folder of [project, scratch]) run("node", ["--require", "tsx/cjs", "main.ts"], folder);

for (const stage of stageNames(join(project, "stages"))) {
  const isSame = isDeepStrictEqual(
    comparable(project, stackIdOf(stage)),
    comparable(scratch, stackIdOf(stage)),
  );
  console.log(`${stage}: ${isSame ? "the same with cdktn" : "differs with cdktn"}`);
  if (!isSame) process.exitCode = 1;
}

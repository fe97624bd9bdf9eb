import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Seconds of each run: the synth, and a process that only loads cdktf and the bindings that the stack imports. */
export type SynthTimes = { readonly synth: readonly number[]; readonly loading: readonly number[] };

const packageImport = /^import (?!type )[^;]*? from "((?:cdktf|constructs|@cdktf\/)[^"]*)"/gms;

/** Modules of cdktf and its providers that the stack imports. */
const bindingsOf = (projectDirectory: string): readonly string[] => {
  const sources = readdirSync(join(projectDirectory, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(join(projectDirectory, "src", file), "utf8"));
  const modules = sources.flatMap((source) =>
    [...source.matchAll(packageImport)].map(([, name]) => name ?? ""),
  );
  return [...new Set(modules)];
};

/**
 * Synthesizes the dev stage with `node --import tsx main.ts`, in turns with a process that loads the bindings, after one
 * turn that does not count.
 */
export const measureSynth = async (
  projectDirectory: string,
  scratchDirectory: string,
  runs: number,
): Promise<SynthTimes> => {
  const env = {
    PATH: process.env["PATH"],
    STAGE: "dev",
    CDKTF_OUTDIR: join(scratchDirectory, "cdktf.out"),
  };
  const load = bindingsOf(projectDirectory).map((name) => `require(${JSON.stringify(name)})`);
  const secondsOf = async (...args: readonly string[]): Promise<number> => {
    const startedAt = performance.now();
    await run(process.execPath, ["--import", "tsx", ...args], { cwd: projectDirectory, env });
    return (performance.now() - startedAt) / 1000;
  };
  const synth: number[] = [];
  const loading: number[] = [];
  for (let index = -1; index < runs; index++) {
    const seconds = [await secondsOf("main.ts"), await secondsOf("--eval", load.join(";"))] as const;
    if (index < 0) continue;
    synth.push(seconds[0]);
    loading.push(seconds[1]);
  }
  return { synth, loading };
};

import { join, resolve } from "node:path";
import type { RunPaths } from "../process/run-file";

/** The project's folder. */
export const projectDirectory = resolve(__dirname, "..", "..");

const scratch = join(projectDirectory, ".e2e");

/** Emulator and providers: all that outlives a run. */
export const cacheDirectory = join(scratch, "cache");

/** Where a run on this machine writes. */
export type Place = RunPaths & { readonly logs: string };

/** The place of a kind of run: `folder` is its own, `name` is what a sentence calls it. */
export const placeOf = (folder: string, name: string): Place => {
  const run = join(scratch, folder);
  return { run, logs: join(run, "logs"), runFile: `${run}.json`, name };
};

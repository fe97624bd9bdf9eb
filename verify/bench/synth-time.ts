import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Seconds that `node --import tsx main.ts` takes for the dev stage, once for each run, after one that does not count. */
export const measureSynth = async (
  projectDirectory: string,
  scratchDirectory: string,
  runs: number,
): Promise<readonly number[]> => {
  const seconds: number[] = [];
  for (let index = -1; index < runs; index++) {
    const startedAt = performance.now();
    await run(process.execPath, ["--import", "tsx", "main.ts"], {
      cwd: projectDirectory,
      env: { PATH: process.env["PATH"], STAGE: "dev", CDKTF_OUTDIR: join(scratchDirectory, "cdktf.out") },
    });
    if (index >= 0) seconds.push((performance.now() - startedAt) / 1000);
  }
  return seconds;
};

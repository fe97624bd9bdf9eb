import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import type { Context } from "../../scripts/program/context";
import { counted } from "../../scripts/program/counted";
import { Failure } from "../../scripts/program/failure";
import { type Chunk, familyOf, type Failure as InputFailure, inputsPerChunk } from "./chunk";
import { families } from "./families";
import { runLane } from "./lane";
import { type Results, reachedOf, reportOf, totalOf } from "./report";
import { add, emptyTally } from "./tally";

/** What to run. */
type FuzzRequest = {
  readonly inputs: number;
  /** The same seed gives the same inputs. */
  readonly seed: number;
};

/** More failures add nothing new. */
const maxFailures = 5;

const progressSeconds = 5;

/** A bundle is a third faster than modules that are compiled as they load. */
const bundleWorker = (projectDir: string): string => {
  const outfile = join(projectDir, "build", "fuzz", "worker.cjs");
  buildSync({
    absWorkingDir: projectDir,
    entryPoints: ["verify/fuzz/worker.ts"],
    bundle: true,
    platform: "node",
    outfile,
    logLevel: "error",
  });
  return outfile;
};

/** The chunks of a run, in order. The last one holds the rest. */
const chunksOf = function* ({ inputs, seed }: FuzzRequest): Generator<Chunk, undefined> {
  for (let number = 0; number * inputsPerChunk < inputs; number++) {
    yield { seed, number, inputs: Math.min(inputsPerChunk, inputs - number * inputsPerChunk) };
  }
  return undefined;
};

const runLanes = async (
  request: FuzzRequest,
  { projectDir, signal }: Context,
  onProgress: (inputs: number, seconds: number) => void,
): Promise<Results> => {
  const workerFile = bundleWorker(projectDir);
  const scratch = mkdtempSync(join(tmpdir(), "fuzz-"));
  const startedAt = performance.now();
  const seconds = (): number => (performance.now() - startedAt) / 1000;
  const chunks = chunksOf(request);
  const byFamily = new Map(families.map((family) => [family, emptyTally()]));
  const failures: InputFailure[] = [];
  const peakMemoryBytes: number[] = [];
  const ticking = setInterval(
    () => onProgress(totalOf({ byFamily }).inputs, seconds()),
    progressSeconds * 1000,
  );
  const lane = (_: unknown, index: number): Promise<void> =>
    runLane({
      workerFile,
      positionFile: join(scratch, String(index)),
      signal,
      next: () => (failures.length < maxFailures ? chunks.next().value : undefined),
      onAnswer: (chunk, answer) => {
        add(byFamily.get(familyOf(chunk.number)) ?? emptyTally(), answer.tally);
        peakMemoryBytes[index] = Math.max(peakMemoryBytes[index] ?? 0, answer.peakMemoryBytes);
      },
      onFailure: (failure) => void failures.push(failure),
    });
  try {
    await Promise.all(Array.from({ length: availableParallelism() }, lane));
    return { byFamily, failures, peakMemoryBytes, seconds: seconds() };
  } finally {
    clearInterval(ticking);
    rmSync(scratch, { recursive: true });
  }
};

/**
 * Runs the inputs on all cores, and reports the results.
 * @throws Failure where an input failed, or where a kind of event was never reached.
 */
export const runFuzz = async (request: FuzzRequest, context: Context): Promise<void> => {
  const { terminal } = context;
  const { inputs, seed } = request;
  const results = await terminal.step(`${inputs.toLocaleString("en-US")} inputs of seed ${seed}`, (report) =>
    runLanes(request, context, (done, seconds) => {
      const rate = Math.round(done / seconds);
      report(`${done.toLocaleString("en-US")} tried, ${rate.toLocaleString("en-US")} a second`);
    }),
  );
  terminal.say(`\n${reportOf(results, seed)}`);
  if (results.failures.length > 0) {
    throw new Failure(
      `${counted(results.failures.length, "input")} failed; the command below each repeats it alone`,
    );
  }
  const missed = [...reachedOf(results)].flatMap(([kind, count]) => (count === 0 ? [kind] : []));
  if (missed.length > 0) {
    throw new Failure(
      `mutated real events never reached ${missed.join(", ")}; every kind must be reached; run more with --inputs`,
    );
  }
};

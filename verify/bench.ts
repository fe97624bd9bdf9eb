/**
 * `npm run bench`: the notifier's figures beside two floors, measured in the same run: a Node process that does
 * nothing, and a function that makes one TLS POST. Everything is on loopback; nothing is kept.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { writeBundle } from "../src/bundle";
import { createAuthority } from "./bench/authority";
import { measureColdStarts, measureWarm } from "./bench/measure";
import { reportOf } from "./bench/report";
import { startServices } from "./bench/services";
import { createSubjects } from "./bench/subjects";
import { measureSynth } from "./bench/synth-time";

const coldStarts = 30;
const warmInvocations = 400;
const synthRuns = 5;

const project = join(__dirname, "..");

/** Half a CPU's worth of other work already moves the figures. */
const warnOfLoad = (): void => {
  const [load = 0] = loadavg();
  if (load <= 0.5) return;
  console.log(
    `The machine is busy (load ${load.toFixed(1)}): run this again when it is quiet, the figures are noisy.`,
  );
};

const main = async (): Promise<void> => {
  warnOfLoad();
  const scratch = mkdtempSync(join(tmpdir(), "bench-"));
  const authority = await createAuthority();
  const services = await startServices(authority);
  try {
    const subjects = createSubjects(project, scratch, authority.caCertificate, services);
    console.log(
      `Node ${process.versions.node}, ${availableParallelism()} CPUs: ${coldStarts} cold starts of each function, in turns ...`,
    );
    const cold = await measureColdStarts(subjects, coldStarts);
    console.log(`${warmInvocations} warm invocations of each, in turns ...`);
    const warm = await measureWarm(subjects, warmInvocations);
    console.log(`${synthRuns} runs of the synth ...\n`);
    const synthSeconds = await measureSynth(project, scratch, synthRuns);
    console.log(reportOf({ bundle: writeBundle(project), cold, warm, synthSeconds }));
  } finally {
    await services.close();
    rmSync(scratch, { recursive: true });
  }
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

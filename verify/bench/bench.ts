import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import type { Context } from "../../scripts/program/context";
import { writeBundle } from "../../src/bundle";
import { createAuthority } from "./authority";
import { measureColdStarts, measureWarm } from "./measure";
import { reportOf } from "./report";
import { startServices } from "./services";
import { createSubjects } from "./subjects";
import { measureSynth } from "./synth-time";

const coldStarts = 30;
const warmInvocations = 400;
const synthRuns = 5;

/** Half a CPU's worth of other work already moves the figures. */
const warnOfLoad = ({ warn }: Context["terminal"]): void => {
  const [load = 0] = loadavg();
  if (load <= 0.5) return;
  warn(
    `The machine is busy (load ${load.toFixed(1)}): run this again when it is quiet, the figures are noisy.`,
  );
};

/**
 * Measures the notifier beside two floors, in the same run: a Node.js process that does nothing, and a function that
 * makes one TLS POST. Everything is on loopback; nothing is kept.
 */
export const runBench = async ({ projectDir, terminal }: Context): Promise<void> => {
  const { say } = terminal;
  warnOfLoad(terminal);
  const scratch = mkdtempSync(join(tmpdir(), "bench-"));
  const authority = await createAuthority();
  const services = await startServices(authority);
  try {
    const subjects = createSubjects(projectDir, scratch, authority.caCertificate, services);
    say(
      `Node ${process.versions.node}, ${availableParallelism()} CPUs: ${coldStarts} cold starts of each function, in turns ...`,
    );
    const cold = await measureColdStarts(subjects, coldStarts);
    say(`${warmInvocations} warm invocations of each, in turns ...`);
    const warm = await measureWarm(subjects, warmInvocations);
    say(`${synthRuns} runs of the synth ...\n`);
    const synthSeconds = await measureSynth(projectDir, scratch, synthRuns);
    say(reportOf({ bundle: writeBundle(projectDir), cold, warm, synthSeconds }));
  } finally {
    await services.close();
    rmSync(scratch, { recursive: true });
  }
};

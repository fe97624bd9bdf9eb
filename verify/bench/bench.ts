import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import type { Context } from "../../scripts/program/context";
import { Failure } from "../../scripts/program/failure";
import { writeBundle } from "../../src/bundle";
import { createAuthority } from "../certificate-authority";
import { measureBatches, measureColdStarts, measureWarm } from "./measure";
import { reportOf } from "./report";
import { startServices } from "./services";
import { createSubjects } from "./subjects";
import { measureSynth } from "./synth-time";

const coldStarts = 30;
const warmInvocations = 400;
const batches = 8;
const synthRuns = 7;

/** Half a CPU's worth of other work already changes the figures. */
const warnOfLoad = ({ terminal }: Context): void => {
  const [load = 0] = loadavg();
  if (load <= 0.5) return;
  terminal.warn(
    `The machine is busy (load ${load.toFixed(1)}), so the figures are noisy. Run this again when it is idle.`,
  );
};

/**
 * Measures the notifier beside two floors in the same run: a Node process that does nothing, and a function that makes
 * one TLS POST. Everything is on loopback; nothing is kept.
 * @throws Failure where a budget is not kept.
 */
export const runBench = async (context: Context): Promise<void> => {
  const { terminal, projectDir } = context;
  warnOfLoad(context);
  const scratch = mkdtempSync(join(tmpdir(), "bench-"));
  const authority = await createAuthority();
  const services = await startServices(await authority.issue("127.0.0.1"));
  try {
    const subjects = createSubjects(projectDir, scratch, authority.certificate, services);
    terminal.say(
      `Node ${process.versions.node}, ${availableParallelism()} CPUs: ${coldStarts} cold starts of each function, in turns ...`,
    );
    const cold = await measureColdStarts(subjects, coldStarts);
    terminal.say(`${warmInvocations} warm invocations of each, in turns ...`);
    const warm = await measureWarm(subjects, warmInvocations);
    terminal.say(`${batches} batches of 500 events ...`);
    const batchMillisecondsPerEvent = await measureBatches(subjects, batches);
    terminal.say(`${synthRuns} synths ...\n`);
    const synth = await measureSynth(projectDir, scratch, synthRuns);
    const bundle = writeBundle(projectDir);
    const { text, notKept } = reportOf({ bundle, cold, warm, batchMillisecondsPerEvent, synth });
    terminal.say(text);
    if (notKept.length > 0) throw new Failure(`budgets not kept: ${notKept.join("; ")}`);
  } finally {
    await services.close();
    rmSync(scratch, { recursive: true });
  }
};

import { readFileSync } from "node:fs";
import type { Invocation, LocalLambda } from "../../local/aws/lambda/lambda";
import { batchSize } from "../../src/delivery/notifier-function";
import {
  newBatchEvent,
  newJobEvent,
  newNoticeEvent,
  type SubjectName,
  type Subjects,
  subjectNames,
} from "./subjects";

/** Milliseconds of one cold start. */
export type ColdStart = { readonly init: number; readonly first: number };

export type ColdStarts = Readonly<Record<SubjectName, readonly ColdStart[]>>;

/** What is measured on warm functions: the two floors, and the notifier with and without a job to look up. */
export type SeriesName = "bare" | "post" | "withBackupApi" | "withoutBackupApi";

/** Milliseconds of each invocation of a warm function, and its peak memory. */
export type Warm = Readonly<
  Record<SeriesName, { readonly milliseconds: readonly number[]; readonly peakMemoryBytes: number }>
>;

const succeeded = (subject: string, invocation: Invocation): Invocation => {
  if (invocation.status === "ok") return invocation;
  const why = invocation.status === "error" ? `: ${invocation.errorMessage}` : "";
  throw new Error(`the function "${subject}" failed (${invocation.status}${why}), so nothing was measured`);
};

const coldStart = async (subject: SubjectName, start: () => LocalLambda): Promise<ColdStart> => {
  const lambda = start();
  try {
    const { initMilliseconds = 0, durationMilliseconds } = succeeded(
      subject,
      await lambda.invoke(newJobEvent()),
    );
    return { init: initMilliseconds, first: durationMilliseconds };
  } finally {
    await lambda.close();
  }
};

/**
 * Starts each function `rounds` times. The functions take turns, and each round starts with another one, so that a slow
 * moment of the machine affects all alike. A first round that does not count fills the file caches.
 */
export const measureColdStarts = async (subjects: Subjects, rounds: number): Promise<ColdStarts> => {
  const starts: Record<SubjectName, ColdStart[]> = { bare: [], post: [], notifier: [] };
  for (let round = -1; round < rounds; round++) {
    for (let turn = 0; turn < subjectNames.length; turn++) {
      const subject = subjectNames[(round + 1 + turn) % subjectNames.length] ?? "bare";
      const measured = await coldStart(subject, subjects[subject]);
      if (round >= 0) starts[subject].push(measured);
    }
  }
  return starts;
};

const settlingInvocations = 100;

/**
 * Invokes warm functions in turns, after a hundred invocations that let the compiler settle. Each series has its own
 * process, so that all have had the same number of invocations when their memory is compared.
 */
export const measureWarm = async (subjects: Subjects, invocations: number): Promise<Warm> => {
  const start = (subject: keyof Subjects, newEvent: () => unknown) => {
    const milliseconds: number[] = [];
    return { subject, newEvent, lambda: subjects[subject](), milliseconds, peakMemoryBytes: 0 };
  };
  const running = {
    bare: start("bare", newJobEvent),
    post: start("post", newJobEvent),
    withBackupApi: start("spacedNotifier", newJobEvent),
    withoutBackupApi: start("spacedNotifier", newNoticeEvent),
  };
  const all = Object.values(running);
  try {
    for (let round = -settlingInvocations; round < invocations; round++) {
      for (const { subject, newEvent, lambda, milliseconds } of all) {
        const { durationMilliseconds } = succeeded(subject, await lambda.invoke(newEvent()));
        if (round >= 0) milliseconds.push(durationMilliseconds);
      }
    }
    for (const one of all) one.peakMemoryBytes = one.lambda.peakMemoryBytes();
    return running;
  } finally {
    await Promise.all(all.map(({ lambda }) => lambda.close()));
  }
};

/** Linux counts a process's CPU time in hundredths of a second. (proc_pid_stat(5), utime and stime) */
const ticksPerSecond = 100;

/** CPU time of a process so far, all threads together; `undefined` where the system does not report it. */
const cpuMillisecondsOf = (processId: number | undefined): number | undefined => {
  try {
    // The command, in parentheses, may hold blanks; the fields after it begin with the third.
    const [, fields = ""] = /.*\) (.*)/s.exec(readFileSync(`/proc/${processId}/stat`, "utf8")) ?? [];
    const [utime = Number.NaN, stime = Number.NaN] = fields.split(" ").slice(11, 13).map(Number);
    return ((utime + stime) * 1000) / ticksPerSecond;
  } catch {
    return undefined;
  }
};

/**
 * Milliseconds of CPU for each event of a full batch, once for each invocation of one warm notifier, after one batch
 * that does not count. Empty where the system does not report CPU time.
 */
export const measureBatches = async (subjects: Subjects, invocations: number): Promise<readonly number[]> => {
  let processId: number | undefined;
  const lambda = subjects.notifier((child) => {
    processId = child.pid;
  });
  try {
    const perEvent: number[] = [];
    for (let index = -1; index < invocations; index++) {
      const before = cpuMillisecondsOf(processId);
      succeeded("notifier", await lambda.invoke(newBatchEvent()));
      const after = cpuMillisecondsOf(processId);
      if (index >= 0 && before !== undefined && after !== undefined)
        perEvent.push((after - before) / batchSize);
    }
    return perEvent;
  } finally {
    await lambda.close();
  }
};

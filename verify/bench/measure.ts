import type { Invocation, LocalLambda } from "../../local/aws/lambda/lambda";
import { newJobEvent, newNoticeEvent, type SubjectName, type Subjects, subjectNames } from "./subjects";

/** Milliseconds of one cold start. */
export type ColdStart = { readonly init: number; readonly first: number };

export type ColdStarts = Readonly<Record<SubjectName, readonly ColdStart[]>>;

/** What is measured on running functions: the two floors, and the notifier with and without a job to ask about. */
const series = {
  bare: { subject: "bare", newEvent: newJobEvent },
  post: { subject: "post", newEvent: newJobEvent },
  withBackupApi: { subject: "notifier", newEvent: newJobEvent },
  withoutBackupApi: { subject: "notifier", newEvent: newNoticeEvent },
} as const satisfies Readonly<
  Record<string, { readonly subject: SubjectName; readonly newEvent: () => unknown }>
>;

export type SeriesName = keyof typeof series;

const seriesNames: readonly SeriesName[] = ["bare", "post", "withBackupApi", "withoutBackupApi"];

/** Milliseconds of each invocation of a running function, and the most memory that it held. */
export type Warm = Readonly<
  Record<SeriesName, { readonly milliseconds: readonly number[]; readonly peakMemoryBytes: number }>
>;

const succeeded = (subject: string, invocation: Invocation): Invocation => {
  if (invocation.status === "ok") return invocation;
  const why = invocation.status === "error" ? `: ${invocation.errorMessage}` : "";
  throw new Error(
    `the function "${subject}" did not answer (${invocation.status}${why}); nothing is measured`,
  );
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
 * Starts each function `rounds` times. The functions take turns, and who begins changes with each round, so that
 * a slow moment of the machine hits all alike. One round before them fills the file caches and is not counted.
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

const measureSeries = (name: SeriesName, subjects: Subjects) => {
  const { subject, newEvent } = series[name];
  const lambda = subjects[subject]();
  const milliseconds: number[] = [];
  return {
    name,
    lambda,
    milliseconds,
    invoke: async (): Promise<number> =>
      succeeded(name, await lambda.invoke(newEvent())).durationMilliseconds,
  };
};

/**
 * Invokes running functions in turns, after a hundred invocations that let the compiler settle. Each series has a
 * process of its own, so that all have done the same number of invocations when their memory is compared.
 */
export const measureWarm = async (subjects: Subjects, invocations: number): Promise<Warm> => {
  const running = seriesNames.map((name) => measureSeries(name, subjects));
  try {
    for (let round = -settlingInvocations; round < invocations; round++) {
      for (const { invoke, milliseconds } of running) {
        const duration = await invoke();
        if (round >= 0) milliseconds.push(duration);
      }
    }
    const result = (name: SeriesName): Warm[SeriesName] => {
      const one = running.find((candidate) => candidate.name === name);
      return { milliseconds: one?.milliseconds ?? [], peakMemoryBytes: one?.lambda.peakMemoryBytes() ?? 0 };
    };
    return {
      bare: result("bare"),
      post: result("post"),
      withBackupApi: result("withBackupApi"),
      withoutBackupApi: result("withoutBackupApi"),
    };
  } finally {
    await Promise.all(running.map(({ lambda }) => lambda.close()));
  }
};

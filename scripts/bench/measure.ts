import type { Invocation, LocalLambda } from "../../local/lambda/lambda";
import { jobEvent, noticeEvent, type SubjectName, type Subjects, subjectNames } from "./subjects";

/** Milliseconds of one cold start. */
export type ColdStart = { readonly init: number; readonly first: number };

export type ColdStarts = Readonly<Record<SubjectName, readonly ColdStart[]>>;

/** Milliseconds of each invocation of a running function, and the most memory it held. */
export type Warm = {
  readonly milliseconds: {
    readonly bare: readonly number[];
    readonly post: readonly number[];
    readonly withBackupApi: readonly number[];
    readonly withoutBackupApi: readonly number[];
  };
  readonly peakMemoryBytes: Readonly<Record<SubjectName, number>>;
};

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
    const { initMilliseconds = 0, durationMilliseconds } = succeeded(subject, await lambda.invoke(jobEvent));
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

/** Invokes running functions in turns, after a hundred invocations that let the compiler settle. */
export const measureWarm = async (subjects: Subjects, invocations: number): Promise<Warm> => {
  const running = { bare: subjects.bare(), post: subjects.post(), notifier: subjects.notifier() };
  const milliseconds: Record<keyof Warm["milliseconds"], number[]> = {
    bare: [],
    post: [],
    withBackupApi: [],
    withoutBackupApi: [],
  };
  const turns: readonly (readonly [keyof Warm["milliseconds"], SubjectName, unknown])[] = [
    ["bare", "bare", jobEvent],
    ["post", "post", jobEvent],
    ["withBackupApi", "notifier", jobEvent],
    ["withoutBackupApi", "notifier", noticeEvent],
  ];
  try {
    for (let round = -settlingInvocations; round < invocations; round++) {
      for (const [series, subject, event] of turns) {
        const { durationMilliseconds } = succeeded(subject, await running[subject].invoke(event));
        if (round >= 0) milliseconds[series].push(durationMilliseconds);
      }
    }
    const { bare, post, notifier } = running;
    return {
      milliseconds,
      peakMemoryBytes: {
        bare: bare.peakMemoryBytes(),
        post: post.peakMemoryBytes(),
        notifier: notifier.peakMemoryBytes(),
      },
    };
  } finally {
    await Promise.all(Object.values(running).map((lambda) => lambda.close()));
  }
};

/** A step of a story that failed. `logs` are names and ends of what may show why. */
export class StepFailure extends Error {
  readonly logs: readonly string[];

  constructor(message: string, logs: readonly string[] = []) {
    super(message);
    this.name = "StepFailure";
    this.logs = logs;
  }
}

export type StepResult = {
  readonly story: string;
  readonly title: string;
  readonly seconds: number;
  readonly passed: boolean;
};

/** Does a step of a story, and reports it. */
export type Step = <T>(title: string, work: () => Promise<T>) => Promise<T>;

export type Steps = {
  readonly of: (story: string) => Step;
  readonly results: readonly StepResult[];
  /** What has begun and not ended. */
  readonly running: () => readonly string[];
  /** Whether a step has reported this error already. */
  readonly hasReported: (error: unknown) => boolean;
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const nameOf = ({ story, title }: Pick<StepResult, "story" | "title">): string => `${story}: ${title}`;

/** Runs steps: one line for each, with its time; for a failed one, the reason and the ends of its logs. */
export const newSteps = (say: (line: string) => void, now = () => performance.now()): Steps => {
  const results: StepResult[] = [];
  const running = new Set<string>();
  const reported = new Set<unknown>();
  return {
    results,
    running: () => [...running],
    hasReported: (error) => reported.has(error),
    of: (story) => async (title, work) => {
      const name = nameOf({ story, title });
      const startedAt = now();
      running.add(name);
      const end = (passed: boolean): void => {
        const seconds = (now() - startedAt) / 1000;
        running.delete(name);
        results.push({ story, title, seconds, passed });
        say(`${passed ? "ok    " : "FAILED"}  ${seconds.toFixed(1).padStart(6)} s  ${name}`);
      };
      try {
        const value = await work();
        end(true);
        return value;
      } catch (error) {
        end(false);
        reported.add(error);
        say(`        ${messageOf(error).replaceAll("\n", "\n        ")}`);
        if (error instanceof StepFailure) for (const log of error.logs) say(`\n${log}\n`);
        throw error;
      }
    },
  };
};

/** What failed, and the counts. */
export const summaryOf = (results: readonly StepResult[], seconds: number): string => {
  const failed = results.filter(({ passed }) => !passed);
  return [
    ...failed.map((result) => `FAILED: ${nameOf(result)}`),
    `${results.length - failed.length} passed, ${failed.length} failed; ${seconds.toFixed(0)} s`,
  ].join("\n");
};

/** A step of a story that went wrong. `logs` are names and ends of what can tell why. */
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

/** Does a step of a story, and tells about it. */
export type Step = <T>(title: string, work: () => Promise<T>) => Promise<T>;

export type Steps = {
  readonly of: (story: string) => Step;
  readonly results: readonly StepResult[];
  /** Whether a step has told of this error already. */
  readonly hasReported: (error: unknown) => boolean;
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Runs steps: a line for each, with its time; of a failed one, what it was and the ends of its logs. */
export const newSteps = (say: (line: string) => void, now = () => performance.now()): Steps => {
  const results: StepResult[] = [];
  const reported = new Set<unknown>();
  return {
    results,
    hasReported: (error) => reported.has(error),
    of: (story) => async (title, work) => {
      const startedAt = now();
      const end = (passed: boolean): void => {
        const seconds = (now() - startedAt) / 1000;
        results.push({ story, title, seconds, passed });
        say(`${passed ? "ok    " : "FAILED"}  ${seconds.toFixed(1).padStart(6)} s  ${story}: ${title}`);
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

/** Steps and seconds as a table, story by story. */
export const tableOf = (results: readonly StepResult[]): string => {
  const stories = [...new Set(results.map(({ story }) => story))];
  const inOrder = stories.flatMap((name) => results.filter(({ story }) => story === name));
  const rows = inOrder.map(({ story, title, seconds, passed }) => [
    story,
    title,
    `${seconds.toFixed(1)} s`,
    passed ? "" : "FAILED",
  ]);
  const head = ["story", "step", "time", ""];
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column === 2 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
};

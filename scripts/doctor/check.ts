import { explain } from "../program/explain";
import { type Finding, unknown } from "./finding";

/** Something to check. `run` only reads, and throws what AWS throws. */
export type Check = {
  /** In a few words, the first column of the report. */
  readonly name: string;
  readonly run: () => Promise<readonly Finding[]>;
};

/** A check's findings: one, or several of the same kind. */
export type CheckResult = { readonly name: string; readonly findings: readonly Finding[] };

/** Makes a check with one finding. */
export const check = (name: string, run: () => Promise<Finding>): Check => ({
  name,
  run: async () => [await run()],
});

/** Runs a check. A check that fails reports why, and which permission is missing; it does not stop the others. */
export const runCheck = async ({ name, run }: Check): Promise<CheckResult> => {
  try {
    return { name, findings: await run() };
  } catch (error) {
    return { name, findings: [unknown(explain(error))] };
  }
};

/** Runs all checks at once and keeps their order. */
export const runChecks = (checks: readonly Check[]): Promise<readonly CheckResult[]> =>
  Promise.all(checks.map(runCheck));

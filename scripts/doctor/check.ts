import { explain } from "../program/explain";
import { type Finding, unknown } from "./finding";

/** Something to look at. `examine` only reads, and may throw what AWS throws. */
export type Check = {
  /** In a few words, the first column of the report. */
  readonly name: string;
  readonly examine: () => Promise<readonly Finding[]>;
};

/** What a check came to: one finding, or several of the same kind of thing. */
export type Examined = { readonly name: string; readonly findings: readonly Finding[] };

/** Makes a check that comes to one finding. */
export const check = (name: string, examine: () => Promise<Finding>): Check => ({
  name,
  examine: async () => [await examine()],
});

/** Does a check. One that fails says why, and with it which permission is missing; it stops no other. */
export const examine = async ({ name, examine: look }: Check): Promise<Examined> => {
  try {
    return { name, findings: await look() };
  } catch (error) {
    return { name, findings: [unknown(explain(error))] };
  }
};

/** Does all checks at once; their order stays. */
export const examineAll = (checks: readonly Check[]): Promise<readonly Examined[]> =>
  Promise.all(checks.map(examine));

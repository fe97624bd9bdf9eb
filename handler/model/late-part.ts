import { failureOf } from "./failure";

/** Where it is logged that a part is missing. */
type Log = { readonly log: (line: { readonly outcome: "part-failed"; readonly reason: string }) => void };

/**
 * What a part of the function adds that is loaded late. Where it cannot be loaded, or fails, that is logged, and events go
 * on without it: a batch that failed as a whole after some of it was posted would be posted again.
 */
export const orWithout = async <Result>(
  act: () => Promise<Result>,
  without: Result,
  { log }: Log,
): Promise<Result> => {
  try {
    return await act();
  } catch (error) {
    log({ outcome: "part-failed", reason: failureOf(error) });
    return without;
  }
};

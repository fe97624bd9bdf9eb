import type { DeadLetter } from "./dead-letter";

/** The outcome of a batch. What is not accepted stays in the dead-letter queue. */
export type Acceptance = {
  readonly accepted: readonly DeadLetter[];
  /** Why some were not, in a sentence; absent where all were. */
  readonly problem?: string;
};

/** Where dead letters are sent, at most ten per call. One is accepted once it is stored or delivered there. */
export type Destination = (letters: readonly DeadLetter[]) => Promise<Acceptance>;

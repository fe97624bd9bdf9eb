import type { DeadLetter } from "./dead-letter";

/** What became of a parcel. What is not accepted stays in the dead-letter queue. */
export type Acceptance = {
  readonly accepted: readonly DeadLetter[];
  /** Why some were not, in a sentence; absent where all were. */
  readonly problem?: string;
};

/** Where dead letters go: at most ten a call. A letter is accepted once it is safe there. */
export type Destination = (letters: readonly DeadLetter[]) => Promise<Acceptance>;

import type { Reading } from "./message-reader";
import type { Fact, FactBook } from "./sent-events";

/** A batch that a sandbox was working on when a message arrived. */
export type RunningBatch = {
  readonly facts: readonly Fact[];
  /** When the sandbox got it; it asks the ledger then. */
  readonly startedAtMilliseconds: number;
};

/** A message that Slack took, as the lab saw it. */
export type Telling = {
  readonly atMilliseconds: number;
  readonly reading: Reading;
  readonly batches: readonly RunningBatch[];
  /** Why the notifier cannot know that Slack took it; absent where it can. */
  excuse?: string;
};

/** A group of events that the notifier logged as told together. */
export type LoggedGroup = { readonly kind: string; readonly ids: readonly string[] };

/** The facts that a message tells, as far as they can be made out, and how many more it counts. */
export type Told = { readonly facts: readonly Fact[]; readonly unnamed: number };

const namedIn = ({ tokens, family }: Reading, book: FactBook): Set<Fact> =>
  new Set(tokens.flatMap((token) => book.named(token, family) ?? []));

/** The batch that a message came from: the one that holds everything it names. */
export const batchOf = ({ batches, reading }: Telling, book: FactBook): RunningBatch | undefined => {
  const named = namedIn(reading, book);
  return batches.find(({ facts }) => [...named].every((fact) => facts.includes(fact)));
};

const isSubset = (some: ReadonlySet<Fact>, all: readonly Fact[]): boolean =>
  [...some].every((fact) => all.includes(fact));

/**
 * Makes out which facts a message tells. Up to ten stand in it by name. The others are those of its batch, of its
 * kind: all of them where the count says so, else those that the log names, else those that were not told before.
 */
export const factsOf = (
  telling: Telling,
  book: FactBook,
  groups: LoggedGroup[],
  isTold: (fact: Fact) => boolean,
): Told => {
  const { reading } = telling;
  const named = namedIn(reading, book);
  if (named.size >= reading.count) return { facts: [...named].slice(0, reading.count), unnamed: 0 };
  const batch = batchOf(telling, book)?.facts ?? [];
  const alike = [...new Set(batch)].filter(({ family }) => family === reading.family);
  if (alike.length === reading.count) return { facts: alike, unnamed: 0 };
  const logged = groups.findIndex(({ ids }) => {
    const facts = ids.flatMap((id) => book.named(id.toLowerCase(), reading.family) ?? []);
    return facts.length === reading.count && isSubset(named, facts);
  });
  if (logged !== -1) {
    const [group] = groups.splice(logged, 1);
    const facts = (group?.ids ?? []).flatMap((id) => book.named(id.toLowerCase(), reading.family) ?? []);
    return { facts, unnamed: 0 };
  }
  const fresh = alike.filter((fact) => named.has(fact) || !isTold(fact));
  if (fresh.length === reading.count) return { facts: fresh, unnamed: 0 };
  return { facts: [...named], unnamed: reading.count - named.size };
};

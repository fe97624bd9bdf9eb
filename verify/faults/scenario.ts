import type { Conditions, Lab } from "./lab";
import type { Reconciliation } from "./reconcile";

/** A claim that must hold, and what was found. */
export type Expectation = { readonly claim: string; readonly holds: boolean; readonly found: string };

/** What happens in a scenario. `check` notes what must hold at that moment. */
export type Script = (
  lab: Lab,
  events: number,
  check: (...expectations: readonly Expectation[]) => void,
) => Promise<void>;

/** A fault, and what must hold in spite of it. */
export type Scenario = Conditions & {
  /** As `--scenario` takes it. */
  readonly name: string;
  /** One sentence: what happens. */
  readonly about: string;
  /** Share of the requested events; half where absent. A long outage needs few. */
  readonly share?: number;
  /** Why an event may be reported twice here; absent where it must not. */
  readonly duplicatesBecause?: string;
  /** Whether sandboxes die or time out here. */
  readonly sandboxesDie?: true;
  /** Whether events are still in the dead-letter queue at the end. */
  readonly parks?: true;
  /** Whether messages have no room for every name here. */
  readonly cuts?: true;
  /** From AWS to Slack, in milliseconds: no event may take longer. */
  readonly longestDelay?: number;
  readonly run: Script;
  /** What else must hold at the end. */
  readonly expect?: (end: Reconciliation & { readonly lab: Lab }) => readonly Expectation[];
};

/** A number that must not exceed another, and how both are shown. */
export const atMost = (
  what: string,
  value: number,
  limit: number,
  words: (value: number) => string = String,
): Expectation => ({
  claim: `${what}: at most ${words(limit)}`,
  holds: value <= limit,
  found: words(value),
});

export const atLeast = (what: string, value: number, limit: number): Expectation => ({
  claim: `${what}: at least ${limit}`,
  holds: value >= limit,
  found: String(value),
});

export const exactly = (what: string, value: number, wanted: number): Expectation => ({
  claim: `${what}: ${wanted}`,
  holds: value === wanted,
  found: String(value),
});

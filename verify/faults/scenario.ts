import type { Lab, LabOptions } from "./lab";
import type { Account } from "./reconcile";

/** Something that must be so, and what was found. */
export type Expectation = { readonly claim: string; readonly holds: boolean; readonly found: string };

/** A trouble, and what must come of it. */
export type Scenario = Partial<Pick<LabOptions, "ledger" | "delivery" | "travel" | "queue">> & {
  /** As `--scenario` takes it. */
  readonly name: string;
  /** One sentence: what happens. */
  readonly about: string;
  /** Of the events that are asked for; 1 where absent. A long outage needs few. */
  readonly share?: number;
  /** Slack under its own name and TLS. */
  readonly tls?: true;
  /** Why Slack may be told of a fact twice here; absent where it must not. */
  readonly twiceBecause?: string;
  /** Whether sandboxes die or run into their timeout here. */
  readonly sandboxesDie?: true;
  readonly play: (lab: Lab, events: number) => Promise<void>;
  readonly expect?: (seen: { readonly lab: Lab; readonly account: Account }) => readonly Expectation[];
};

/** A number that must not exceed another. */
export const atMost = (what: string, value: number, limit: number): Expectation => ({
  claim: `${what}: at most ${limit}`,
  holds: value <= limit,
  found: String(value),
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

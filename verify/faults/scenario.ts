import type { Lab, LabOptions } from "./lab";
import type { Reconciliation } from "./reconcile";

/** A claim that must hold, and what was found. */
export type Expectation = { readonly claim: string; readonly holds: boolean; readonly found: string };

/** A fault, and what must hold in spite of it. */
export type Scenario = Partial<Pick<LabOptions, "ledger" | "delivery" | "transit" | "queue">> & {
  /** As `--scenario` takes it. */
  readonly name: string;
  /** One sentence: what happens. */
  readonly about: string;
  /** Share of the requested events; 1 where absent. A long outage needs few. */
  readonly share?: number;
  /** Slack under its own name and TLS. */
  readonly tls?: true;
  /** Why an event may be reported twice here; absent where it must not. */
  readonly duplicatesBecause?: string;
  /** Whether sandboxes die or time out here. */
  readonly sandboxesDie?: true;
  readonly run: (lab: Lab, events: number) => Promise<void>;
  readonly expect?: (end: Reconciliation & { readonly lab: Lab }) => readonly Expectation[];
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

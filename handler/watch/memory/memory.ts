import type { OpenFinding } from "../../model/digest";
import type { FoundSubject } from "../../model/found";
import type { Selection } from "../../selection/selection";
import type { JobKind, Rule } from "../facts";

// What the watch remembers between two checks. Times are seconds since 1970, so that they pack well.

/** A plan as it was: its rules belong to a version, and a selection never changes. */
export type PlanMemory = {
  readonly version: string;
  readonly changedAt: number;
  /** Absent where they were not seen. */
  readonly rules?: readonly Rule[];
  readonly selections: Readonly<
    Record<string, { readonly createdAt: number; readonly selection: Selection }>
  >;
};

/** By the plans' ids. */
export type PlansMemory = Readonly<Record<string, PlanMemory>>;

export type ResourceMemory = {
  /** When the watch first saw that a plan selects it. */
  readonly firstSelectedAt?: number;
  /** Whether no plan selects it any more. */
  readonly wasLeft?: true;
  /** Whether the inventory ever showed it: then it is gone where the inventory does not. */
  readonly wasListed?: true;
  readonly goneSince?: number;
  /**
   * Of a resource that is also backed up into vaults that are not the stage's: when the newest good backup in the stage's was
   * made, `none` where there is none.
   */
  readonly ownAt?: number | "none";
  /** Its newest job did not complete, so its newest recovery point may not be good. */
  readonly doubt?: {
    /** When that job was made. */
    readonly jobAt: number;
    /** `none` where no recovery point is good; absent until it was asked. */
    readonly lastGoodAt?: number | "none";
  };
};

/** What was reported and is still so. */
export type OpenMemory = {
  readonly finding: OpenFinding["finding"];
  readonly cause?: string;
  /** Of `blind`. */
  readonly to?: string;
  readonly subject: FoundSubject;
  readonly since: number;
  readonly reportedAt: number;
};

/** A job that ended and of whose end the ledger does not know yet. */
export type UnheardMemory = {
  readonly kind: JobKind;
  readonly id: string;
  readonly resourceArn: string;
  readonly vaultName: string;
  readonly state: string;
  readonly createdAt: number;
  readonly endedAt: number;
  /** When its event was sent late. */
  readonly sentAt?: number;
};

export type State = {
  /** When the watch began: what ended before may never have been sent. */
  readonly since: number;
  /** Jobs that ended until then are in the list above, or heard. */
  readonly listedUntil: number;
  /** When nothing waited in any queue. */
  readonly emptyAt?: number;
  readonly lastCheckAt?: number;
  /** What the last check could not see, as `<what>: <why>`. */
  readonly unseen: readonly string[];
  /** When late events were sent: eight days of them. */
  readonly lateAt: readonly number[];
};

export type Memory = {
  readonly state: State;
  readonly plans: PlansMemory;
  /** By ARN. */
  readonly resources: ReadonlyMap<string, ResourceMemory>;
  /** By `memoryKeyOf`. */
  readonly open: ReadonlyMap<string, OpenMemory>;
  /** By kind and id. */
  readonly unheard: ReadonlyMap<string, UnheardMemory>;
  /** When verdicts on restore tests were sent, by the events' ids. */
  readonly verdicts: ReadonlyMap<string, number>;
  /** Keys of items of which something could not be read: it is as if it had never been remembered, and is written anew. */
  readonly broken: ReadonlySet<string>;
};

export const secondsOf = (at: Date): number => Math.floor(at.getTime() / 1000);

export const dateAt = (seconds: number): Date => new Date(seconds * 1000);

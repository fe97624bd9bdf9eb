import type { ReceivedRecord } from "../model/batch";
import type { BackupEvent } from "../model/event";
import type { Posting } from "../route/match";
import { type Identity, identityOf, noveltyOf } from "./identity";

/** An event that is not sent: it was sent already, or it is a job's start after the job's end. */
export type Suppressed = { readonly novelty: "duplicate" | "stale"; readonly event: BackupEvent };

/** Something to report, and all records that brought it: they are delivered, or returned to the queue, together. */
export type Update = {
  readonly event: BackupEvent;
  readonly identity?: Identity;
  readonly records: readonly ReceivedRecord[];
  /** Events of the same batch that need no message beside this one. */
  readonly suppressed: readonly Suppressed[];
  /** How the stage wants it posted. */
  readonly posting?: Posting;
};

type Growing = Update & { readonly records: ReceivedRecord[]; readonly suppressed: Suppressed[] };

const isStart = (event: BackupEvent): boolean => event.kind === "job" && event.phase === "started";

/**
 * Makes one update of the records that say the same. A job's start that came in one batch with the job's end belongs to
 * the end.
 */
export const updatesOf = (records: readonly ReceivedRecord[]): readonly Update[] => {
  const bySubject = new Map<string, Growing[]>();
  const updates: Growing[] = [];
  // Ends first, so that starts find them.
  const sorted = [...records].sort((one, other) => Number(isStart(one.event)) - Number(isStart(other.event)));
  for (const record of sorted) {
    const { event } = record;
    const identity = identityOf(event);
    const related = (identity && bySubject.get(identity.subject)) ?? [];
    const byState = new Map(related.map((one) => [one.identity?.state ?? "", one]));
    const novelty = identity ? noveltyOf(identity, new Set(byState.keys())) : "new";
    if (novelty !== "new") {
      const carrier = (identity && byState.get(identity.state)) ?? related[0];
      carrier?.records.push(record);
      carrier?.suppressed.push({ novelty, event });
      continue;
    }
    const update: Growing = { event, records: [record], suppressed: [], ...(identity && { identity }) };
    updates.push(update);
    if (identity) bySubject.set(identity.subject, [...related, update]);
  }
  return updates;
};

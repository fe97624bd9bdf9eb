import type { BackupEvent } from "../model/event";
import type { ReceivedRecord } from "../parse/parse";
import type { Posting } from "../route/match";
import { type Identity, identityOf, noveltyOf } from "./identity";

/** Why an event is not told: it was told already, or it is a job's start after the job's end. */
export type Suppressed = { readonly novelty: "duplicate" | "stale"; readonly event: BackupEvent };

/** Something to tell, and all records that brought it: they are delivered, or come back, together. */
export type Update = {
  readonly event: BackupEvent;
  readonly identity?: Identity;
  readonly records: readonly ReceivedRecord[];
  /** What the same batch brought beside it and need not be told. */
  readonly suppressed: readonly Suppressed[];
  /** How the stage wants it posted. */
  readonly posting?: Posting;
};

type Growing = Update & { readonly records: ReceivedRecord[]; readonly suppressed: Suppressed[] };

/**
 * Makes one piece of news of the records that tell the same. A job's start that came with the job's end goes
 * with the end.
 */
export const updatesOf = (records: readonly ReceivedRecord[]): readonly Update[] => {
  const bySubject = new Map<string, Growing[]>();
  const all: Growing[] = [];
  // Ends first, so that starts find them.
  const sorted = [...records].sort((one, other) => Number(isStart(one.event)) - Number(isStart(other.event)));
  for (const record of sorted) {
    const { event } = record;
    const identity = identityOf(event);
    const related = (identity && bySubject.get(identity.subject)) ?? [];
    const told = new Map(related.map((one) => [one.identity?.state ?? "", one]));
    const novelty = identity ? noveltyOf(identity, new Set(told.keys())) : "new";
    if (novelty !== "new") {
      const carrier = (identity && told.get(identity.state)) ?? related[0];
      carrier?.records.push(record);
      carrier?.suppressed.push({ novelty, event });
      continue;
    }
    const news: Growing = { event, records: [record], suppressed: [], ...(identity && { identity }) };
    all.push(news);
    if (identity) bySubject.set(identity.subject, [...related, news]);
  }
  return all;
};

const isStart = (event: BackupEvent): boolean => event.kind === "job" && event.phase === "started";

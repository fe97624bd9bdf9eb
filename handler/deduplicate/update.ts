import type { ReceivedRecord } from "../model/batch";
import type { BackupEvent } from "../model/event";
import { known } from "../model/fields";
import { isIssue, jobPhaseOf } from "../model/job-phase";
import type { Origin } from "../model/origin";
import type { Posting } from "../route/match";
import { type Identity, identityOf, mayBeCopies, noveltyOf } from "./identity";

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
  /** ARNs of the topics and buses that get it too, posted or not. */
  readonly forwards?: readonly string[];
};

type Growing = {
  event: BackupEvent;
  identity?: Identity;
  readonly records: ReceivedRecord[];
  readonly suppressed: Suppressed[];
};

const isStart = (event: BackupEvent): boolean => event.kind === "job" && event.phase === "started";

/** Of two copies, AWS's own came. */
const originOf = (origin: Origin, copy: Origin): Origin => {
  const { isLate, ...both } = { ...copy, ...origin };
  return { ...both, ...(origin.isLate && copy.isLate && { isLate: true }) };
};

/** Fills in what one copy of an event leaves out and another says: neither path says everything. */
const completedBy = (event: BackupEvent, copy: BackupEvent): BackupEvent => {
  if (event.kind === "notice" && copy.kind === "notice") {
    const [first, second] = copy.state.startsWith("deleted") ? [copy, event] : [event, copy];
    // Only the call says what the change was: a lock that was removed, or one that the vault never had.
    const { severity } = second.caller ? second : first;
    return { ...second, ...first, severity, origin: originOf(first.origin, second.origin) };
  }
  if (event.kind !== "job" || copy.kind !== "job") return event;
  const { messageCategory } = isIssue(event.details.messageCategory) ? event.details : copy.details;
  const details = { ...copy.details, ...event.details, ...known({ messageCategory }) };
  return {
    ...copy,
    ...event,
    details,
    origin: originOf(event.origin, copy.origin),
    phase: jobPhaseOf(event.jobType, event.state, details),
  };
};

/**
 * Makes one update of the records that say the same, as complete as they are together. A job's start that came in one
 * batch with the job's end belongs to the end.
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
    const copy = related.find((one) => identity && one.identity && mayBeCopies(one.identity, identity));
    if (copy) {
      copy.event = completedBy(copy.event, event);
      const completed = identityOf(copy.event);
      if (completed) copy.identity = completed;
      copy.records.push(record);
      copy.suppressed.push({ novelty: "duplicate", event });
      continue;
    }
    const [first] = related;
    const states = new Set(related.map((one) => one.identity?.state ?? ""));
    if (first && identity && noveltyOf(identity, states) === "stale") {
      first.records.push(record);
      first.suppressed.push({ novelty: "stale", event });
      continue;
    }
    const update: Growing = { event, records: [record], suppressed: [], ...(identity && { identity }) };
    updates.push(update);
    if (identity) bySubject.set(identity.subject, [...related, update]);
  }
  return updates;
};

import type { JobEvent, Severity } from "../model/event";
import { severityOf } from "../model/severity";
import { isFirst, isMuchSmaller, recoveryWords } from "../render/history-words";
import type { Posting } from "../route/match";

type Routed = { readonly event: JobEvent; readonly posting?: Partial<Posting> };

const badSeverities: readonly Severity[] = ["danger", "warning"];

/** Whether someone may have to act. */
export const isBad = ({ event, posting }: Routed): boolean =>
  badSeverities.includes(posting?.severity ?? severityOf(event));

/** Good news that says something besides that a backup is there. */
const saysMore = (job: JobEvent): boolean => recoveryWords(job) !== undefined || isMuchSmaller(job);

/** So many first backups of a run are news; more are a new plan, whose run says it once for all of them. */
const mostFirsts = 3;

/**
 * Whether a backup of a plan needs no message: its run's message counts it, and no route asks for it.
 * @param firsts how many first backups of their resources the run has
 */
export const isQuiet = (update: Routed, firsts = 0): boolean => {
  const { event, posting } = update;
  const isWanted = posting?.isAsked === true || posting?.mention !== undefined;
  const isNews = saysMore(event) || (isFirst(event) && firsts <= mostFirsts);
  return event.phase === "completed" && !isWanted && !isBad(update) && !isNews;
};

import type { JobEvent } from "../model/job-event";
import type { Severity } from "../model/severity";
import { severityOf } from "../model/severity-of";
import { isFirstBackup, isMuchSmaller, recoveryWords } from "../render/history-words";
import type { Posting } from "../route/match";

type Routed = { readonly event: JobEvent; readonly posting?: Partial<Posting> };

const badSeverities: readonly Severity[] = ["danger", "warning"];

/** Whether someone may have to act. */
export const isBad = ({ event, posting }: Routed): boolean =>
  badSeverities.includes(posting?.severity ?? severityOf(event));

/** Good news that says something besides that a backup is there. */
const saysMore = (job: JobEvent): boolean => recoveryWords(job) !== undefined || isMuchSmaller(job);

/** Whether a backup of a plan needs no message: its run's message counts it, and no route asks for it. */
export const isQuiet = (update: Routed): boolean => isUsual(update) && !isFirstBackup(update.event);

/** Whether a backup needs a message only because it is its resource's first. */
export const isOnlyFirst = (update: Routed): boolean => isUsual(update) && isFirstBackup(update.event);

const isUsual = (update: Routed): boolean => {
  const { event, posting } = update;
  const isWanted = posting?.isAsked === true || posting?.mention !== undefined;
  return event.phase === "completed" && !isWanted && !isBad(update) && !saysMore(event);
};

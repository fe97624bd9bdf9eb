import { type Invocation, logFieldsOf } from "../context";
import type { Update } from "../deduplicate/update";
import type { AdvisableEvent, BackupEvent } from "../model/event";
import { failureOf } from "../model/failure";
import { isMuchSmaller } from "../render/history-words";

const mayNeedAdvice = (event: BackupEvent): event is AdvisableEvent => {
  if (event.kind === "object" || event.kind === "notice") return true;
  if (event.kind !== "job") return false;
  if ((event.details.parts ?? event.details.parentJobId) !== undefined) return true;
  if (event.phase === "unknown") return event.details.reason !== undefined;
  if (event.details.deletionStatus === "FAILED") return true;
  return event.phase !== "started" && (event.phase !== "completed" || isMuchSmaller(event));
};

/**
 * Adds to each job that did not end well what its reason means and what to do next, and the same to notices. The advice is
 * loaded only for such events. An event without advice, or whose advice fails, goes on unchanged.
 */
export const advise = async (
  updates: readonly Update[],
  { log }: Pick<Invocation, "log">,
  loadAdvice = () => import("./advice"),
): Promise<readonly Update[]> => {
  if (!updates.some(({ event }) => mayNeedAdvice(event))) return updates;
  const loading = loadAdvice();
  return Promise.all(
    updates.map(async (update): Promise<Update> => {
      const { event } = update;
      if (!mayNeedAdvice(event)) return update;
      try {
        const { adviceOn } = await loading;
        const advice = adviceOn(event);
        return advice === undefined ? update : { ...update, event: { ...event, advice } };
      } catch (error) {
        log({ outcome: "not-advised", ...logFieldsOf(event), reason: failureOf(error) });
        return update;
      }
    }),
  );
};

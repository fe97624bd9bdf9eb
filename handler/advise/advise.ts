import { failureOf } from "../aws/http";
import { type Invocation, logFieldsOf } from "../context";
import type { Update } from "../deduplicate/update";
import type { AdvisableEvent, BackupEvent } from "../model/event";

const isTroubled = (event: BackupEvent): event is AdvisableEvent => {
  if (event.kind === "object") return event.reason !== undefined;
  if (event.kind !== "job") return false;
  return event.phase !== "started" && event.phase !== "completed" && event.phase !== "unknown";
};

/**
 * Says of each job that did not end well what its reason means and what to do next. The advice is read only then:
 * a good night does without it. An event for which there is none, or whose advice fails, goes on as it is.
 */
export const advise = async (
  news: readonly Update[],
  { log }: Pick<Invocation, "log">,
  loadAdvice = () => import("./advice"),
): Promise<readonly Update[]> => {
  if (!news.some(({ event }) => isTroubled(event))) return news;
  const loading = loadAdvice();
  return Promise.all(
    news.map(async (one): Promise<Update> => {
      const { event } = one;
      if (!isTroubled(event)) return one;
      try {
        const { adviceOn } = await loading;
        const advice = adviceOn(event);
        return advice === undefined ? one : { ...one, event: { ...event, advice } };
      } catch (error) {
        log({ outcome: "not-advised", ...logFieldsOf(event), reason: failureOf(error) });
        return one;
      }
    }),
  );
};

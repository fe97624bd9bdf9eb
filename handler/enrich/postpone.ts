import { type Invocation, logFieldsOf } from "../context";
import type { Update } from "../deduplicate/update";
import type { QueueMessage } from "../model/batch";

/** How long a job that could not be checked waits, by how often it was received: once 5 minutes, once 15. */
const delaysSeconds = [300, 900];

/** The delay before AWS Backup is asked again; absent where it was asked often enough, or no queue brings it back. */
const delaySecondsOf = ({ event, records }: Update): number | undefined => {
  if (event.kind !== "job" || event.phase !== "completed-unchecked") return undefined;
  const messages = records.map(({ message }) => message);
  if (messages.some((message) => message === undefined)) return undefined;
  return delaysSeconds[Math.max(...messages.map((message) => message?.receiveCount ?? 1)) - 1];
};

/** Updates to go on with, and messages to receive again later. */
export type Postponed = { readonly ready: readonly Update[]; readonly postponed: readonly QueueMessage[] };

/**
 * Returns finished jobs that could not be checked to the queue, so that AWS Backup can be asked again: twice, then they
 * are sent as such.
 */
export const postponeUnchecked = async (
  updates: readonly Update[],
  { queue, log }: Pick<Invocation, "queue" | "log">,
): Promise<Postponed> => {
  const ready: Update[] = [];
  const returns: { readonly message: QueueMessage; readonly delaySeconds: number }[] = [];
  for (const update of updates) {
    const delaySeconds = delaySecondsOf(update);
    if (delaySeconds === undefined) {
      ready.push(update);
      continue;
    }
    log({
      outcome: "postponed",
      ...logFieldsOf(update.event),
      reason: `AWS Backup could not be asked about it; it is asked again in ${delaySeconds} s`,
    });
    for (const { message } of update.records) if (message) returns.push({ message, delaySeconds });
  }
  if (returns.length > 0) {
    for (const problem of await queue.returnToQueue(returns))
      log({ outcome: "not-returned", reason: problem });
  }
  return { ready, postponed: returns.map(({ message }) => message) };
};

// Loaded once a message does not show an event whole.
import { type Invocation, logFieldsOf } from "../context";
import type { Update } from "../deduplicate/update";
import { contentOf } from "../model/content";

/** Logs what Slack does not show of these updates. */
export const logContent = (updates: readonly Update[], { log }: Pick<Invocation, "log">): void => {
  for (const { event, records } of updates) {
    const [record] = records;
    if (record) log({ outcome: "content", ...logFieldsOf(event), ...contentOf(record.body) });
  }
};

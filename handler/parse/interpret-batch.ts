import type { Batch } from "../model/batch";
import type { BackupEvent } from "../model/event";

/**
 * Interprets the events of a batch that the parser does not know. What does that is loaded only for such an event; one
 * that it fails on stays as it came.
 */
export const interpretBatch = async (
  batch: Batch,
  stage: string,
  load = () => import("./interpret"),
): Promise<Batch> => {
  if (!batch.records.some(({ event }) => event.kind === "unrecognized" && event.fields)) return batch;
  try {
    const { interpreted } = await load();
    const read = (event: BackupEvent): BackupEvent =>
      event.kind === "unrecognized" ? interpreted(event, stage) : event;
    return { ...batch, records: batch.records.map((record) => ({ ...record, event: read(record.event) })) };
  } catch {
    return batch; // They are shown as they came.
  }
};

import type { Batch } from "../model/batch";
import type { BackupEvent } from "../model/event";

/** What reads events of our own is loaded only for a batch that holds some: until then they are not recognized. */
const withOwnEvents = async (batch: Batch): Promise<Batch> => {
  const isOwn = ({ event }: Batch["records"][number]): boolean =>
    event.kind === "unrecognized" && event.what.startsWith("backup-notifications.");
  return batch.records.some(isOwn) ? (await import("./own-event")).withOwn(batch) : batch;
};

/**
 * Interprets the events of a batch that the parser does not know: our own, and others than AWS Backup's. What does that is
 * loaded only for such an event; one that it fails on stays as it came.
 */
export const interpretBatch = async (
  parsed: Batch,
  stage: string,
  load = () => import("./interpret"),
): Promise<Batch> => {
  const batch = await withOwnEvents(parsed);
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

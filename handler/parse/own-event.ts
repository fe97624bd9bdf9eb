// Loaded once a batch holds an event of our own.
import type { Batch, OwnRecord, ReceivedRecord } from "../model/batch";
import { digestSeverityOf } from "../model/digest";
import type { BackupEvent } from "../model/event";
import { countOf, type Fields, jsonFieldsOf, textOf } from "../model/fields";
import type { DigestEvent, EditDue, OwnEvent, RunDue } from "../model/own-event";
import { digestOf } from "./digest";
import { eventBridgeEventOf } from "./envelope";

/** Readers of `detail`, by source and detail type. Each returns `undefined` for what it does not understand. */
const readers: Readonly<Record<string, (detail: Fields) => OwnEvent | undefined>> = {
  "backup-notifications.notifier Edit Due": ({ subjects, round }): EditDue | undefined => {
    const rounds = countOf(round);
    if (!Array.isArray(subjects) || rounds === undefined) return undefined;
    return {
      source: "backup-notifications.notifier",
      detailType: "Edit Due",
      detail: {
        schema: 1,
        subjects: subjects.filter((subject) => typeof subject === "string"),
        round: rounds,
      },
    };
  },
  "backup-notifications.notifier Run Due": (detail): RunDue | undefined => {
    const [run, round, facts] = [textOf(detail["run"]), countOf(detail["round"]), countOf(detail["facts"])];
    if (run === undefined || round === undefined || facts === undefined) return undefined;
    return {
      source: "backup-notifications.notifier",
      detailType: "Run Due",
      detail: { schema: 1, run, round, facts },
    };
  },
  "backup-notifications.watch Digest": (detail): DigestEvent | undefined => {
    const digest = digestOf(detail);
    return digest && { source: "backup-notifications.watch", detailType: "Digest", detail: digest };
  },
};

/**
 * Reads the body of a message in our own queue as an event of our own. Fields that a newer function adds are skipped;
 * `undefined` for another version, schema or kind, and for an event in another envelope, such as SNS's: whoever may publish
 * to the topic must not be able to send one.
 */
export const ownEventOf = (body: string): OwnEvent | undefined => {
  const envelope = eventBridgeEventOf(jsonFieldsOf(body) ?? {});
  if (envelope === undefined) return undefined;
  const { source, detailType, detail, whole } = envelope;
  const name = `${source} ${detailType}`;
  if (whole["version"] !== "1" || detail["schema"] !== 1 || !Object.hasOwn(readers, name)) return undefined;
  return readers[name]?.(detail);
};

/** What a person is to read of an event of our own; `undefined` for one that is between functions. */
const shownOf = (event: OwnEvent, { origin }: BackupEvent): BackupEvent | undefined =>
  event.detailType === "Digest"
    ? { kind: "digest", severity: digestSeverityOf(event.detail), digest: event.detail, origin }
    : undefined;

/**
 * Moves the events of our own out of a batch's records, but for those that are shown. What this version does not understand
 * stays, and is shown as it came.
 */
export const withOwn = (batch: Batch): Batch => {
  const records: ReceivedRecord[] = [];
  const own: OwnRecord[] = [];
  for (const record of batch.records) {
    const { body, message } = record;
    const event = message && ownEventOf(body);
    const shown = event && shownOf(event, record.event);
    if (shown) records.push({ ...record, event: shown });
    else if (event) own.push({ event, body, message });
    else records.push(record);
  }
  return { ...batch, records, own };
};

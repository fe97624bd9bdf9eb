// Loaded once a batch holds an event of our own.
import type { Batch, OwnRecord, ReceivedRecord } from "../model/batch";
import { digestSeverityOf } from "../model/digest";
import type { BackupEvent } from "../model/event";
import { countOf, type Fields, fieldsOf, jsonFieldsOf, textOf } from "../model/fields";
import type { DigestEvent, EditDue, OwnEvent, RunDue } from "../model/own-event";
import { digestOf } from "./digest";
import { type EventBridgeEvent, eventBridgeEventOf } from "./envelope";
import { parseEventBridge } from "./eventbridge";
import { noticesOf } from "./found";
import { restoreTestOf } from "./restore-test";

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

/** The envelope of an event of our own; `undefined` for another version, schema or envelope. */
const ownEnvelopeOf = (body: string): EventBridgeEvent | undefined => {
  const envelope = eventBridgeEventOf(jsonFieldsOf(body) ?? {});
  return envelope?.whole["version"] === "1" && envelope.detail["schema"] === 1 ? envelope : undefined;
};

/**
 * Reads the body of a message in our own queue as an event of our own. Fields that a newer function adds are skipped;
 * `undefined` for another version, schema or kind, and for an event in another envelope, such as SNS's: whoever may publish
 * to the topic must not be able to send one.
 */
export const ownEventOf = (body: string): OwnEvent | undefined => {
  const { source, detailType, detail } = ownEnvelopeOf(body) ?? {};
  const name = `${source} ${detailType}`;
  return detail && Object.hasOwn(readers, name) ? readers[name]?.(detail) : undefined;
};

/** What a person is to read of an event of our own; `undefined` for one that is between functions. */
const shownOf = (event: OwnEvent, { origin }: BackupEvent): BackupEvent | undefined =>
  event.detailType === "Digest"
    ? { kind: "digest", severity: digestSeverityOf(event.detail), digest: event.detail, origin }
    : undefined;

/** What another function of ours sent for people, as the records that it stands for; `undefined` for anything else. */
const sentForPeople = (record: ReceivedRecord): readonly ReceivedRecord[] | undefined => {
  const envelope = record.message && ownEnvelopeOf(record.body);
  if (envelope === undefined) return undefined;
  const verdict = restoreTestOf(envelope);
  if (verdict) return [{ ...record, event: verdict }];
  if (envelope.source !== "backup-notifications.watch") return undefined;
  const { detail, detailType, whole } = envelope;
  const { origin } = record.event;
  if (detailType === "Late Event") {
    const late = eventBridgeEventOf(fieldsOf(detail["event"]) ?? {});
    const event = late && parseEventBridge(late);
    // AWS's copy comes without the queue's message, so nothing but its job may identify it.
    return (
      event && [{ ...record, event: { ...event, origin: { ...origin, ...event.origin, isLate: true } } }]
    );
  }
  if (detailType !== "Finding") return undefined;
  // Each may be parked alone.
  return noticesOf(detail, origin)?.map(({ event, alone }) => ({
    ...record,
    event,
    body: JSON.stringify({ ...whole, detail: alone }),
  }));
};

/**
 * Moves the events of our own out of a batch's records, but for those that are shown. What this version does not understand
 * stays, and is shown as it came.
 */
export const withOwn = (batch: Batch): Batch => {
  const records: ReceivedRecord[] = [];
  const own: OwnRecord[] = [];
  for (const record of batch.records) {
    const { body, message } = record;
    const forPeople = sentForPeople(record);
    if (forPeople) {
      records.push(...forPeople);
      continue;
    }
    const event = message && ownEventOf(body);
    const shown = event && shownOf(event, record.event);
    if (shown) records.push({ ...record, event: shown });
    else if (event) own.push({ event, body, message });
    else records.push(record);
  }
  return { ...batch, records, own };
};

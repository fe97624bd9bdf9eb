import type { BackupEvent } from "../../handler/model/event";
import { type Fields, fieldsOf, jsonFieldsOf, known, textOf } from "../../handler/model/fields";
import { routingOf } from "../../handler/route/match";
import { type Told, tell } from "../samples/render-sample";
import type { Sample } from "../samples/sample";

/** One message of the table. */
export type MessageRow = {
  /** Of the first event that it tells of; the others are like it. */
  readonly event: BackupEvent;
  readonly eventCount: number;
  readonly kind: string;
  /** AWS's own words for the state, as the event or the Backup API brings them. */
  readonly said: readonly string[];
  readonly severity: Told["severity"];
  readonly emoji: string;
  /** What becomes of it where the stage has no route. */
  readonly byDefault: string;
  /** The message's `text`. */
  readonly sentence: string;
};

const bodyOf = ({ input }: Sample): Fields => {
  const body = textOf(fieldsOf(input.Records[0])?.["body"]);
  return (body === undefined ? undefined : jsonFieldsOf(body)) ?? {};
};

/** The vault event's name, or EventBridge's words for the state. */
const wireWordsOf = (body: Fields): readonly string[] => {
  const attributes = fieldsOf(body["MessageAttributes"]);
  const eventType = fieldsOf(attributes?.["EventType"] ?? attributes?.["eventType"])?.["Value"];
  const detail = fieldsOf(body["detail"]) ?? {};
  const isBackup = body["source"] === "aws.backup";
  return [
    eventType,
    ...(isBackup
      ? [
          detail["state"] ?? detail["status"] ?? detail["indexStatus"],
          fieldsOf(detail["scanResult"])?.["scanResultStatus"],
          detail["deletedBy"],
          detail["isLocked"] === undefined ? undefined : `isLocked ${detail["isLocked"]}`,
        ]
      : [body["detail-type"]]),
  ].flatMap((value) => textOf(value) ?? []);
};

const saidOf = (event: BackupEvent, sample: Sample): readonly string[] => {
  if (event.kind !== "job") return wireWordsOf(bodyOf(sample));
  const { state, details } = event;
  const { messageCategory, validationStatus } = known({
    // Only there it makes a kind of its own.
    messageCategory: event.phase === "completed-with-issues" ? details.messageCategory : undefined,
    validationStatus: details.validationStatus,
  });
  return [state, messageCategory, validationStatus].filter((word) => word !== undefined);
};

const defaultWords = (event: BackupEvent): string => {
  const treatment = routingOf(event, []);
  if (!treatment.post) return "logged only";
  return treatment.mention === undefined ? "posted" : `posted, calls ${treatment.mention}`;
};

/** What the samples' messages say, each made by the function's own code for this stage. */
export const messageRowsOf = async (
  samples: readonly Sample[],
  stage: string,
): Promise<readonly MessageRow[]> => {
  const rows = await Promise.all(
    samples.map(async (sample) =>
      (await tell(sample, stage)).flatMap(({ events, kind, severity, emoji, message }): MessageRow[] => {
        const [event] = events;
        if (event === undefined) return [];
        return [
          {
            event,
            eventCount: events.length,
            kind,
            said: saidOf(event, sample),
            severity,
            emoji,
            byDefault: defaultWords(event),
            sentence: message.text,
          },
        ];
      }),
    ),
  );
  return rows.flat();
};

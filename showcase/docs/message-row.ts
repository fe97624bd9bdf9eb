import type { BackupEvent } from "../../handler/model/event";
import { type Fields, fieldsOf, jsonFieldsOf, known, textOf } from "../../handler/model/fields";
import { routingOf } from "../../handler/route/match";
import { type RenderedMessage, renderSample } from "../samples/render-sample";
import type { Sample } from "../samples/sample";

/** One message of the table. */
export type MessageRow = {
  /** The first event of the message; the others are like it. */
  readonly event: BackupEvent;
  readonly eventCount: number;
  readonly kind: string;
  /** AWS's own words for the state, from the event or the AWS Backup API. */
  readonly awsWords: readonly string[];
  readonly severity: RenderedMessage["severity"];
  readonly emoji: string;
  /** How it is routed where the stage has no routes. */
  readonly byDefault: string;
  /** The message's `text`. */
  readonly sentence: string;
};

const bodyOf = ({ input }: Sample): Fields => jsonFieldsOf(input.Records[0]?.body ?? "") ?? {};

/** The vault event's name, or EventBridge's words for the state. */
const wordsOf = (body: Fields): readonly string[] => {
  const attributes = fieldsOf(body["MessageAttributes"]);
  const eventType = fieldsOf(attributes?.["EventType"] ?? attributes?.["eventType"])?.["Value"];
  const detail = fieldsOf(body["detail"]) ?? {};
  const isBackup = body["source"] === "aws.backup";
  return [
    eventType,
    detail["eventName"],
    detail["errorCode"],
    jsonFieldsOf(textOf(body["Message"]) ?? "")?.["NewStateValue"],
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

const awsWordsOf = (event: BackupEvent, sample: Sample): readonly string[] => {
  // A run and a digest are our own words.
  if (event.kind === "run" || event.kind === "digest") return [];
  if (event.kind === "notice" && event.found) {
    const { cause, isOver } = event.found;
    return isOver ? ["isOver"] : cause === undefined ? [] : [cause];
  }
  if (event.kind !== "job") return wordsOf(bodyOf(sample));
  const { state, details } = event;
  const { messageCategory, validationStatus } = known({
    // Only in this phase it decides the kind.
    messageCategory: event.phase === "completed-with-issues" ? details.messageCategory : undefined,
    validationStatus: details.validationStatus,
  });
  return [state, messageCategory, validationStatus].filter((word) => word !== undefined);
};

const defaultWords = (event: BackupEvent, isCounted: boolean): string => {
  const decision = routingOf(event, []);
  if (isCounted) return "counted in its run";
  if (!decision.post) return "logged only";
  return decision.mention === undefined ? "posted" : `posted, mentions ${decision.mention}`;
};

/** The samples' messages, each rendered by the function's own code for this stage. */
export const messageRowsOf = async (
  samples: readonly Sample[],
  stage: string,
): Promise<readonly MessageRow[]> => {
  const rows = samples.map(async (sample): Promise<readonly MessageRow[]> => {
    const rendered = await renderSample(sample, stage);
    return rendered.flatMap(({ events, kind, severity, emoji, message, isCounted }) =>
      events.slice(0, 1).map((event) => ({
        event,
        eventCount: events.length,
        kind,
        awsWords: awsWordsOf(event, sample),
        severity,
        emoji,
        byDefault: defaultWords(event, isCounted),
        sentence: message.text,
      })),
    );
  });
  return (await Promise.all(rows)).flat();
};

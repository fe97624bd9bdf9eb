import type { Aws } from "../../handler/aws-request";
import { messageOf } from "../../handler/cards/card";
import { enrich } from "../../handler/enrich";
import type { SlackMessage } from "../../handler/message";
import { type BackupEvent, messageKindOf, type Severity } from "../../handler/model";
import { newsOf } from "../../handler/news";
import { parse } from "../../handler/parse";
import { bulletinsOf } from "../../handler/render";
import type { Sample } from "./sample";

/** What a message of the function is about, and the message. */
export type Told = {
  readonly message: SlackMessage;
  /** Of all events that the message tells of; they are alike. */
  readonly kind: string;
  readonly severity: Severity;
  readonly events: readonly BackupEvent[];
};

/** AWS's API, which knows the sample's answers and nothing else. */
const awsOf =
  ({ answers }: Sample): Aws =>
  async ({ path }) => {
    const answer = Object.hasOwn(answers, path) ? answers[path] : undefined;
    return answer === undefined
      ? { status: 404, headers: {}, body: JSON.stringify({ Code: "ResourceNotFoundException" }) }
      : { status: 200, headers: {}, body: JSON.stringify(answer) };
  };

/**
 * Takes a sample the way of the function, with the function's own code, up to the messages that it would post.
 * Muting is left to the reader: every message is told.
 */
export const tell = async (sample: Sample, stage: string): Promise<readonly Told[]> => {
  const news = newsOf(parse(sample.input).records);
  const enriched = await enrich(
    news.map(({ event }) => event),
    awsOf(sample),
  );
  const complete = news.map((one, index) => ({ ...one, event: enriched[index]?.event ?? one.event }));
  return bulletinsOf(complete, { stage }).map(({ card, about }) => {
    const events = about.map(({ event }) => event);
    const [first] = events;
    if (first === undefined) throw new Error(`sample ${sample.id} makes a message about nothing`);
    return { message: messageOf(card), kind: messageKindOf(first), severity: card.severity, events };
  });
};

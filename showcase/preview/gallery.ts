import type { Severity } from "../../handler/model/event";
import { messageOf } from "../../handler/render/card";
import type { Route } from "../../handler/route/route";
import { stateCard } from "../../handler/slack/bot/summary-card";
import { type AcceptedMessage, checkPayload } from "../../local/slack/payload";
import { type Spoken, spokenOf } from "../../local/slack/spoken";
import { type Told, tell } from "../samples/render-sample";
import type { Sample, SampleGroup } from "../samples/sample";

/** One message of the gallery. */
export type Entry = {
  /** Its anchor: the sample's id, with a number where the sample makes several messages. */
  readonly id: string;
  readonly title: string;
  readonly group: SampleGroup;
  /** As stages mute it: `backup.failed`. */
  readonly kind: string;
  readonly severity: Severity;
  /** Whether the stage posts it; otherwise it only logs it. */
  readonly isPosted: boolean;
  /** The channel that a route of the stage names; absent for the main one. */
  readonly channel?: string;
  readonly message: AcceptedMessage;
  readonly spoken: Spoken;
  /** What a bot tells in the message's thread. */
  readonly inThread?: { readonly message: AcceptedMessage; readonly spoken: Spoken };
};

/** Everything that the page shows. */
export type Gallery = { readonly stage: string; readonly entries: readonly Entry[] };

/** What of a stage bears on its messages. */
export type GalleryStage = {
  readonly name: string;
  readonly routes: readonly Route[];
  readonly way: "webhook" | "bot";
};

/** @throws Error where Slack would not take the message: then there is nothing to look at. */
const accepted = (id: string, message: object): AcceptedMessage => {
  const judgement = checkPayload(JSON.stringify(message));
  if (judgement.ok) return judgement.message;
  throw new Error(`Slack would refuse the message of ${id} as ${judgement.word}: ${judgement.reason}`);
};

/** The thread of a job that a bot tells of. Whom it calls, the message itself calls. */
const threadOf = (id: string, { card: { mention: _mention, ...card } }: Told) => {
  const message = accepted(id, messageOf(card));
  return { message, spoken: spokenOf(message) };
};

const entriesOf = async (sample: Sample, { name, routes, way }: GalleryStage): Promise<readonly Entry[]> => {
  const told = await tell(sample, name, routes);
  return told.map((one, index) => {
    const { card, channel, kind, severity, isPosted } = one;
    const hasThread = way === "bot" && one.isOfOneJob;
    const message = accepted(sample.id, hasThread ? messageOf(stateCard(card)) : one.message);
    return {
      id: told.length === 1 ? sample.id : `${sample.id}-${index + 1}`,
      title: told.length === 1 ? sample.title : `${sample.title}, ${index + 1} of ${told.length}`,
      group: sample.group,
      kind,
      severity,
      isPosted,
      ...(channel !== undefined && { channel }),
      message,
      spoken: spokenOf(message),
      ...(hasThread && { inThread: threadOf(sample.id, one) }),
    };
  });
};

/** Makes every sample's messages, with the function's own code. */
export const galleryOf = async (samples: readonly Sample[], stage: GalleryStage): Promise<Gallery> => {
  const entries = await Promise.all(samples.map((sample) => entriesOf(sample, stage)));
  return { stage: stage.name, entries: entries.flat() };
};

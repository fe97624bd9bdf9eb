import type { Severity } from "../../handler/model/severity";
import { messageOf } from "../../handler/render/message";
import type { Route } from "../../handler/route/route";
import { summaryCard } from "../../handler/slack/bot/summary-card";
import { type AcceptedMessage, checkPayload } from "../../local/slack/payload";
import { type Spoken, spokenOf } from "../../local/slack/spoken";
import { type RenderedMessage, renderSample } from "../samples/render-sample";
import type { Sample, SampleGroup } from "../samples/sample";

/** A message as Slack shows it, and as it is heard. */
type Shown = { readonly message: AcceptedMessage; readonly spoken: Spoken };

/** One message of the gallery. */
export type Entry = Shown & {
  /** Its anchor: the sample's id, with a number where the sample has several messages. */
  readonly id: string;
  readonly title: string;
  readonly group: SampleGroup;
  /** As a stage's routes name it: `backup.failed`. */
  readonly kind: string;
  readonly severity: Severity;
  /** Whether the stage posts it; otherwise it only logs it. */
  readonly isPosted: boolean;
  /** Whether the message of its plan run counts it, so that it is not posted by itself. */
  readonly isCounted: boolean;
  /** The channel that a route of the stage names; absent for the main one. */
  readonly channel?: string;
  /** When AWS sent the event, in ISO 8601: a message follows within seconds. */
  readonly sentAt: string;
  /** What a bot posts in the message's thread. */
  readonly inThread?: Shown;
};

/** The page's content. */
export type Gallery = { readonly stage: string; readonly entries: readonly Entry[] };

/** The settings of a stage that affect its messages. */
export type GalleryStage = {
  readonly name: string;
  readonly routes: readonly Route[];
  readonly way: "webhook" | "bot";
  /** Whether it counts good backups of plans in the messages of their runs. */
  readonly countsRuns: boolean;
};

/** @throws Error where Slack would refuse the message: then there is nothing to show. */
const shownOf = (id: string, message: object): Shown => {
  const checked = checkPayload(JSON.stringify(message));
  if (checked.ok) return { message: checked.message, spoken: spokenOf(checked.message) };
  throw new Error(`Slack would refuse the message of ${id} as ${checked.word}: ${checked.reason}`);
};

const sentAtOf = ({ id, input }: Sample, events: RenderedMessage["events"]): string => {
  const event = events.at(-1);
  // A run is not AWS's event: it is the notifier that asks about it.
  const askedAt = event?.kind === "run" ? Number(input.Records[0]?.attributes.SentTimestamp) : undefined;
  const sentAt = askedAt === undefined ? event?.origin.sentAt : new Date(askedAt);
  if (sentAt === undefined) throw new Error(`sample ${id} does not say when AWS sent its event`);
  return sentAt.toISOString();
};

const entriesOf = async (
  sample: Sample,
  { name, routes, way, countsRuns }: GalleryStage,
): Promise<readonly Entry[]> => {
  const rendered = await renderSample(sample, name, routes);
  return rendered.map((one, index) => {
    const { card, channel, kind, severity, isPosted, events } = one;
    const hasThread = way === "bot" && one.isOfOneJob;
    // The thread mentions no one: the message in the channel does.
    const { mention: _mention, ...threadCard } = card;
    return {
      id: rendered.length === 1 ? sample.id : `${sample.id}-${index + 1}`,
      title: rendered.length === 1 ? sample.title : `${sample.title}, ${index + 1} of ${rendered.length}`,
      group: sample.group,
      kind,
      severity,
      isPosted,
      isCounted: countsRuns && one.isCounted,
      ...(channel !== undefined && { channel }),
      sentAt: sentAtOf(sample, events),
      ...shownOf(sample.id, hasThread ? messageOf(summaryCard(card)) : one.message),
      ...(hasThread && { inThread: shownOf(sample.id, messageOf(threadCard)) }),
    };
  });
};

/** Renders every sample's messages with the function's own code. */
export const galleryOf = async (samples: readonly Sample[], stage: GalleryStage): Promise<Gallery> => {
  const entries = await Promise.all(samples.map((sample) => entriesOf(sample, stage)));
  return { stage: stage.name, entries: entries.flat() };
};

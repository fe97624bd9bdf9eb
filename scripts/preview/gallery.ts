import type { Severity } from "../../handler/model";
import type { Route } from "../../handler/route";
import { type AcceptedMessage, judge } from "../../local/slack/payload";
import { type Spoken, spokenOf } from "../../local/slack/spoken";
import type { Sample, SampleGroup } from "../messages/sample";
import { tell } from "../messages/tell";

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
  readonly message: AcceptedMessage;
  readonly spoken: Spoken;
};

/** Everything that the page shows. */
export type Gallery = { readonly stage: string; readonly entries: readonly Entry[] };

/** What of a stage bears on its messages. */
export type GalleryStage = { readonly name: string; readonly routes: readonly Route[] };

/** @throws Error where Slack would not take the message: then there is nothing to look at. */
const accepted = (id: string, message: object): AcceptedMessage => {
  const judgement = judge(JSON.stringify(message));
  if (judgement.ok) return judgement.message;
  throw new Error(`Slack would refuse the message of ${id} as ${judgement.word}: ${judgement.reason}`);
};

const entriesOf = async (sample: Sample, { name, routes }: GalleryStage): Promise<readonly Entry[]> => {
  const told = await tell(sample, name, routes);
  return told.map(({ message: posted, kind, severity, isPosted }, index) => {
    const message = accepted(sample.id, posted);
    return {
      id: told.length === 1 ? sample.id : `${sample.id}-${index + 1}`,
      title: told.length === 1 ? sample.title : `${sample.title}, ${index + 1} of ${told.length}`,
      group: sample.group,
      kind,
      severity,
      isPosted,
      message,
      spoken: spokenOf(message),
    };
  });
};

/** Makes every sample's messages, with the function's own code. */
export const galleryOf = async (samples: readonly Sample[], stage: GalleryStage): Promise<Gallery> => {
  const entries = await Promise.all(samples.map((sample) => entriesOf(sample, stage)));
  return { stage: stage.name, entries: entries.flat() };
};

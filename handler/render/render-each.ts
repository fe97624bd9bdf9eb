// Loaded for events besides jobs.
import type { BackupEvent } from "../model/event";
import type { Posting } from "../route/match";
import type { Card } from "./card";
import { digestCard } from "./digest/digest-card";
import { foundCard } from "./found";
import { jobCard } from "./job";
import type { RenderContext } from "./location";
import { messageOf, type Rendered, type SlackMessage } from "./message";
import { noticeCard } from "./notice";
import { objectCard } from "./object";
import { testCard, unrecognizedCard } from "./other";
import { runCard } from "./run";
import { safeCardOf } from "./safe-card";

const cardOf = (event: BackupEvent, context: RenderContext): Card => {
  switch (event.kind) {
    case "job":
      return jobCard(event, context);
    case "object":
      return objectCard(event, context);
    case "notice":
      return event.found ? foundCard(event, event.found, context) : noticeCard(event, context);
    case "run":
      return runCard(event, context);
    case "digest":
      return digestCard(event, context);
    case "test":
      return testCard(event, context);
    case "unrecognized":
      return unrecognizedCard(event, context);
  }
};

/** Gives each update the card that shows it alone. Pure. */
export const renderEach = <Item extends { readonly event: BackupEvent; readonly posting?: Posting }>(
  items: readonly Item[],
  context: RenderContext,
): readonly Rendered<Item>[] =>
  items.map((item) => ({ ...item, card: safeCardOf(item.event, context, cardOf, item.posting) }));

/** Turns an event into a Slack message. Pure; within Slack's limits for any input. */
export const render = (
  event: BackupEvent,
  context: RenderContext,
  posting?: Partial<Posting>,
): SlackMessage => messageOf(safeCardOf(event, context, cardOf, posting));

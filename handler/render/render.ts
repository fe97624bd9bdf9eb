import type { BackupEvent, Severity } from "../model/event";
import { failureOf } from "../model/failure";
import { known } from "../model/fields";
import { unrecognized } from "../model/unrecognized";
import type { Posting } from "../route/match";
import { type Card, withPosting } from "./card";
import type { groupMessages } from "./group";
import { groupBy } from "./group-by";
import { jobCard } from "./job";
import type { RenderContext } from "./location";
import { messageOf, messageOfOne, type OutgoingMessage, type Rendered, type SlackMessage } from "./message";
import { noticeCard } from "./notice";
import { objectCard } from "./object";
import { testCard, unrecognizedCard } from "./other";

const knownCardOf = (event: BackupEvent, context: RenderContext): Card => {
  switch (event.kind) {
    case "job":
      return jobCard(event, context);
    case "object":
      return objectCard(event, context);
    case "notice":
      return noticeCard(event, context);
    case "run":
      return unrecognizedCard(unrecognized("a plan run without its card", event, event.origin), context);
    case "test":
      return testCard(event, context);
    case "unrecognized":
      return unrecognizedCard(event, context);
  }
};

const safeCardOf = (event: BackupEvent, context: RenderContext): Card => {
  try {
    return knownCardOf(event, context);
  } catch (error) {
    // No event is known to fail here. If one does, it must reach Slack all the same.
    const what = `${event.kind} that could not be rendered: ${failureOf(error)}`;
    return unrecognizedCard(unrecognized(what, event, event.origin), context);
  }
};

const cardOf = (event: BackupEvent, context: RenderContext, posting: Partial<Posting> = {}): Card =>
  withPosting(safeCardOf(event, context), posting);

/** Turns an event into a Slack message. Pure; within Slack's limits for any input. */
export const render = (
  event: BackupEvent,
  context: RenderContext,
  posting?: Partial<Posting>,
): SlackMessage => messageOf(cardOf(event, context, posting));

type Renderable = { readonly event: BackupEvent; readonly posting?: Posting };

/** Gives each update the card that shows it alone. Pure. */
export const renderEach = <Item extends Renderable>(
  items: readonly Item[],
  context: RenderContext,
): readonly Rendered<Item>[] =>
  items.map((item) => ({ ...item, card: cardOf(item.event, context, item.posting) }));

/** The same, with the cards of plan runs: only those load what renders them. */
export const renderAll = async <Item extends Renderable>(
  items: readonly Item[],
  context: RenderContext,
): Promise<readonly Rendered<Item>[]> => {
  const rendered = renderEach(items, context);
  const hasRuns = items.some(({ event }) => event.kind === "run");
  return hasRuns ? (await import("./run-cards")).withRunCards(rendered, context) : rendered;
};

/** Up to three similar events get one message each, with all their facts. */
const maxSentAlone = 3;

const areMany = (updates: readonly Renderable[]): boolean =>
  updates.length > (updates.some(({ posting }) => posting?.isGathered) ? 1 : maxSentAlone);

/** Events that no one may take for equal get one message each, up to so many; the others share one more. */
const maxDifferent = 10;

/** Failures come first: they must not wait behind good news. */
const order: readonly Severity[] = ["danger", "warning", "good", "neutral"];

/** Updates with the same key may share a message. */
const groupKeyOf = (update: Rendered<Renderable>): unknown => {
  const { card, posting } = update;
  return card.groupTitle === undefined
    ? update
    : [
        posting?.channel,
        card.mention,
        card.severity,
        card.groupTitle,
        ...Object.values(posting?.thread ?? {}),
      ].join();
};

/** The messages for updates with the same key. */
const messagesOfAlike = <Item extends Renderable>(
  updates: readonly Rendered<Item>[],
  group: typeof groupMessages | undefined,
): readonly OutgoingMessage<Item>[] => {
  if (group === undefined || !areMany(updates)) return updates.map(messageOfOne);
  const byContent = groupBy(updates, ({ card }) => card.content);
  return [
    ...byContent.slice(0, maxDifferent).flatMap((equal) => group(equal)),
    ...group(byContent.slice(maxDifferent).flat(), 1),
  ];
};

/**
 * Turns the updates of a batch into as few messages as a reader wants: more than three similar events with the same
 * channel and mention become one message with their number, or a few where one has no room for all their names and
 * reasons. Failures first. Pure, but for what groups need: that is loaded only for them. Each update is in exactly one
 * message.
 */
export const outgoingMessagesOf = async <Item extends Renderable>(
  items: readonly Item[],
  context: RenderContext,
): Promise<readonly OutgoingMessage<Item>[]> => {
  const rank = ([first]: readonly Rendered<Item>[]): number =>
    order.indexOf(first?.card.severity ?? "neutral");
  const groups = groupBy(await renderAll(items, context), groupKeyOf);
  const hasMany = groups.some(areMany);
  // Where it cannot be loaded, each update gets its own message.
  const group = hasMany ? (await import("./group").catch(() => undefined))?.groupMessages : undefined;
  return [...groups]
    .sort((one, other) => rank(one) - rank(other))
    .flatMap((updates) => {
      const { channel } = updates[0]?.posting ?? {};
      return messagesOfAlike(updates, group).map((message) => ({ ...message, ...known({ channel }) }));
    });
};

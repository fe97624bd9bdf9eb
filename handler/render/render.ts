import type { BackupEvent } from "../model/event";
import { known } from "../model/fields";
import type { Severity } from "../model/severity";
import type { Posting } from "../route/match";
import type { groupMessages } from "./group";
import { groupBy } from "./group-by";
import { jobCard } from "./job";
import type { RenderContext } from "./location";
import { messageOfOne, type OutgoingMessage, type Rendered } from "./message";
import { safeCardOf } from "./safe-card";

type Renderable = { readonly event: BackupEvent; readonly posting?: Posting };

/** The card of a job. Every other event's is loaded late. */
const cardOfJob = (event: BackupEvent, context: RenderContext): ReturnType<typeof jobCard> => {
  if (event.kind !== "job") throw new Error("its part of the function could not be loaded");
  return jobCard(event, context);
};

/** Gives each update the card that shows it alone. Only events besides jobs load what renders them. */
export const renderAll = async <Item extends Renderable>(
  items: readonly Item[],
  context: RenderContext,
): Promise<readonly Rendered<Item>[]> => {
  const others = items.some(({ event }) => event.kind !== "job")
    ? await import("./render-each").catch(() => undefined)
    : undefined;
  return (
    others?.renderEach(items, context) ??
    items.map((item) => ({ ...item, card: safeCardOf(item.event, context, cardOfJob, item.posting) }))
  );
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

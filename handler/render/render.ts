import { failureOf } from "../aws/http";
import type { BackupEvent, Severity } from "../model/event";
import { unrecognised } from "../parse/unrecognised";
import type { Posting } from "../route/match";
import { type Card, emojis, messageOf } from "./card";
import { groupCard } from "./group";
import { jobCard } from "./job";
import type { RenderContext } from "./location";
import type { SlackMessage } from "./message";
import { noticeCard } from "./notice";
import { objectCard } from "./object";
import { testCard, unrecognisedCard } from "./other";

const knownCardOf = (event: BackupEvent, surroundings: RenderContext): Card => {
  switch (event.kind) {
    case "job":
      return jobCard(event, surroundings);
    case "object":
      return objectCard(event, surroundings);
    case "notice":
      return noticeCard(event, surroundings);
    case "test":
      return testCard(event, surroundings);
    case "unrecognised":
      return unrecognisedCard(event, surroundings);
  }
};

const cardOf = (event: BackupEvent, surroundings: RenderContext): Card => {
  try {
    return knownCardOf(event, surroundings);
  } catch (error) {
    // Not known to happen; should it, the event must reach Slack all the same.
    const what = `${event.kind} that could not be shown: ${failureOf(error)}`;
    return unrecognisedCard(unrecognised(what, event, event.origin), surroundings);
  }
};

/** A card as the stage wants it. A severity of the stage's own brings its own sign. */
const treated = (card: Card, { severity = card.severity, mention }: Partial<Posting>): Card => ({
  ...card,
  ...(severity !== card.severity && { severity, emoji: emojis[severity] }),
  ...(mention && { mention }),
});

/** Turns an event into a Slack message. Pure; within Slack's limits for any input. */
export const render = (
  event: BackupEvent,
  surroundings: RenderContext,
  posting: Partial<Posting> = {},
): SlackMessage => messageOf(treated(cardOf(event, surroundings), posting));

/** A card to show in one place, and the things that it tells of. */
export type OutgoingMessage<Thing> = {
  readonly card: Card;
  readonly updates: readonly Thing[];
  /** The name that the stage gives the channel; absent for its main channel. */
  readonly channel?: string;
};

/** Up to three like events are told one by one: each message then has all its facts. */
const mostSentAlone = 3;

/** What went wrong comes first: it must not wait behind good news. */
const order: readonly Severity[] = ["danger", "warning", "good", "neutral"];

/**
 * Turns what came together into as few cards as a reader wants: more than three like events for the same
 * people and channel become one message with their number. Failures first. Pure; everything is told exactly once.
 */
export const outgoingMessagesOf = <Thing extends { readonly event: BackupEvent; readonly posting?: Posting }>(
  things: readonly Thing[],
  surroundings: RenderContext,
): OutgoingMessage<Thing>[] => {
  type Shown = { readonly thing: Thing; readonly card: Card };
  const groups = new Map<unknown, Shown[]>();
  for (const thing of things) {
    const card = treated(cardOf(thing.event, surroundings), thing.posting ?? {});
    const likeness =
      card.groupTitle === undefined
        ? thing
        : [thing.posting?.channel, card.mention, card.severity, card.groupTitle].join();
    const group = groups.get(likeness);
    if (group) group.push({ thing, card });
    else groups.set(likeness, [{ thing, card }]);
  }
  const rank = ([first]: readonly Shown[]): number => order.indexOf(first?.card.severity ?? "neutral");
  return [...groups.values()]
    .sort((one, other) => rank(one) - rank(other))
    .flatMap((shown) => {
      const [first, ...others] = shown;
      if (first === undefined) return [];
      const { channel } = first.thing.posting ?? {};
      const where = channel === undefined ? {} : { channel };
      if (shown.length <= mostSentAlone) {
        return shown.map(({ thing, card }) => ({ card, updates: [thing], ...where }));
      }
      const cards = others.map(({ card }) => card);
      return [{ card: groupCard(first.card, cards), updates: shown.map(({ thing }) => thing), ...where }];
    });
};

/**
 * The same message without Block Kit, for when Slack refuses the blocks: the sentence tells the whole story. Slack
 * formats nothing in it, so that AWS's words stay as they are. Whether a mention would still call somebody then, Slack
 * does not say: a sentence with one is formatted. (Slack developer docs, chat.postMessage, mrkdwn)
 */
export const plainTextOnly = ({ text }: SlackMessage): SlackMessage => ({
  text,
  // All else is escaped: what is left of these signs begins a mention.
  ...(!text.includes("<") && { mrkdwn: false }),
  unfurl_links: false,
  unfurl_media: false,
});

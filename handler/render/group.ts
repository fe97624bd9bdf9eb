import type { Command } from "../model/advice";
import { known } from "../model/fields";
import { awsTextLabel, type Card, type Fact } from "./card";
import { groupBy } from "./group-by";
import { commandForAll } from "./group-command";
import { isQuoteCut, messageOf, messageOfOne, type OutgoingMessage, type Rendered } from "./message";
import { clause, code, codeBlock, plain, short } from "./mrkdwn";
import { isCut, linesOf, type Name, type Page, pagesOf, type Reason, roomBeside } from "./pages";

/** So many are named in the sentence, and have a link where there is no room for all links. */
const maxNamed = 10;

/** A group has at most so many messages. What they have no room for is in the log. */
const maxMessages = 5;

const maxNameLength = 1400;
const maxReasonLength = 600;

/** Facts that tell resources, objects and changes of one name apart. */
const identifyingFacts = ["Resource", "Cluster", "Object type", "Recovery point", "State"];

type Shown = { readonly card: Card };

/** What all cards have in common, such as the vault's link or the account. */
const shared = <Part>(lists: readonly (readonly Part[])[]): Part[] =>
  (lists[0] ?? []).filter((part) => {
    const text = String(part);
    return lists.every((list) => list.some((other) => String(other) === text));
  });

const reasonOf = ({ quote }: Card): string | undefined =>
  quote === undefined || quote.label === awsTextLabel ? undefined : quote.text;

/** `orders (RDS), web (EC2) ×2: no key; invoices (S3): no role; and 2 more`. */
const sentenceNames = (cards: readonly Card[], withReason: boolean, most = maxNamed): string => {
  const shownReason = (card: Card) => (withReason ? reasonOf(card) : undefined);
  const shownName = ({ name, title }: Card) => short(name ?? title, 60);
  const equals = groupBy(cards, (card) => JSON.stringify([shownReason(card), shownName(card)]));
  const named = equals.slice(0, most).map((equal) => ({ card: equal[0], count: equal.length }));
  const parts = groupBy(named, ({ card }) => card && shownReason(card)).map((group) => {
    const reason = group[0]?.card && shownReason(group[0].card);
    const names = group.flatMap(({ card, count }) =>
      card ? [`${shownName(card)}${count > 1 ? ` ×${count}` : ""}`] : [],
    );
    return `${names.join(", ")}${reason === undefined ? "" : `: ${clause(reason, 60)}`}`;
  });
  const more = named.reduce((rest, { count }) => rest - count, cards.length);
  return `${parts.join("; ")}${more === 0 ? "" : `${parts.length > 1 ? ";" : ""} and ${more} more`}`;
};

/** What the cards of a group have in common. It is shown once. */
const commonOf = (cards: readonly Card[]) => {
  const [first] = cards;
  const same = <Key extends "means" | "next" | "highlight" | "datedHighlight" | "where">(key: Key) =>
    cards.every((card) => card[key] === first?.[key]) ? first?.[key] : undefined;
  return {
    hasOneQuote: cards.every(({ quote }) => quote?.text === first?.quote?.text),
    location: shared(cards.map(({ location }) => location)),
    facts: shared<Fact>(cards.map(({ facts }) => facts ?? [])),
    links: shared(cards.map(({ links }) => links ?? [])),
    where: same("where") ?? "",
    ...known({
      means: same("means"),
      next: same("next"),
      highlight: same("highlight"),
      datedHighlight: same("datedHighlight"),
    }),
  };
};

type Common = ReturnType<typeof commonOf>;

/** A card's name with what distinguishes it from the others, without and with its link. */
const nameOf = ({ card }: Shown, { location, facts, links, highlight }: Common) => {
  const details = [
    ...(card.facts ?? []).flatMap((fact) =>
      identifyingFacts.includes(fact[0]) && facts.every((other) => String(other) !== String(fact))
        ? [` ${fact[1]}`]
        : [],
    ),
    ...card.location.filter((part) => !location.includes(part)).map((part) => `, ${part}`),
    ...(highlight === undefined && card.highlight
      ? [` — ${card.datedHighlight ?? plain(card.highlight, 120)}`]
      : []),
  ];
  const bare = details.reduce(
    (text, part) => (text.length + part.length > maxNameLength ? text : text + part),
    card.subject ?? plain(card.title, 100),
  );
  const link = card.links?.find((one) => !links.includes(one))?.replace(/\|[^|]*>$/, "|open>");
  return { bare, linked: link === undefined ? bare : `${bare} ${link}` };
};

/** The names of events with one reason, so many of them with a link. Equal ones share an entry. */
const namesOf = <T extends Shown>(
  items: readonly T[],
  common: Common,
  maxLinks: number,
): readonly Name<T>[] => {
  const named = items.map((item) => ({ item, ...nameOf(item, common) }));
  const equals = groupBy(named, ({ linked, bare }) => (maxLinks === Infinity ? linked : bare));
  return equals.flatMap((equal, index) => {
    const [first] = equal;
    if (first === undefined) return [];
    const text = index < maxLinks ? first.linked : first.bare;
    return [
      {
        text: equal.length > 1 ? `${text} ×${equal.length}` : text,
        items: equal.map(({ item }) => item),
      },
    ];
  });
};

/** The reasons of a group, the rarest first: among the others it is the one that no one notices. */
const reasonsOf = <T extends Shown>(
  items: readonly T[],
  common: Common,
  maxLinks: number,
): readonly Reason<T>[] =>
  [...groupBy(items, ({ card: { quote, means, next } }) => JSON.stringify([quote?.text, means, next]))]
    .sort((one, other) => one.length - other.length)
    .map((alike) => {
      const { quote, means = "", next = "" } = alike[0]?.card ?? {};
      const reason = quote === undefined ? "no reason" : code(quote.text, maxReasonLength);
      const meaning = common.means === undefined && means !== "" ? [means] : [];
      // Without a known cause there is only what helps with any failure.
      const step = common.next === undefined && means !== "" && next !== "" ? [next] : [];
      return {
        head: common.hasOneQuote ? "" : ` · ${reason}`,
        advice: [...meaning, ...step],
        names: namesOf(alike, common, maxLinks),
      };
    });

/** A card for several similar events: how many, what they have in common, and each by name. */
const groupCard = (
  cards: readonly Card[],
  common: Common,
  lines: readonly string[],
  command?: Command,
): Card | undefined => {
  const [first] = cards;
  if (first === undefined) return undefined;
  const { hasOneQuote, where, highlight, ...parts } = common;
  const title = `${cards.length} ${first.groupTitle ?? first.title}`;
  const quote = hasOneQuote ? first.quote : undefined;
  const reason = quote && reasonOf(first);
  const lead = `${title}${highlight === undefined ? "" : ` — ${highlight}`}: ${reason === undefined ? "" : `${clause(reason, 160)}: `}`;
  const all = sentenceNames(cards, !hasOneQuote, Number.POSITIVE_INFINITY);
  return {
    ...parts,
    severity: first.severity,
    emoji: first.emoji,
    title,
    sentence: `${lead}${sentenceNames(cards, !hasOneQuote)}${where}`,
    plainText: `${lead}${all}${where}`,
    lines,
    ...known({ highlight, quote, command, mention: first.mention }),
  };
};

/** A cause's names with the command that runs all of them again. */
const commandLines = (names: readonly Name<Shown>[]): readonly string[] => {
  const commands = names.flatMap(({ items }) => items.map(({ card }) => card.command));
  // A job alone in its cause has its page: so many commands would hide the other causes.
  const command = commands.length > 1 ? commandForAll(commands) : undefined;
  return command === undefined ? [] : [`${command.label}\n${codeBlock(command.line, Infinity)}`];
};

/** The card of one page, with commands where there is room for them. */
const pageCard = (page: Page<Shown>, common: Common): Card | undefined => {
  const cards = page.items.map(({ card }) => card);
  if (cards.length === 1) return cards[0];
  const forAll = common.hasOneQuote ? commandForAll(cards.map(({ command }) => command)) : undefined;
  const card = groupCard(cards, common, linesOf(page, commandLines), forAll);
  const { blocks, attachments } = card === undefined ? {} : messageOf(card);
  return roomBeside([blocks, attachments]) < 0 ? groupCard(cards, common, linesOf(page)) : card;
};

/**
 * The messages for several similar events. A reason that all share is shown once, above the names; otherwise each reason
 * has a line with its names, what it means and what to do. What one message has no room for goes on in the next, up to a bound.
 */
export const groupMessages = <Item>(
  items: readonly Rendered<Item>[],
  most = maxMessages,
): readonly OutgoingMessage<Item>[] => {
  if (items.length === 1) return items.map(messageOfOne);
  const common = commonOf(items.map(({ card }) => card));
  const cards = items.slice(0, 1).map(({ card }) => card);
  const frame = groupCard(cards, common, []);
  const { blocks, attachments } = frame === undefined ? {} : messageOf(frame);
  const room = roomBeside([blocks, attachments]);
  const layout = (maxLinks: number) => pagesOf(reasonsOf(items, common, maxLinks), room, most);
  // Names and reasons are worth more than links.
  const all = layout(Number.POSITIVE_INFINITY);
  const some = all.length > 1 || isCut(all) ? layout(maxNamed) : all;
  const pages = isCut(some) ? layout(0) : some;
  return pages.flatMap((page, index) => {
    const card = pageCard(page, common);
    if (card === undefined) return [];
    const part = `message ${index + 1} of ${pages.length} about ${items.length} events`;
    const { mention, ...calm } = card;
    return [
      {
        card: {
          ...calm,
          ...(pages.length > 1 && { footer: [...(card.footer ?? []), part] }),
          // One mention is enough.
          ...(index === 0 && known({ mention })),
        },
        updates: page.items,
        cut: page.items.filter((item) => page.unnamed.includes(item) || isQuoteCut(item.card)),
      },
    ];
  });
};

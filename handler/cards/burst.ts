import { plain, short } from "../slack-text";
import type { Card, Fact } from "./card";

/** What is shown by name; the others are in the count. */
const maxNamed = 10;

/** What every card has alike, such as the vault's link or the account. */
const shared = <Item>(lists: readonly (readonly Item[])[]): Item[] =>
  (lists[0] ?? []).filter((item) =>
    lists.every((list) => list.some((other) => String(other) === String(item))),
  );

const lineOf = ({ subject, title, quote, aside }: Card, withReason: boolean): string => {
  const reason = withReason && quote ? ` — ${plain(quote.text, 100)}` : "";
  return `• ${subject ?? plain(title, 100)}${reason}${aside ? ` — ${plain(aside, 120)}` : ""}`;
};

const andMore = (count: number): string => (count > maxNamed ? `and ${count - maxNamed} more` : "");

/** `orders (RDS), web (EC2) and 2 more`. */
const namesOf = (cards: readonly Card[]): string => {
  const names = cards.slice(0, maxNamed).map(({ name, title }) => short(name ?? title, 60));
  return `${names.join(", ")} ${andMore(cards.length)}`.trim();
};

/**
 * One card for several like events: how many, what they have in common, the first ten by name, and how many more.
 * A reason that all share stands once, above; others stand behind each name.
 */
export const burstCard = (first: Card, others: readonly Card[]): Card => {
  const cards = [first, ...others];
  const title = `${cards.length} ${first.many ?? first.title}`;
  const quote = cards.every((card) => card.quote?.text === first.quote?.text) ? first.quote : undefined;
  const facts: Fact[] = shared(cards.map((card) => card.facts ?? []));
  const where = cards.every((card) => card.where === first.where) ? (first.where ?? "") : "";
  const why = quote?.label === "Reason" ? `: ${short(quote.text, 160)}` : "";
  const more = andMore(cards.length);
  return {
    severity: first.severity,
    emoji: first.emoji,
    title,
    place: shared(cards.map((card) => card.place)),
    sentence: `${title}: ${namesOf(cards)}${where}${why}`,
    lines: [
      ...cards.slice(0, maxNamed).map((card) => lineOf(card, quote === undefined)),
      ...(more ? [more] : []),
    ],
    facts,
    links: shared(cards.map((card) => card.links ?? [])),
    ...(quote && { quote }),
    ...(first.mention && { mention: first.mention }),
  };
};

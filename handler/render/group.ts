import { known } from "../model/fields";
import { awsTextLabel, type Card, type Fact } from "./card";
import { clause, code, plain, short } from "./mrkdwn";

/** How many are shown by name; the others are only counted. */
const maxNamed = 10;

/** What all cards have in common, such as the vault's link or the account. */
const shared = <Item>(lists: readonly (readonly Item[])[]): Item[] =>
  (lists[0] ?? []).filter((item) =>
    lists.every((list) => list.some((other) => String(other) === String(item))),
  );

const lineOf = (
  { subject, title, quote, highlight }: Card,
  withReason: boolean,
  withHighlight: boolean,
): string => {
  const reason = withReason && quote ? ` — ${code(quote.text, 100)}` : "";
  return `• ${subject ?? plain(title, 100)}${reason}${withHighlight && highlight ? ` — ${plain(highlight, 120)}` : ""}`;
};

const andMore = (count: number): string => (count > maxNamed ? `and ${count - maxNamed} more` : "");

const reasonOf = ({ quote }: Card): string | undefined =>
  quote === undefined || quote.label === awsTextLabel ? undefined : quote.text;

/** Groups cards by reason, so that each reason is shown once; in order of first appearance. */
const byReason = (cards: readonly Card[]): readonly (readonly Card[])[] => {
  const groups = new Map<string | undefined, Card[]>();
  for (const card of cards) {
    const reason = reasonOf(card);
    groups.set(reason, [...(groups.get(reason) ?? []), card]);
  }
  return [...groups.values()];
};

/** `orders (RDS), web (EC2): no key; invoices (S3): no role; and 2 more`. */
const namesOf = (cards: readonly Card[], withReason: boolean): string => {
  const named = cards.slice(0, maxNamed);
  const parts = (withReason ? byReason(named) : [named]).map((group) => {
    const reason = withReason && group[0] ? reasonOf(group[0]) : undefined;
    const names = group.map(({ name, title }) => short(name ?? title, 60)).join(", ");
    return reason === undefined ? names : `${names}: ${clause(reason, 60)}`;
  });
  const more = andMore(cards.length);
  return `${parts.join("; ")}${more === "" ? "" : `${parts.length > 1 ? "; " : " "}${more}`}`;
};

/**
 * One card for several similar events: how many, what they have in common, the first ten by name, and how many more.
 * A reason that all share is shown once, above the names; otherwise each name has its reason, equal ones together.
 */
export const groupCard = (first: Card, others: readonly Card[]): Card => {
  const cards = byReason([first, ...others]).flat();
  const title = `${cards.length} ${first.groupTitle ?? first.title}`;
  const quote = cards.every((card) => card.quote?.text === first.quote?.text) ? first.quote : undefined;
  const sharedReason = quote && reasonOf(first);
  const facts: Fact[] = shared(cards.map((card) => card.facts ?? []));
  const where = cards.every((card) => card.where === first.where) ? (first.where ?? "") : "";
  const more = andMore(cards.length);
  const same = (key: "means" | "next" | "highlight") =>
    cards.every((card) => card[key] === first[key]) ? first[key] : undefined;
  const highlight = same("highlight");
  return {
    severity: first.severity,
    emoji: first.emoji,
    title,
    location: shared(cards.map((card) => card.location)),
    sentence: `${title}${highlight === undefined ? "" : ` — ${highlight}`}: ${sharedReason === undefined ? "" : `${clause(sharedReason, 160)}: `}${namesOf(cards, quote === undefined)}${where}`,
    lines: [
      ...cards.slice(0, maxNamed).map((card) => lineOf(card, quote === undefined, highlight === undefined)),
      ...(more ? [more] : []),
    ],
    facts,
    links: shared(cards.map((card) => card.links ?? [])),
    ...known({ highlight, quote, means: same("means"), next: same("next") }),
    ...(first.mention && { mention: first.mention }),
  };
};

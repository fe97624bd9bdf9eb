import type { KnownBlock } from "@slack/types";
import type { Command, Severity } from "../model/event";
import type { Mention } from "../route/route";
import type { SlackMessage } from "./message";
import { codeBlock, date, plain, words } from "./mrkdwn";

/** A label and its value, the value already in mrkdwn. */
export type Fact = readonly [label: string, mrkdwn: string];

/** A message before it becomes Block Kit. What is not known is absent, never an empty line. */
export type Card = {
  readonly severity: Severity;
  /** Emoji short code without colons: the sign that colour alone must not be. */
  readonly emoji: string;
  /** What happened, in a few words: `Backup failed`. Plain, not yet escaped. */
  readonly title: string;
  /** What it happened to, in mrkdwn. */
  readonly subject?: string;
  /** The same in plain text, not yet escaped: `orders (RDS)`. */
  readonly name?: string;
  /** Where it happened, as a sentence goes on: ` in eu-west-1, account 111122223333`. Plain, not yet escaped. */
  readonly where?: string;
  /** How bad it is, or what is odd about it: `last good backup 31 h ago`. Plain, not yet escaped. */
  readonly highlight?: string;
  /** What stands behind a number of such events: `backups failed`. Absent where each must be told alone. */
  readonly groupTitle?: string;
  /** Where it happened, in mrkdwn, for the line below the headline: account, Region, vault, stage. */
  readonly location: readonly string[];
  /** The whole story in one sentence: notification and screen-reader text. Plain, not yet escaped. */
  readonly sentence: string;
  /** AWS's own words, shown as they are. */
  readonly quote?: { readonly label: string; readonly text: string };
  /** What it means, one sentence of ours, in mrkdwn. */
  readonly means?: string;
  /** What to do, one sentence of ours, in mrkdwn. */
  readonly next?: string;
  /** A command line to copy. */
  readonly command?: Command;
  /** Lines of a list, in mrkdwn. */
  readonly lines?: readonly string[];
  readonly facts?: readonly Fact[];
  readonly links?: readonly string[];
  readonly footer?: readonly string[];
  /** Whom it calls. From the stage's own setting, never from an event. */
  readonly mention?: Mention;
};

const colors: Readonly<Record<Severity, string>> = {
  good: "#2EB67D",
  neutral: "#9AA0A6",
  warning: "#ECB22E",
  danger: "#E01E5A",
};

/** The sign of a severity, where nothing tells more. */
export const emojis: Readonly<Record<Severity, string>> = {
  good: "white_check_mark",
  neutral: "information_source",
  warning: "warning",
  danger: "red_circle",
};

/** More is a record, not a message. */
const maxFacts = 10;
const maxQuoteLength = 600;
const maxSentenceLength = 600;
const maxCommandLength = 1200;

/** A section holds 3,000 characters. (Slack developer docs, Section block) */
const maxSectionLength = 3000;

const section = (text: string): KnownBlock => ({
  type: "section",
  text: { type: "mrkdwn", text, verbatim: true },
});

const context = (text: string): KnownBlock => ({
  type: "context",
  elements: [{ type: "mrkdwn", text, verbatim: true }],
});

/** Lines in as few sections as hold them: Slack leaves a gap between two. */
const sections = (lines: readonly string[]): KnownBlock[] => {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    const together = last === undefined ? line : `${last}\n${line}`;
    if (last !== undefined && [...together].length <= maxSectionLength) texts[texts.length - 1] = together;
    else texts.push(line);
  }
  return texts.map(section);
};

/** A line each: fields, of which Slack shows two in a row, are twice as tall on a phone. */
const factLines = (facts: readonly Fact[]): string[] =>
  facts.slice(0, maxFacts).map(([label, value]) => `*${label}*  ${value}`);

/** A mention as Slack reads it. (Slack developer docs, Formatting text for app surfaces) */
const called = (mention: Mention | undefined): string => {
  if (mention === undefined) return "";
  if (mention === "here" || mention === "channel") return ` <!${mention}>`;
  return mention.startsWith("S") ? ` <!subteam^${mention}>` : ` <@${mention}>`;
};

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * Lays a card out as Slack shows it best. On top what happened and where; in the coloured attachment why, what to do,
 * where to look, the facts, the small print. Slack may fold an attachment, never what stands above it; and it
 * notifies whom a message calls only from above.
 */
export const messageOf = (card: Card): SlackMessage => {
  const {
    severity,
    emoji,
    title,
    subject,
    highlight,
    location,
    quote,
    means,
    next,
    command,
    lines = [],
    facts = [],
    links = [],
    footer = [],
  } = card;
  const headline = section(
    `:${emoji}: *${plain(title, 150)}*${subject ? ` · ${subject}` : ""}${called(card.mention)}${highlight ? `\n${words(capitalised(highlight), 200)}` : ""}`,
  );
  const where = context(location.join(" · "));
  const blocks: KnownBlock[] = [];
  if (quote) blocks.push(section(`*${quote.label}*\n${codeBlock(quote.text, maxQuoteLength)}`));
  if (means) blocks.push(section(means));
  if (next) blocks.push(section(next));
  if (command) blocks.push(section(`${command.label}\n${codeBlock(command.line, maxCommandLength)}`));
  blocks.push(...sections(lines));
  if (links.length > 0) blocks.push(section(links.join("   ")));
  blocks.push(...sections(factLines(facts)));
  if (footer.length > 0) blocks.push(context(footer.join(" · ")));
  return {
    text: plain(card.sentence, maxSentenceLength) + called(card.mention),
    blocks: blocks.length > 0 ? [headline, where] : [headline],
    // An attachment without blocks would be refused, and the colour with it.
    attachments: [{ color: colors[severity], blocks: blocks.length > 0 ? blocks : [where] }],
    unfurl_links: false,
    unfurl_media: false,
  };
};

/** The small print that every card ends with. */
export const footerOf = (sentAt: Date | undefined, id?: string): string[] => [
  ...(id === undefined ? [] : [id]),
  ...(sentAt === undefined ? [] : [date(sentAt)]),
];

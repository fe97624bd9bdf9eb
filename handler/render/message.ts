import type { KnownBlock } from "@slack/types";
import type { Severity } from "../model/severity";
import type { Mention } from "../route/route";
import type { Card, Fact } from "./card";
import { capitalized, codeBlock, plain, words } from "./mrkdwn";

/**
 * What is posted to Slack: one sentence with the whole event, the headline as Block Kit, and one colored attachment
 * with the details. When there are `blocks`, Slack uses `text` only for notifications and screen readers. Without
 * blocks, `text` would be shown above the attachment and repeat the headline. (Slack developer docs, chat.postMessage)
 */
export type SlackMessage = {
  readonly text: string;
  readonly blocks?: readonly KnownBlock[];
  readonly attachments?: readonly [{ readonly color: string; readonly blocks: readonly KnownBlock[] }];
  /** Shows the text as is: an asterisk or a colon in it formats nothing. */
  readonly mrkdwn?: false;
  readonly unfurl_links: false;
  readonly unfurl_media: false;
};

/** An update with the card that shows it alone. */
export type Rendered<Item> = Item & { readonly card: Card };

/** A card for one channel, and the updates that it reports. */
export type OutgoingMessage<Item> = {
  readonly card: Card;
  /** Each with its own card: of a group, that card shows one of them. */
  readonly updates: readonly Rendered<Item>[];
  /** Those whose content the card does not show whole. It is logged instead. */
  readonly cut?: readonly Rendered<Item>[];
  /** The stage's name for the channel; absent for its main channel. */
  readonly channel?: string;
};

const colors: Readonly<Record<Severity, string>> = {
  good: "#2EB67D",
  neutral: "#9AA0A6",
  warning: "#ECB22E",
  danger: "#E01E5A",
};

/** The message for one update. */
export const messageOfOne = <Item>(update: Rendered<Item>): OutgoingMessage<Item> => ({
  card: update.card,
  updates: [update],
  ...(isQuoteCut(update.card) && { cut: [update] }),
});

/** More would be a report, not a message. */
const maxFacts = 10;
const maxReasonLength = 600;
const maxSentenceLength = 600;

/** Slack cuts a text at 40,000 characters; the rest is for a mention. (Slack developer docs, chat.postMessage) */
const maxTextLength = 39_900;
const maxCommandLength = 1200;

/** A section holds 3,000 characters. (Slack developer docs, Section block) */
const maxSectionLength = 3000;

/** AWS's text as a message shows it. */
const quoted = ({ text, maxLength = maxReasonLength }: NonNullable<Card["quote"]>): string =>
  codeBlock(text, maxLength);

/** Whether a message shows only the beginning of AWS's text. */
export const isQuoteCut = ({ quote }: Card): boolean =>
  quote !== undefined && quoted(quote) !== codeBlock(quote.text, Infinity);

const section = (text: string): KnownBlock => ({
  type: "section",
  text: { type: "mrkdwn", text, verbatim: true },
});

const context = (text: string): KnownBlock => ({
  type: "context",
  elements: [{ type: "mrkdwn", text, verbatim: true }],
});

/** Puts lines into as few sections as possible: Slack leaves a gap between two. */
const sections = (lines: readonly string[]): KnownBlock[] => {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    const together = last === undefined ? line : `${last}\n${line}`;
    if (last !== undefined && !together.includes("```") && [...together].length <= maxSectionLength)
      texts[texts.length - 1] = together;
    else texts.push(line);
  }
  return texts.map(section);
};

/** One line per fact: fields, which Slack shows two in a row, are twice as tall on a phone. */
const factLines = (facts: readonly Fact[]): string[] =>
  facts.slice(0, maxFacts).map(([label, value]) => `*${label}*  ${value}`);

/** A mention as Slack reads it. (Slack developer docs, Formatting text for app surfaces) */
const mentionOf = (mention: Mention | undefined): string => {
  if (mention === undefined) return "";
  if (mention === "here" || mention === "channel") return ` <!${mention}>`;
  return mention.startsWith("S") ? ` <!subteam^${mention}>` : ` <@${mention}>`;
};

/**
 * Lays out a card for Slack. At the top: what happened and where. In the colored attachment: why, what to do, links,
 * facts and the footer. Slack may collapse an attachment, never what is above it, and notifies people only if the
 * mention is above it.
 */
export const messageOf = (card: Card): SlackMessage => {
  const {
    severity,
    emoji,
    title,
    subject,
    highlight = "",
    datedHighlight = words(highlight, 200),
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
    `:${emoji}: *${plain(title, 150)}*${subject ? ` · ${subject}` : ""}${mentionOf(card.mention)}${highlight && `\n${capitalized(datedHighlight)}`}`,
  );
  const locationLine = context(location.join(" · "));
  const blocks: KnownBlock[] = [];
  if (quote) blocks.push(section(`*${quote.label}*\n${quoted(quote)}`));
  if (means) blocks.push(section(means));
  if (next) blocks.push(section(next));
  blocks.push(...sections(lines));
  if (links.length > 0) blocks.push(section(links.join("   ")));
  if (command) blocks.push(section(`${command.label}\n${codeBlock(command.line, maxCommandLength)}`));
  blocks.push(...sections(factLines(facts)));
  if (footer.length > 0) blocks.push(context(footer.join(" · ")));
  return {
    text: plain(card.sentence, maxSentenceLength) + mentionOf(card.mention),
    blocks: blocks.length > 0 ? [headline, locationLine] : [headline],
    // Slack refuses an attachment without blocks, and the color would be lost with it.
    attachments: [{ color: colors[severity], blocks: blocks.length > 0 ? blocks : [locationLine] }],
    unfurl_links: false,
    unfurl_media: false,
  };
};

/**
 * The same message without Block Kit, for when Slack refuses the blocks. Slack formats nothing in it, so AWS's text
 * stays as is. Slack does not document whether a mention would still notify anyone then, so a sentence with a mention
 * is formatted. (Slack developer docs, chat.postMessage, mrkdwn)
 */
export const plainTextOnly = ({ text }: Pick<SlackMessage, "text">): SlackMessage => ({
  text,
  // Everything else is escaped: a remaining `<` starts a mention.
  ...(!text.includes("<") && { mrkdwn: false }),
  unfurl_links: false,
  unfurl_media: false,
});

/** The same of a card, with every name that it has. */
export const plainMessageOf = ({ sentence, plainText, mention }: Card): SlackMessage =>
  plainTextOnly({ text: plain(plainText ?? sentence, maxTextLength) + mentionOf(mention) });

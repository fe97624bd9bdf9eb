import type { Command } from "../model/advice";
import type { Severity } from "../model/severity";
import type { Mention } from "../route/route";
import { date } from "./mrkdwn";

/** A label and its value, the value already in mrkdwn. */
export type Fact = readonly [label: string, mrkdwn: string];

/** A message before it becomes Block Kit. What is unknown is absent, never an empty line. */
export type Card = {
  readonly severity: Severity;
  /** Emoji short code without colons. It says what the color says: color must not be the only cue. */
  readonly emoji: string;
  /** What happened, in a few words: `Backup failed`. Plain text, not yet escaped. */
  readonly title: string;
  /** What it happened to, in mrkdwn. */
  readonly subject?: string;
  /** The same in plain text, not yet escaped: `orders (RDS)`. */
  readonly name?: string;
  /** Where it happened, as the end of the sentence: `, eu-west-1, account 111122223333`. Plain text, not yet escaped. */
  readonly where?: string;
  /** How severe it is, or what is unusual about it: `last good backup 31 h ago`. Plain text, not yet escaped. */
  readonly highlight?: string;
  /** The same in mrkdwn, where it has dates or names. */
  readonly datedHighlight?: string;
  /** The title after a number of such events: `backups failed`. Absent where each needs its own message. */
  readonly groupTitle?: string;
  /** Only events with the same content share a message. Absent where a name and a reason say what a reader needs. */
  readonly content?: string;
  /** Where it happened, in mrkdwn, for the line below the headline: account, Region, vault, stage. */
  readonly location: readonly string[];
  /** The whole event in one sentence: notification and screen reader text. Plain text, not yet escaped. */
  readonly sentence: string;
  /** The sentence with every name, where it has only some: for when Slack refuses the blocks. Not yet escaped. */
  readonly plainText?: string;
  /** AWS's own text, shown as is. */
  readonly quote?: {
    readonly label: string;
    readonly text: string;
    /** Where a message should show more of it than of a reason. */
    readonly maxLength?: number;
  };
  /** What it means, in one sentence, in mrkdwn. */
  readonly means?: string;
  /** What to do, in one sentence, in mrkdwn. */
  readonly next?: string;
  /** A command line to copy. */
  readonly command?: Command;
  /** Lines of a list, in mrkdwn. */
  readonly lines?: readonly string[];
  readonly facts?: readonly Fact[];
  readonly links?: readonly string[];
  readonly footer?: readonly string[];
  /** Whom it mentions. From the stage's setting, never from an event. */
  readonly mention?: Mention;
};

/** The emoji of a severity, unless the event has one of its own. */
export const emojis: Readonly<Record<Severity, string>> = {
  good: "white_check_mark",
  neutral: "information_source",
  warning: "warning",
  danger: "red_circle",
};

/** A card with the severity and the mention that the stage's routes set. Another severity changes the emoji. */
export const withPosting = (
  card: Card,
  { severity = card.severity, mention }: { readonly severity?: Severity; readonly mention?: Mention } = {},
): Card => ({
  ...card,
  ...(severity !== card.severity && { severity, emoji: emojis[severity] }),
  ...(mention && { mention }),
});

/** The footer of a card: an ID, and when AWS sent the event. */
export const footerOf = (sentAt: Date | undefined, id?: string): string[] => [
  ...(id === undefined ? [] : [id]),
  ...(sentAt === undefined ? [] : [date(sentAt)]),
];

/** The label of a quote that is AWS's message as a whole, not a reason. */
export const awsTextLabel = "AWS Backup says";

/** AWS's own text as a quote, without the sentences that repeat what the card shows. */
export const awsTextQuote = (
  text: string | undefined,
  isRepeated: (sentence: string) => boolean,
): Card["quote"] => {
  const sentences = (text ?? "").split(/(?<=\.)\s+/).filter((sentence) => !isRepeated(sentence));
  const rest = sentences.join(" ");
  return rest === "" ? undefined : { label: awsTextLabel, text: rest };
};

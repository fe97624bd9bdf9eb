/**
 * A parser of Slack's mrkdwn. Markup is found first and entities are decoded last, in what is left as text: an
 * escaped `&lt;!channel&gt;` is shown as text, never a mention.
 * (Slack developer docs, Formatting text for app surfaces)
 */

/** A piece of a mrkdwn text, with its entities decoded. */
export type Piece =
  /** A mention is of everyone (`@channel`), a person, a channel, a user group. */
  | { readonly is: "text" | "code" | "code block" | "mention"; readonly text: string }
  | { readonly is: "emoji"; readonly name: string }
  | { readonly is: "link"; readonly url: string; readonly text: string }
  /** `text` is for clients that do not format dates. */
  | { readonly is: "date"; readonly at: Date; readonly format: string; readonly text: string }
  | { readonly is: "bold" | "italic" | "struck"; readonly pieces: readonly Piece[] };

/** Slack's three entities. */
export const decode = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

const angle = (inner: string): Piece => {
  const [target = "", label] = inner.split("|", 2);
  const date = /^!date\^(\d+)\^([^^]+)/.exec(target);
  if (date) {
    const [, seconds, format = ""] = date;
    return { is: "date", at: new Date(Number(seconds) * 1000), format, text: decode(label ?? "") };
  }
  if (/^https?:\/\//.test(target)) return { is: "link", url: decode(target), text: decode(label ?? target) };
  return { is: "mention", text: decode(label ?? target.replace(/^!/, "@")) };
};

type Rule = { readonly pattern: RegExp; readonly read: (inner: string) => Piece };

/** Text between two marks, such as `*`: not inside a word. */
const styled = (mark: string, is: "bold" | "italic" | "struck"): Rule => ({
  pattern: new RegExp(`(?<![\\p{L}\\p{N}])${mark}(\\S(?:[^${mark}\\n]*\\S)?)${mark}(?![\\p{L}\\p{N}])`, "u"),
  read: (inner) => ({ is, pieces: piecesOf(inner) }),
});

/** In order of precedence: nothing is parsed inside code. */
const rules: readonly Rule[] = [
  { pattern: /```\n?([\s\S]+?)\n?```/, read: (inner) => ({ is: "code block", text: decode(inner) }) },
  { pattern: /`([^`\n]+)`/, read: (inner) => ({ is: "code", text: decode(inner) }) },
  { pattern: /<([^<>\n]+)>/, read: angle },
  { pattern: /:([a-z0-9_+-]+):/, read: (name) => ({ is: "emoji", name }) },
  styled("\\*", "bold"),
  styled("_", "italic"),
  styled("~", "struck"),
];

/** Splits a text at the first rule that matches, and reads the text before and after it by the remaining rules. */
const piecesFrom = (text: string, from: number): readonly Piece[] => {
  for (const [offset, { pattern, read }] of rules.slice(from).entries()) {
    const match = pattern.exec(text);
    if (match === null) continue;
    return [
      ...piecesFrom(text.slice(0, match.index), from + offset + 1),
      read(match[1] ?? ""),
      ...piecesFrom(text.slice(match.index + match[0].length), from + offset),
    ];
  }
  return text === "" ? [] : [{ is: "text", text: decode(text) }];
};

/** Parses a mrkdwn text. */
export const piecesOf = (text: string): readonly Piece[] => piecesFrom(text, 0);

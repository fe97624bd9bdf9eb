import { withoutUnprintable } from "./printable";

/**
 * Text for Slack's mrkdwn. Everything that comes from AWS goes through here: a resource name, a tag or an error
 * message can never mention a channel, fake a link or break a code span.
 * (Slack developer docs, Formatting text for app surfaces)
 */

/** With a capital letter first. */
export const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Slack's three entities; and backticks, which would start or end code, as primes. */
const replacements: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "`": "ʹ" };

const ellipsis = "…";

/** Makes any text printable on one line. */
const oneLine = (text: string): string => withoutUnprintable(text.replace(/\s+/g, " ")).trim();

/** The same, with line breaks kept. */
const manyLines = (text: string): string =>
  text
    .split(/\r\n|[\n\r\u2028\u2029]/u)
    .map((line) => withoutUnprintable(line.replaceAll("\t", "  ")).trimEnd())
    .join("\n")
    .trim();

/** Cleans the end of a truncated text: no space, and nothing invisible without what it belongs to. */
const cutEnd = (text: string): string => text.replace(/(?:[\s\u200D]|(?<=[\d#*])\uFE0F)+$/u, "");

/**
 * Escapes `&`, `<`, `>` and backticks, and truncates so that the *escaped* text has at most `maxLength` code points,
 * never inside a character or an entity.
 */
const escapeWithin = (text: string, maxLength: number): string => {
  if (text.length <= maxLength && !/[&<>`]/.test(text)) return text;
  let escaped = "";
  let length = 0;
  let beforeEllipsis = "";
  for (const character of text) {
    const piece = replacements[character] ?? character;
    const pieceLength = piece === character ? 1 : piece.length;
    if (length + pieceLength > maxLength) return `${cutEnd(beforeEllipsis)}${ellipsis}`;
    escaped += piece;
    length += pieceLength;
    if (length < maxLength) beforeEllipsis = escaped;
  }
  return escaped;
};

/** One printable line of at most `maxLength` code points, not escaped: for text that is escaped later. */
export const short = (text: string, maxLength: number): string => {
  const line = oneLine(text);
  if (line.length <= maxLength) return line;
  const characters = [...line];
  return characters.length <= maxLength
    ? line
    : `${cutEnd(characters.slice(0, maxLength - 1).join(""))}${ellipsis}`;
};

/** The same for use within a sentence: without a period at the end. */
export const clause = (text: string, maxLength: number): string =>
  short(text, maxLength).replace(/[.\s]+$/, "");

/** One line of plain text. `maxLength` counts code points after escaping. */
export const plain = (text: string, maxLength: number): string => escapeWithin(oneLine(text), maxLength);

/** Whether a text has nothing that Slack would read as formatting or as an emoji name. */
const isUnformatted = (text: string): boolean =>
  /^[A-Za-z0-9 .,()/'-]*$/.test(text) || /^[\p{L}\p{M}\p{N} .,()/'-]*$/u.test(text);

/** AWS's words within our own text: as is where Slack would not format them, else in a code span. */
export const words = (text: string, maxLength: number): string =>
  isUnformatted(oneLine(text)) ? plain(text, maxLength) : code(text, maxLength);

/** A code span: Slack shows its content as is. */
export const code = (text: string, maxLength: number): string =>
  `\`${escapeWithin(oneLine(text), maxLength) || " "}\``;

/** A code block, for AWS's own text. `maxLength` counts the text between the fences. */
export const codeBlock = (text: string, maxLength: number): string =>
  `\`\`\`\n${escapeWithin(manyLines(text), maxLength) || " "}\n\`\`\``;

/** A link. The URL is our own (see console-url.ts); its reserved characters are encoded all the same. */
export const link = (url: string, label: string): string =>
  `<${url.replace(/[|<>\s]/g, encodeURIComponent).replaceAll("&", "&amp;")}|${plain(label, 75).replaceAll("|", "/")}>`;

/** A date in the reader's time zone, with a UTC fallback for clients that cannot show it. */
export const date = (value: Date): string => {
  const fallback = `${value.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return `<!date^${Math.floor(value.getTime() / 1000)}^{date_short_pretty} {time}|${fallback}>`;
};

/** `1 h 12 m`, `4 m 10 s`, `45 s`, `2 d 3 h`. */
export const duration = (milliseconds: number): string => {
  const seconds = Math.round(milliseconds / 1000);
  const units = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "m"],
    [seconds % 60, "s"],
  ] as const;
  const first = units.findIndex(([count]) => count > 0);
  if (first === -1) return "0 s";
  return units
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
};

/** `8 GiB`, `1.5 GiB`, `0 bytes`: binary units, as AWS Backup bills. */
export const size = (bytes: number): string => {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"];
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1);
  return `${Number((bytes / 1024 ** power).toFixed(1))} ${units[power]}`;
};

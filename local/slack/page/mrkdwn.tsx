import type { ReactNode } from "react";
import { emojiOf } from "../emoji";
import { type Piece, piecesOf } from "../mrkdwn";

const dateFormats: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date_short: { month: "short", day: "numeric", year: "numeric" },
  date_long: { weekday: "long", month: "long", day: "numeric", year: "numeric" },
  date: { month: "long", day: "numeric", year: "numeric" },
  time: { hour: "numeric", minute: "2-digit" },
  time_secs: { hour: "numeric", minute: "2-digit", second: "2-digit" },
};

const prettyDay = (date: Date): string | undefined => {
  const day = (value: Date): number =>
    new Date(value.getFullYear(), value.getMonth(), value.getDate()).getTime();
  const days = Math.round((day(date) - day(new Date())) / 86_400_000);
  return { "-1": "Yesterday", "0": "Today", "1": "Tomorrow" }[String(days)];
};

/** `{date_short_pretty} {time}` in the reader's time zone. */
const formatDate = (date: Date, format: string): string =>
  format.replace(/\{([a-z_]+)\}/g, (token, name: string) => {
    const pretty = name.endsWith("_pretty") ? prettyDay(date) : undefined;
    const options = dateFormats[name.replace("_pretty", "")];
    return pretty ?? (options ? date.toLocaleString([], options) : token);
  });

const tags = { bold: "b", italic: "i", struck: "s" } as const;

const Shown = ({ piece }: { readonly piece: Piece }) => {
  switch (piece.is) {
    case "text":
      return piece.text;
    case "code":
      return <code>{piece.text}</code>;
    case "code block":
      return <pre>{piece.text}</pre>;
    case "emoji":
      return <span>{emojiOf(piece.name)}</span>;
    case "link":
      return (
        <a href={piece.url} target="_blank" rel="noopener noreferrer">
          {piece.text}
        </a>
      );
    case "mention":
      return <mark className="mention">{piece.text}</mark>;
    case "date":
      return (
        <time dateTime={piece.at.toISOString()} title={piece.text}>
          {formatDate(piece.at, piece.format)}
        </time>
      );
    default: {
      const Styled = tags[piece.is];
      return <Styled>{show(piece.pieces)}</Styled>;
    }
  }
};

const show = (pieces: readonly Piece[]): ReactNode =>
  pieces.map((piece, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text never change their order.
    <Shown key={index} piece={piece} />
  ));

/** Shows a mrkdwn text. */
export const mrkdwn = (text: string): ReactNode => show(piecesOf(text));

import type { KnownBlock } from "@slack/types";
import { emojiOf } from "./emoji";
import { decode, type Piece, piecesOf } from "./mrkdwn";
import type { AcceptedMessage } from "./payload";

/** A lock screen shows about two lines of a notification, on iOS as on Android. */
const lockScreenLength = 110;

/** Slack's clients read out an emoji by its name. */
const spokenEmoji = (name: string): string => `(${name.replaceAll("_", " ")})`;

const spokenPiece = (piece: Piece, emoji = spokenEmoji): string => {
  switch (piece.is) {
    case "text":
    case "code":
    case "code block":
      return piece.text;
    case "emoji":
      return emoji(piece.name);
    case "link":
      return `${piece.label} (link)`;
    case "mention":
      return piece.label;
    case "date":
      return piece.fallback;
    case "bold":
    case "italic":
    case "struck":
      return piece.pieces.map((inner) => spokenPiece(inner, emoji)).join("");
  }
};

const spokenText = ({ type, text }: { readonly type: string; readonly text: string }): string =>
  type === "mrkdwn"
    ? piecesOf(text)
        .map((piece) => spokenPiece(piece))
        .join("")
    : decode(text);

const spokenBlock = (block: KnownBlock): readonly string[] => {
  switch (block.type) {
    case "section":
      return [
        ...(block.text ? [spokenText(block.text)] : []),
        // A field is a label above its value.
        ...(block.fields ?? []).map((field) => spokenText(field).replace("\n", ": ")),
      ];
    case "header":
      return [spokenText(block.text)];
    case "context":
      return [
        block.elements
          .map((element) => (element.type === "image" ? element.alt_text : spokenText(element)))
          .join(" "),
      ];
    case "actions":
      return block.elements.map((element) =>
        element.type === "button" ? `${spokenText(element.text)} (button)` : `a ${element.type}`,
      );
    case "divider":
      return [];
    default:
      return [`a block of type ${block.type}`];
  }
};

/** A message as heard, not seen. */
export type Spoken = {
  /** The notification: Slack's whole `text`. */
  readonly notification: string;
  /** The notification as a locked phone shows it: cut after about two lines. */
  readonly lockScreen: string;
  /** The message's parts from top to bottom, one per line; the text first where Slack shows it. */
  readonly lines: readonly string[];
};

/** What a screen reader reads of a message, and what a locked phone shows. */
export const spokenOf = ({ text, mrkdwn, blocks, attachments }: AcceptedMessage): Spoken => {
  const isPlain = mrkdwn === false;
  const notification = isPlain
    ? decode(text)
    : piecesOf(text)
        .map((piece) => spokenPiece(piece, emojiOf))
        .join("");
  const characters = [...notification];
  const lines = [
    ...(blocks.length === 0 && text !== ""
      ? [spokenText({ type: isPlain ? "plain_text" : "mrkdwn", text })]
      : []),
    ...blocks.flatMap(spokenBlock),
    ...attachments.flatMap((one) => [
      ...(one.text ? [spokenText({ type: "mrkdwn", text: one.text })] : []),
      ...one.blocks.flatMap(spokenBlock),
    ]),
  ];
  return {
    notification,
    lockScreen:
      characters.length <= lockScreenLength
        ? notification
        : `${characters
            .slice(0, lockScreenLength - 1)
            .join("")
            .trimEnd()}…`,
    lines,
  };
};

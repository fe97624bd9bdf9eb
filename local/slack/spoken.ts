import type { KnownBlock } from "@slack/types";
import { emojiOf } from "./emoji";
import { decode, type Piece, piecesOf } from "./mrkdwn";
import type { AcceptedMessage } from "./payload";

/** A lock screen shows about two lines of a notification, on iOS as on Android. */
const lockScreenLength = 110;

/** Slack's clients read out an emoji by its name. */
const spokenEmoji = (name: string): string => `(${name.replaceAll("_", " ")})`;

const spokenPieces = (pieces: readonly Piece[], emoji: (name: string) => string): string =>
  pieces
    .map((piece) => {
      switch (piece.is) {
        case "emoji":
          return emoji(piece.name);
        case "link":
          return `${piece.text} (link)`;
        case "bold":
        case "italic":
        case "struck":
          return spokenPieces(piece.pieces, emoji);
        default:
          return piece.text;
      }
    })
    .join("");

const spokenMrkdwn = (text: string, emoji = spokenEmoji): string => spokenPieces(piecesOf(text), emoji);

const spokenText = ({ type, text }: { readonly type: string; readonly text: string }): string =>
  type === "mrkdwn" ? spokenMrkdwn(text) : decode(text);

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
  const notification = mrkdwn === false ? decode(text) : spokenMrkdwn(text, emojiOf);
  const characters = [...notification];
  const shownText = mrkdwn === false ? decode(text) : spokenMrkdwn(text);
  return {
    notification,
    lockScreen:
      characters.length <= lockScreenLength
        ? notification
        : `${characters
            .slice(0, lockScreenLength - 1)
            .join("")
            .trimEnd()}…`,
    lines: [
      ...(blocks.length === 0 && text !== "" ? [shownText] : []),
      ...blocks.flatMap(spokenBlock),
      ...attachments.flatMap((one) => [
        ...(one.text ? [spokenMrkdwn(one.text)] : []),
        ...one.blocks.flatMap(spokenBlock),
      ]),
    ],
  };
};

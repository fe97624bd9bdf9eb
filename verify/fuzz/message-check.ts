import type { KnownBlock } from "@slack/types";
import type { SlackMessage } from "../../handler/render/message";
import { checkPayload } from "../../local/slack/payload";
import { commandLabels } from "./command-labels";

/** The date token that we write. */
const dateToken = String.raw`<!date\^\d+\^\{date_short_pretty\} \{time\}\|\d{4}-\d\d-\d\d \d\d:\d\d UTC>`;

/** A link to a page of AWS's console. */
const consoleLink = String.raw`<https://[a-z0-9-]+\.console\.(?:aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com|amazonaws-eusc\.eu)/[^|<>\s]*\|[A-Z][a-z ]+>`;

/**
 * Where our markup is allowed: links fill a whole text, or follow a name of a group; a date is all of a fact's value, ends
 * the footer, or stands in brackets behind an age.
 */
const ourLinks = new RegExp(`^${consoleLink}(?:   ${consoleLink})*$`);
const ourLinkAfterName = new RegExp(
  ` ${consoleLink.replace("[A-Z][a-z ]+", "open")}(?=, | ×\\d+(?:, |$)|$)`,
  "gm",
);
const ourDateFact = new RegExp(String.raw`^(\*[^*\n]+\*  )${dateToken}$`, "gm");
const ourDateAtEnd = new RegExp(`(^| · )${dateToken}$`);

const ourDateAfterAge = new RegExp(String.raw`(?<= \d+ (?:min|h|days) ago )\(${dateToken}\)`, "g");

const codeBlock = /```/;
const oddBackQuotes = /^[^`\n]*`(?:[^`\n]*`[^`\n]*`)*[^`\n]*$/m;

/** A code block has one line above it, its label: bold words, or the label of a command, which may go on after them. */
const wholeCodeBlock = /^(.+)\n```\n[^`]+\n```$/;
const boldLabel = /^\*[^*\n`]+\*$/;

const isWholeCodeBlock = (text: string): boolean => {
  const label = wholeCodeBlock.exec(text)?.[1];
  return label !== undefined && (boldLabel.test(label) || commandLabels.has(label));
};

/** Control and format characters, lone surrogates, whatever Unicode shows as nothing. Line breaks are ours. */
const invisible = /[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{DI}\u2028\u2029]/u;

/** Joined emoji, an emoji with its selector, a keycap: the only places where something invisible is allowed. */
const wholeEmoji =
  /(?:\p{Extended_Pictographic}[\uFE0F\p{Emoji_Modifier}]?\u200D)*\p{Extended_Pictographic}\uFE0F?|[\d#*]\uFE0F\u20E3/gu;

const bareAmpersand = /&(?!(?:amp|lt|gt);)/;

/** What JavaScript prints where a value was forgotten. */
const slips = /undefined|NaN|\[object |Invalid Date/;

/** Slack may split a longer text. (Slack developer docs, chat.postMessage) */
const longestText = 4000;

/** Every block of a message, in the order in which Slack shows them. */
export const blocksOf = ({ blocks = [], attachments }: SlackMessage): readonly KnownBlock[] => [
  ...blocks,
  ...(attachments?.[0].blocks ?? []),
];

const blockTextsOf = (message: SlackMessage): readonly string[] =>
  blocksOf(message).flatMap((block) => {
    if (block.type === "section")
      return [block.text?.text ?? "", ...(block.fields ?? []).map(({ text }) => text)];
    if (block.type === "context")
      return block.elements.map((element) => ("text" in element ? element.text : ""));
    return [];
  });

const withoutOurMarkup = (text: string): string =>
  ourLinks.test(text)
    ? ""
    : text
        .replace(ourDateAfterAge, "")
        .replace(ourLinkAfterName, "")
        .replace(ourDateFact, "$1")
        .replace(ourDateAtEnd, "$1");

const problemOfText = (text: string, hasSlip: (text: string) => boolean): string | undefined => {
  if (/[<>]/.test(withoutOurMarkup(text))) return "markup that is not ours";
  if (bareAmpersand.test(text)) return "an & that begins no entity";
  if (invisible.test(text.replace(wholeEmoji, ""))) return "a control, format or half character";
  if (codeBlock.test(text) && !isWholeCodeBlock(text)) return "a code block that is broken up";
  if (!codeBlock.test(text) && oddBackQuotes.test(text)) return "a code span that is broken up";
  if (hasSlip(text)) return `${slips.exec(text)?.[0]} that is not in the input`;
  return undefined;
};

const problemOfSentence = (text: string): string | undefined => {
  if (text.trim() === "") return "no words in its notification text";
  if (/[\n<>]/.test(text)) return "markup or several lines in its notification text";
  if (text.length > longestText) return `a notification text of ${text.length} characters`;
  return undefined;
};

/**
 * What is wrong with a message, in a few words; `undefined` for a good one.
 * @param isInInput whether the input contains a word: then it is not our mistake
 */
export const problemOfMessage = (
  message: SlackMessage,
  isInInput: (word: string) => boolean,
): string | undefined => {
  const hasSlip = (text: string): boolean => {
    const slip = slips.exec(text)?.[0];
    return slip !== undefined && !isInInput(slip);
  };
  for (const text of [message.text, ...blockTextsOf(message)]) {
    const problem = problemOfText(text, hasSlip);
    if (problem !== undefined) return `${problem}: ${JSON.stringify(text.slice(0, 200))}`;
  }
  return problemOfSentence(message.text);
};

/** Slack's error code and our reason where the strict local Slack rejects a message. */
export const refusalOf = (message: SlackMessage): string | undefined => {
  const judgement = checkPayload(JSON.stringify(message));
  return judgement.ok ? undefined : `${judgement.word} (${judgement.reason})`;
};

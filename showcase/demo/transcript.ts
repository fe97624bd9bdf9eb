import { styleText } from "node:util";
import { terminalLine } from "../../handler/render/printable";
import type { Publication } from "../../local/aws/backup/vault-event";
import type { ReceivedMessage } from "../../local/slack/message-log";
import { decode } from "../../local/slack/mrkdwn";
import { type ColorName, colorNameOf } from "../../local/slack/page/color";

type Ink = "green" | "yellow" | "red" | "gray";

const inks: Readonly<Record<ColorName, Ink>> = {
  good: "green",
  warning: "yellow",
  danger: "red",
};

/** The last part of the ARN that an event is about, where its text names one. */
const subjectOf = (message: string): string =>
  /Resource ARN ?: ?\S*[:/]([^\s:/]+?)(?:\.\s|$)/.exec(message)?.[1] ?? "";

const eventText = ({ message, messageAttributes }: Publication): string => {
  const value = (name: string): string => messageAttributes[name]?.Value ?? "";
  return `${value("EventType") || value("eventType")} ${value("State")} ${subjectOf(message)}`.trimEnd();
};

/** Whether output may have colors: only in a terminal, and not where NO_COLOR is set. (no-color.org) */
export const showsColors = ({ isTTY }: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean =>
  isTTY === true && !env["NO_COLOR"] && env["TERM"] !== "dumb";

/** The night as lines in the terminal, each with the night's time; written with `say`. */
export const createTranscript = (say: (line: string) => void, now: () => Date, withColors: boolean) => {
  const paint = (ink: Ink | undefined, text: string): string => {
    const line = terminalLine(text);
    return withColors && ink !== undefined ? styleText(ink, line, { validateStream: false }) : line;
  };
  const line = (who: string, text: string, ink?: Ink): void =>
    say(`${paint("gray", now().toTimeString().slice(0, 5))}  ${who.padEnd(10)}  ${paint(ink, text)}`);
  return {
    published: (publication: Publication): void => line("AWS Backup", eventText(publication)),
    posted: ({ text, attachments }: ReceivedMessage, note: string | undefined): void => {
      const color = colorNameOf(attachments[0]?.color);
      line("Slack", decode(text), color && inks[color]);
      if (note !== undefined) say(`${" ".repeat(19)}${paint("gray", note)}`);
    },
    notifierFailed: (reason: string): void => line("notifier", reason),
  };
};

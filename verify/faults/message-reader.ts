import type { JobPhase } from "../../handler/model/job-phase";
import type { AcceptedMessage } from "../../local/slack/payload";
import { titleIn } from "./message-titles";
import { reasonPattern } from "./names";

/** What a message in Slack says, read from the message alone. */
export type Reading = {
  /** How many events the message reports, by its headline. */
  readonly count: number;
  /** The count in the notification text, where it differs from the headline's. */
  readonly otherCount?: number;
  /** Of a plan run's message: how many backups it counts, and how many of them as good. */
  readonly run?: RunReading;
  /** What they are: `backup FAILED`; absent where the title is not known. */
  readonly family?: string;
  /** What became of a job: `completed-with-issues`; absent for everything else. */
  readonly phase?: JobPhase;
  /** Names in the message, each of which belongs to one event. */
  readonly tokens: readonly string[];
  /** The reason that a reader finds at a name: the only one, or the last one above it. */
  readonly reasons: Readonly<Record<string, string>>;
};

/** What the message of a plan run says. */
export type RunReading = { readonly title: string; readonly started: number; readonly good: number };

/** `nightly / daily: 7 started · 4 ok · 1 failed`. */
const runIn = (text: string): RunReading | undefined => {
  const [, title, started, good = "0"] = /^(\S+ \/ \S+): (\d+) started(?: · (\d+) ok)?/.exec(text) ?? [];
  return title === undefined ? undefined : { title, started: Number(started), good: Number(good) };
};

const counted = (title: string): { readonly count: number; readonly rest: string } => {
  const match = /^(\d+) (.*)$/s.exec(title);
  return match ? { count: Number(match[1]), rest: match[2] ?? "" } : { count: 1, rest: title };
};

/** The bold words of the first block; absent where the message is text alone. */
const headlineOf = ({ blocks, attachments }: AcceptedMessage): string | undefined => {
  const [first] = [...blocks, ...attachments.flatMap((attachment) => attachment.blocks)];
  const text = first?.type === "section" ? first.text?.text : undefined;
  return /\*(.+?)\*/.exec(text ?? "")?.[1];
};

/** Names that the lab gives, and job IDs. */
const tokenPattern = /(?:res|marker)-\d{6}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** The bold number of a line that begins with other jobs: their reason follows, if they have one. */
const newLine = /\*\d+\*/;
const reasonsAndNames = new RegExp(
  [newLine, reasonPattern, tokenPattern].map(({ source }) => source).join("|"),
  "gi",
);

/** The reason at each name. Names stand below their reason. */
const reasonsIn = (text: string): Readonly<Record<string, string>> => {
  const words = text.match(reasonsAndNames) ?? [];
  const all = new Set(words.filter((word) => reasonPattern.test(word)));
  let reason = all.size === 1 ? [...all][0] : undefined;
  const found: Record<string, string> = {};
  for (const word of words) {
    if (newLine.test(word)) reason = undefined;
    else if (reasonPattern.test(word)) reason = word;
    else if (reason !== undefined) found[word.toLowerCase()] ??= reason;
  }
  return found;
};

/** Reads a message that Slack accepted. */
export const readMessage = (message: AcceptedMessage): Reading => {
  const notification = counted(message.text);
  const headline = headlineOf(message);
  const shown = headline === undefined ? notification : counted(headline);
  const title = titleIn(shown.rest);
  const run = runIn(message.text);
  const parts = JSON.stringify([message.blocks, message.attachments]);
  const found = `${message.text} ${parts}`.match(tokenPattern) ?? [];
  return {
    count: shown.count,
    tokens: [...new Set(found.map((token) => token.toLowerCase()))],
    reasons: reasonsIn(headline === undefined ? message.text : parts),
    ...(notification.count !== shown.count && { otherCount: notification.count }),
    ...(run && { run }),
    ...(title && { family: title.family }),
    ...(title?.phase && { phase: title.phase }),
  };
};

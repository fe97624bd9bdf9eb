import type { AcceptedMessage } from "../../local/slack/payload";

/** What a message in Slack says, read as a person would: without a word from the notifier beside it. */
export type Reading = {
  /** How many events the message tells of, by its headline. */
  readonly count: number;
  /** What the notification text counts, where it is not the headline's count. */
  readonly otherCount?: number;
  /** What they are: `backup FAILED`; absent where the words are not known. */
  readonly family?: string;
  /** Names in the message that are one event's alone. */
  readonly tokens: readonly string[];
};

const jobWords: Readonly<Record<string, string>> = {
  Backup: "backup",
  backups: "backup",
  Copy: "copy",
  copies: "copy",
  Restore: "restore",
  restores: "restore",
};

/** The longest words first: "completed with issues" begins with "completed". */
const states: readonly (readonly [RegExp, string])[] = [
  [/^created/, "CREATED"],
  [/^started/, "RUNNING"],
  [/^partially completed/, "PARTIAL"],
  [/^(?:completed|OK (?:again )?after)/, "COMPLETED"],
  [/^failed/, "FAILED"],
  [/^expired/, "EXPIRED"],
  [/^stopped/, "ABORTED"],
];

const families: readonly (readonly [RegExp, string])[] = [
  [/^unrecogni[sz]ed event/i, "unrecognised"],
  [/^(EKS|S3) objects? /, "object"],
  [/^(recovery points?|continuous backups?) /i, "notice"],
  [/^Test message/, "test"],
];

const familyOf = (title: string): string | undefined => {
  const [, what = "", words = ""] = /^(\S+) (.*)$/.exec(title) ?? [];
  const job = Object.hasOwn(jobWords, what) ? jobWords[what] : undefined;
  const state = states.find(([pattern]) => pattern.test(words))?.[1];
  if (job && state) return `${job} ${state}`;
  return families.find(([pattern]) => pattern.test(title))?.[1];
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

/** Names that the lab gives, and ids of jobs. */
const tokenPattern = /(?:res|marker)-\d{6}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** Reads a message that Slack took. */
export const readMessage = (message: AcceptedMessage): Reading => {
  const spoken = counted(message.text);
  const headline = headlineOf(message);
  const shown = headline === undefined ? spoken : counted(headline);
  const family = familyOf(shown.rest);
  const found = JSON.stringify([message.text, message.blocks, message.attachments]).match(tokenPattern) ?? [];
  return {
    count: shown.count,
    tokens: [...new Set(found.map((token) => token.toLowerCase()))],
    ...(spoken.count !== shown.count && { otherCount: spoken.count }),
    ...(family !== undefined && { family }),
  };
};

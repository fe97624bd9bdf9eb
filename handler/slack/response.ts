/** Why Slack did not take a call. */
export type Refusal =
  /** Slack asks to wait. */
  | "rate-limited"
  /** Slack is failing: the same call may succeed later. */
  | "unavailable"
  /** A success, but not in Slack's words: Slack may have taken the call, or a proxy kept it. */
  | "unconfirmed"
  /** Slack does not take this payload; a plainer one may do. */
  | "payload-refused"
  /** The webhook URL or bot token is not valid; it may have been replaced meanwhile. */
  | "credential-refused"
  /** A 403 or 404 without a word of Slack's: a proxy, or Slack for a moment. It may pass. */
  | "unexplained"
  /** The message to edit or reply to is gone, or can no longer be changed. */
  | "message-gone"
  /** The app lacks a scope for this. */
  | "scope-missing"
  /** The channel is missing or closed, or the app is not in it. */
  | "channel-refused"
  /** Not Slack, or not how Slack responds: trying again changes nothing. */
  | "misdirected";

/** What Slack's response means for the message. */
export type SlackResponse<Means extends Refusal = Refusal> =
  /** `ts` names the message. Together with the channel's id it allows a later edit. Webhooks return none. */
  | { readonly means: "delivered"; readonly ts?: string }
  /** Without a number Slack does not say how long to wait. */
  | { readonly means: Means; readonly word: string; readonly retryAfterSeconds?: number };

/** Slack's error words by what they mean. */
export type WordTable<Means extends Refusal> = ReadonlyMap<string, Means>;

/** Makes a table from words separated by blanks. */
export const wordTable = <Means extends Refusal>(
  rows: readonly (readonly [Means, words: string])[],
): WordTable<Means> =>
  new Map(rows.flatMap(([means, words]) => words.split(" ").map((word) => [word, means] as const)));

/** `Retry-After` in seconds; absent where it is not a number, such as a date. */
const secondsOf = (header: string | undefined): number | undefined =>
  header !== undefined && /^\d{1,9}$/.test(header.trim()) ? Number(header) : undefined;

/** A refusal with Slack's word for it, and how long to wait where Slack says so. */
export const refusal = <Means extends Refusal>(
  means: Means,
  word: string,
  retryAfter: string | undefined,
): SlackResponse<Means> => {
  const retryAfterSeconds = means === "rate-limited" ? secondsOf(retryAfter) : undefined;
  return { means, word, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
};

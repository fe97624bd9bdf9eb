/** A checked bot token, or why it is none. The problem never repeats it: it is a credential. */
export type BotToken =
  | { readonly ok: true; readonly token: string }
  | { readonly ok: false; readonly problem: string };

const no = (problem: string): BotToken => ({ ok: false, problem: `the bot token ${problem}` });

const where =
  'it begins with xoxb- and stands in the app\'s settings under "OAuth & Permissions", as "Bot User OAuth Token"';

/** Slack's other secrets, which are easily taken for it. (Slack developer docs, Tokens) */
const otherKinds: readonly (readonly [RegExp, string])[] = [
  [/^xoxp-/, "is a user token"],
  [/^xapp-/, "is an app-level token"],
  [/^xoxe/, "is one of a rotation, which ends after twelve hours; switch token rotation off"],
  [/^https?:/, "is a URL"],
];

/** Checks the form of a bot token. Whether Slack knows it, Slack must say. */
export const checkBotToken = (text: string): BotToken => {
  const given = text.trim();
  if (given === "") return no(`is empty; ${where}`);
  const kind = otherKinds.find(([pattern]) => pattern.test(given));
  if (kind) return no(`${kind[1]}; ${where}`);
  return /^xoxb-[0-9A-Za-z-]{10,250}$/.test(given)
    ? { ok: true, token: given }
    : no(`is not of Slack's form; ${where}`);
};

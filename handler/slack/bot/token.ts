import type { CheckedSecret } from "../../aws/ssm-secret";

const no = (problem: string): CheckedSecret => ({ ok: false, problem: `the bot token ${problem}` });

const where =
  'it begins with xoxb- and is in the app\'s settings under "OAuth & Permissions", as "Bot User OAuth Token"';

/** Other Slack secrets that are easily mistaken for it. (Slack developer docs, Tokens) */
const otherKinds: readonly (readonly [RegExp, string])[] = [
  [/^xoxp-/, "is a user token"],
  [/^xapp-/, "is an app-level token"],
  [/^xoxe/, "is a rotating token, which expires after twelve hours; turn token rotation off"],
  [/^https?:/, "is a URL"],
];

/**
 * Checks the form of a bot token; only Slack can say whether it is valid. The problem never repeats the token: it is a
 * credential.
 */
export const checkBotToken = (text: string): CheckedSecret => {
  const given = text.trim();
  if (given === "") return no(`is empty; ${where}`);
  const kind = otherKinds.find(([pattern]) => pattern.test(given));
  if (kind) return no(`${kind[1]}; ${where}`);
  return /^xoxb-[0-9A-Za-z-]{10,250}$/.test(given)
    ? { ok: true, value: given }
    : no(`does not have the form of a bot token; ${where}`);
};

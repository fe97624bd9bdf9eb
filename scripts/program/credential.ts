import { wrongUsage } from "./failure";

const credentials = [
  {
    what: "a webhook URL",
    pattern: /:\/\/|hooks\.slack|\/?services\//i,
    renew: "make a new one",
    askedBy: "set-webhook",
  },
  {
    what: "a bot token",
    pattern: /xox[a-z][-.]|xapp-/i,
    renew: "install the app again",
    askedBy: "set-bot-token",
  },
] as const;

/** @throws Failure (exit code 2) where an argument is a credential; it does not repeat it. */
export const refuseCredentials = (args: readonly string[]): void => {
  for (const { what, pattern, renew, askedBy } of credentials) {
    if (!args.some((arg) => pattern.test(arg))) continue;
    throw wrongUsage(
      `${what} is a credential and cannot be an argument, because arguments show in the process list and stay in the shell history; ` +
        `revoke this one in Slack, ${renew}, and paste the new one when a command asks for it, such as \`npm run ${askedBy}\``,
    );
  }
};

/** Never repeats what could be part of a webhook URL, not even in an error. */
export const quoted = (text: string): string =>
  /[/\\%]/.test(text) || text.length > 60 ? "something long or with a slash" : `"${text}"`;

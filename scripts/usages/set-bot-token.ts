import type { Flags, Usage } from "../program/usage";

/** How `npm run set-bot-token` is typed. */
export const setBotTokenUsage = {
  name: "set-bot-token",
  summary: "Stores the Slack bot token of a deployed stage, where the notifier reads it.",
  details: [
    "Asks for the token without showing it; in CI, or behind a pipe, reads it from standard input.",
    "Checks that it has a bot token's form, then stores it as an encrypted SSM parameter (SecureString).",
    "The token is a credential: it is never an argument, and it is never printed.",
  ],
  flags: {
    check: { type: "boolean", description: "asks Slack who the token is (auth.test) before it is stored" },
  },
  examples: [
    "npm run set-bot-token",
    "npm run set-bot-token -- prod eu-west-1 --check",
    "npm run set-bot-token -- prod eu-west-1 < bot-token.txt",
  ],
} as const satisfies Usage<Flags>;

import type { Flags, Usage } from "../program/usage";

/** How `npm run set-webhook` is typed. */
export const setWebhookUsage = {
  name: "set-webhook",
  summary: "Stores the Slack webhook URL of a deployed stage, where the notifier reads it.",
  details: [
    "Asks for the URL without showing it; in CI, or behind a pipe, reads it from standard input.",
    "Checks that it is a Slack webhook, then stores it as an encrypted SSM parameter (SecureString).",
    "The URL is a credential: it is never an argument, and it is never printed.",
  ],
  flags: {
    channel: {
      type: "string",
      placeholder: "name",
      description: "one of the stage's further channels, as `channels` in the stage file names them",
    },
  },
  examples: [
    "npm run set-webhook",
    "npm run set-webhook -- prod eu-west-1 < webhook-url.txt",
    "npm run set-webhook -- prod --channel payments",
  ],
} as const satisfies Usage<Flags>;

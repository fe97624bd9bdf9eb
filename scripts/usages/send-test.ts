import type { Flags, Usage } from "../program/usage";

/** How `npm run send-test` is typed. */
export const sendTestUsage = {
  name: "send-test",
  summary: "Sends a marked test message through the deployed path and follows it to Slack's answer.",
  details: [
    "Sends one message for each channel of the stage.",
    "Publishes to the stage's SNS topic, as AWS Backup does; no backup is concerned.",
    "Then reads the notifier's log until Slack has answered, at most 90 seconds.",
    "Where no answer comes, looks into the queues and says where the message got stuck.",
  ],
  flags: {
    channel: {
      type: "string",
      placeholder: "name",
      description:
        "only to this channel: main, or one that `channels` or `bot.channels` in the stage file names",
    },
  },
  examples: [
    "npm run send-test",
    "npm run send-test -- prod eu-west-1",
    "npm run send-test -- prod --channel payments",
  ],
} as const satisfies Usage<Flags>;

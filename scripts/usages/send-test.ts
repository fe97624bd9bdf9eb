import type { Usage } from "../program/usage";

/** How `npm run send-test` is typed. */
export const sendTestUsage = {
  name: "send-test",
  summary: "Sends a marked test message through the deployed path and follows it to Slack's answer.",
  details: [
    "Publishes to the stage's SNS topic, as AWS Backup does; no backup is concerned.",
    "Then reads the notifier's log until Slack has answered, at most 90 seconds.",
    "Where no answer comes, looks into the queues and says where the message got stuck.",
  ],
  flags: {},
  examples: ["npm run send-test", "npm run send-test -- prod eu-west-1"],
} as const satisfies Usage<Record<never, never>>;

import type { LocalSlack } from "../local/slack/slack";

/** How a story's stage reaches Slack: what an operator stores, and what the commands then print. */
export type SlackWay = {
  readonly command: "set-webhook" | "set-bot-token";
  /** What a first deployment without the secret prints. */
  readonly asksFor: string;
  readonly secretOf: (slack: LocalSlack) => string;
  /** Revokes the secret in Slack and creates another. */
  readonly replaceSecret: (slack: LocalSlack) => string;
  /** What the doctor prints while the secret works, and once it is revoked. */
  readonly works: string;
  readonly isRevoked: string;
  /** Why an event is parked after the secret was revoked. */
  readonly parkedBecause: string;
};

export const webhookWay: SlackWay = {
  command: "set-webhook",
  asksFor: "store the Slack webhook",
  secretOf: ({ webhookUrl }) => webhookUrl,
  replaceSecret: (slack) => slack.replaceWebhook(),
  works: "the webhook works",
  isRevoked: "Slack rejects the webhook (no_service)",
  parkedBecause: "Slack refused the webhook (no_service)",
};

export const botWay: SlackWay = {
  command: "set-bot-token",
  asksFor: "store the Slack bot token",
  secretOf: ({ workspace }) => workspace.token(),
  replaceSecret: ({ workspace }) => workspace.replaceToken(),
  works: "the bot token works",
  isRevoked: "Slack rejects the bot token (token_revoked)",
  parkedBecause: "Slack refused the bot token (token_revoked)",
};

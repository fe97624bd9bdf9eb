import type { LocalSlack } from "../local/slack/slack";

/** How a story's stage reaches Slack: what an operator stores, and what the commands then say. */
export type SlackWay = {
  readonly command: "set-webhook" | "set-bot-token";
  /** What a first deployment without the secret says. */
  readonly asksFor: string;
  readonly secretOf: (slack: LocalSlack) => string;
  /** The secret dies in Slack, and another takes its place. */
  readonly replaceSecret: (slack: LocalSlack) => string;
  /** What the doctor says while all is well, and once the secret is dead. */
  readonly isWell: string;
  readonly isDead: string;
  /** Why an event is parked that met the dead secret. */
  readonly parkedBecause: string;
};

export const webhookWay: SlackWay = {
  command: "set-webhook",
  asksFor: "store the Slack webhook",
  secretOf: ({ webhookUrl }) => webhookUrl,
  replaceSecret: (slack) => slack.replaceWebhook(),
  isWell: "the webhook works",
  isDead: "Slack rejects the webhook (no_service)",
  parkedBecause: "Slack refused the webhook (no_service)",
};

export const botWay: SlackWay = {
  command: "set-bot-token",
  asksFor: "store the Slack bot token",
  secretOf: ({ workspace }) => workspace.token(),
  replaceSecret: ({ workspace }) => workspace.replaceToken(),
  isWell: "the bot token works",
  isDead: "Slack rejects the bot token (token_revoked)",
  parkedBecause: "Slack refused the bot token (token_revoked)",
};

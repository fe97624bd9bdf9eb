import type { KnownBlock } from "@slack/types";

/**
 * What is posted to Slack: a sentence that tells the whole story, the headline as Block Kit, and one coloured
 * attachment with the details. Beside `blocks` Slack uses `text` for notifications and screen readers alone; above
 * an attachment without them it would stand in the message, and tell the headline a second time.
 * (Slack developer docs, chat.postMessage)
 */
export type SlackMessage = {
  readonly text: string;
  readonly blocks?: readonly KnownBlock[];
  readonly attachments?: readonly [{ readonly color: string; readonly blocks: readonly KnownBlock[] }];
  /** Shows the text as it is: a star or a colon in it formats nothing. */
  readonly mrkdwn?: false;
  readonly unfurl_links: false;
  readonly unfurl_media: false;
};

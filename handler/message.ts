import type { KnownBlock } from "@slack/types";

/**
 * What is posted to a Slack webhook: a sentence that tells the whole story (notification and screen-reader
 * text), and one coloured attachment with the details as Block Kit.
 */
export type SlackMessage = {
  readonly text: string;
  readonly attachments?: readonly [{ readonly color: string; readonly blocks: readonly KnownBlock[] }];
  readonly unfurl_links: false;
  readonly unfurl_media: false;
};

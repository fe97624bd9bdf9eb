import { type Card, messageOf } from "./cards/card";
import { jobCard } from "./cards/job";
import { noticeCard } from "./cards/notice";
import { objectCard } from "./cards/object";
import { testCard, unrecognisedCard } from "./cards/other";
import type { SlackMessage } from "./message";
import type { BackupEvent } from "./model";

const cardOf = (event: BackupEvent, stage: string): Card => {
  switch (event.kind) {
    case "job":
      return jobCard(event, stage);
    case "object":
      return objectCard(event, stage);
    case "notice":
      return noticeCard(event, stage);
    case "test":
      return testCard(event, stage);
    case "unrecognised":
      return unrecognisedCard(event, stage);
  }
};

/** Turns an event into a Slack message. Pure; within Slack's limits for any input. */
export const render = (event: BackupEvent, context: { readonly stage: string }): SlackMessage =>
  messageOf(cardOf(event, context.stage));

/** The same message without Block Kit, for when Slack refuses the blocks: the sentence tells the whole story. */
export const plainTextOnly = ({ text }: SlackMessage): SlackMessage => ({
  text,
  unfurl_links: false,
  unfurl_media: false,
});

import { z } from "zod";
import { type Block, block } from "./block-schema";

/*
 * The parts of a message, each with a schema of its own, because Slack has an error of its own for each.
 */

/** Everything beside blocks and attachments. Slack ignores what it does not know here. */
export const envelope = z.looseObject({
  text: z.string().nullish(),
  username: z.string().optional(),
  channel: z.string().optional(),
  icon_emoji: z.string().optional(),
  icon_url: z.string().optional(),
  thread_ts: z.string().optional(),
  mrkdwn: z.boolean().optional(),
  unfurl_links: z.boolean().optional(),
  unfurl_media: z.boolean().optional(),
});

/** At most 50 blocks a message. (Slack developer docs, Blocks) */
export const maxBlocks = 50;
export const blocks = z.array(block).max(maxBlocks, { error: `has more than ${maxBlocks} blocks` });

const color = z.string().regex(/^(good|warning|danger|#?[0-9a-fA-F]{3}|#?[0-9a-fA-F]{6})$/, {
  error: "is no colour; good, warning, danger and hex colours such as #E01E5A are allowed",
});

/** An attachment that carries Block Kit: Slack refuses the old fields beside blocks. */
const blockAttachment = z.strictObject({
  blocks,
  color: color.optional(),
  fallback: z.string().optional(),
  id: z.int().optional(),
});

const legacyAttachment = z.strictObject({
  color: color.optional(),
  fallback: z.string().optional(),
  id: z.int().optional(),
  callback_id: z.string().optional(),
  pretext: z.string().optional(),
  author_name: z.string().optional(),
  author_link: z.string().optional(),
  author_icon: z.string().optional(),
  title: z.string().optional(),
  title_link: z.string().optional(),
  text: z.string().optional(),
  fields: z
    .array(z.strictObject({ title: z.string().optional(), value: z.string().optional(), short: z.boolean().optional() }))
    .optional(),
  image_url: z.string().optional(),
  thumb_url: z.string().optional(),
  footer: z.string().optional(),
  footer_icon: z.string().optional(),
  ts: z.union([z.number(), z.string()]).optional(),
  mrkdwn_in: z.array(z.string()).optional(),
});

export type BlockAttachment = z.infer<typeof blockAttachment>;
export type LegacyAttachment = z.infer<typeof legacyAttachment>;
export type Attachment = BlockAttachment | LegacyAttachment;

const hasBlocks = (value: unknown): boolean => typeof value === "object" && value !== null && "blocks" in value;

/** Picks the schema by what an attachment carries, so that an error names the fault and not the choice. */
export const attachmentSchemaOf = (value: unknown): z.ZodType<Attachment> =>
  hasBlocks(value) ? blockAttachment : legacyAttachment;

/** A message that Slack took. */
export type SlackMessage = {
  readonly text?: string;
  readonly blocks?: readonly Block[];
  readonly attachments?: readonly Attachment[];
};

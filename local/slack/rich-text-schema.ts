import { z } from "zod";
import { idText, textOf, urlText } from "./text-schema";

const style = z
  .strictObject({
    bold: z.boolean().optional(),
    italic: z.boolean().optional(),
    strike: z.boolean().optional(),
    underline: z.boolean().optional(),
    code: z.boolean().optional(),
  })
  .optional();

const run = textOf(3000);

const inline = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text"), text: run, style }),
  z.strictObject({ type: z.literal("link"), url: urlText, text: run.optional(), style }),
  z.strictObject({ type: z.literal("emoji"), name: textOf(100), unicode: z.string().optional(), style }),
  z.strictObject({ type: z.literal("user"), user_id: run, style }),
  z.strictObject({ type: z.literal("usergroup"), usergroup_id: run, style }),
  z.strictObject({ type: z.literal("channel"), channel_id: run, style }),
  z.strictObject({ type: z.literal("broadcast"), range: z.enum(["here", "channel", "everyone"]), style }),
  z.strictObject({
    type: z.literal("date"),
    timestamp: z.int(),
    format: run,
    fallback: run.optional(),
    url: urlText.optional(),
    style,
  }),
]);

const section = z.strictObject({ type: z.literal("rich_text_section"), elements: z.array(inline) });
const border = z.literal([0, 1]).optional();

const element = z.discriminatedUnion("type", [
  section,
  z.strictObject({ type: z.literal("rich_text_preformatted"), elements: z.array(inline), border }),
  z.strictObject({ type: z.literal("rich_text_quote"), elements: z.array(inline), border }),
  z.strictObject({
    type: z.literal("rich_text_list"),
    style: z.enum(["bullet", "ordered"]),
    elements: z.array(section).min(1),
    indent: z.int().min(0).max(8).optional(),
    offset: z.int().min(0).optional(),
    border,
  }),
]);

/** A rich_text block, checked for its structure. (Slack developer docs, Rich text block) */
export const richTextBlock = z.strictObject({
  type: z.literal("rich_text"),
  elements: z.array(element).min(1, { error: "is empty; a rich_text block has at least one element" }),
  block_id: idText.optional(),
});

export type RichTextInline = z.infer<typeof inline>;
export type RichTextBlock = z.infer<typeof richTextBlock>;

import { z } from "zod";
import { richTextBlock } from "./rich-text-schema";
import { anyText, idText, plainText, textOf, urlText } from "./text-schema";

/*
 * Block Kit as Slack takes it in a message (Slack developer docs, Block Kit reference; limits as in @slack/types 3.2.0).
 * Unknown properties are refused, as Slack does. Of the interactive elements only buttons make sense behind a
 * webhook, which hears no answer; the others are refused here.
 */

const image = { type: z.literal("image"), image_url: urlText, alt_text: textOf(2000) };
const imageElement = z.strictObject(image);

const button = z.strictObject({
  type: z.literal("button"),
  text: plainText(75),
  action_id: idText.optional(),
  url: urlText.optional(),
  value: textOf(2000).optional(),
  style: z.enum(["primary", "danger"]).optional(),
  confirm: z
    .strictObject({
      title: plainText(100),
      text: anyText(300),
      confirm: plainText(30),
      deny: plainText(30),
      style: z.enum(["primary", "danger"]).optional(),
    })
    .optional(),
  accessibility_label: textOf(75).optional(),
});

const block_id = idText.optional();

const count = (noun: string, max: number) => ({
  least: { error: `is empty; at least one ${noun} is needed` },
  most: { error: `has more than ${max} ${noun}s, which is the most Slack allows` },
});

const upTo = <Item extends z.ZodType>(item: Item, noun: string, max: number) =>
  z.array(item).min(1, count(noun, max).least).max(max, count(noun, max).most);

const section = z
  .strictObject({
    type: z.literal("section"),
    text: anyText(3000).optional(),
    fields: upTo(anyText(2000), "field", 10).optional(),
    accessory: z.discriminatedUnion("type", [button, imageElement]).optional(),
    expand: z.boolean().optional(),
    block_id,
  })
  .refine(({ text, fields }) => text !== undefined || fields !== undefined, {
    error: "has neither text nor fields; a section needs one of them",
  });

const contextElement = z.discriminatedUnion("type", [
  imageElement,
  ...anyText(3000).options,
]);

const actions = z
  .strictObject({ type: z.literal("actions"), elements: upTo(button, "element", 25), block_id })
  .refine(
    ({ elements }) => {
      const ids = elements.flatMap(({ action_id }) => action_id ?? []);
      return new Set(ids).size === ids.length;
    },
    { error: "repeats an action_id; each element of an actions block needs its own" },
  );

const supported = "actions, context, divider, header, image, rich_text, section";

/** One block of a message. */
export const block = z.discriminatedUnion(
  "type",
  [
    section,
    z.strictObject({ type: z.literal("header"), text: plainText(150), block_id }),
    z.strictObject({ type: z.literal("divider"), block_id }),
    z.strictObject({ type: z.literal("context"), elements: upTo(contextElement, "element", 10), block_id }),
    actions,
    z.strictObject({ ...image, title: plainText(2000).optional(), block_id }),
    richTextBlock,
  ],
  { error: `has no block type that this Slack shows; it shows ${supported}` },
);

export type Block = z.infer<typeof block>;
export type Button = z.infer<typeof button>;

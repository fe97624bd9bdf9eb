import { z } from "zod";

/** Slack counts characters, not UTF-16 units: an emoji is one. */
export const codePointsOf = (text: string): number => [...text].length;

const withThousands = (count: number): string => count.toLocaleString("en-US");

/** A string of 1 to `maxLength` characters. */
export const textOf = (maxLength: number) =>
  z
    .string()
    .min(1, { error: "is empty; Slack refuses empty text" })
    .superRefine((text, context) => {
      const length = codePointsOf(text);
      if (length > maxLength) {
        const message = `has ${withThousands(length)} characters; at most ${withThousands(maxLength)} are allowed`;
        context.addIssue({ code: "custom", message });
      }
    });

const isHttpUrl = (text: string): boolean => {
  const url = URL.parse(text);
  return url?.protocol === "https:" || url?.protocol === "http:";
};

/** An absolute http(s) URL of at most 3,000 characters. */
export const urlText = textOf(3000).refine(isHttpUrl, { error: "is not an http or https URL" });

/** A plain_text object. */
export const plainText = (maxLength: number) =>
  z.strictObject({ type: z.literal("plain_text"), text: textOf(maxLength), emoji: z.boolean().optional() });

/** A mrkdwn or plain_text object. */
export const anyText = (maxLength: number) =>
  z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("mrkdwn"), text: textOf(maxLength), verbatim: z.boolean().optional() }),
    plainText(maxLength),
  ]);

/** `block_id` and `action_id`. */
export const idText = textOf(255);

export type TextObject = z.infer<ReturnType<typeof anyText>>;

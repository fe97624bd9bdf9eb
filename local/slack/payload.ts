import type { KnownBlock } from "@slack/types";
import { z } from "zod";
import { areTooLong, blocks } from "./block-kit";

const attachment = z.looseObject({
  color: z
    .string()
    .regex(/^(good|warning|danger|#[0-9a-fA-F]{6})$/)
    .optional(),
  fallback: z.string().optional(),
  text: z.string().optional(),
  title: z.string().max(1024).optional(),
  footer: z.string().max(300).optional(),
});

const envelope = z.looseObject({
  text: z.string().optional(),
  blocks: z.unknown().optional(),
  attachments: z.array(z.unknown()).optional(),
  mrkdwn: z.boolean().optional(),
});

/** An attachment that Slack accepts. `id` counts from 1, as Slack numbers them. */
export type AcceptedAttachment = {
  readonly id: number;
  readonly color?: string;
  readonly text?: string;
  readonly blocks: readonly KnownBlock[];
};

/** A message that Slack accepts. */
export type AcceptedMessage = {
  readonly text: string;
  /** The text is shown without markup. (Slack developer docs, chat.postMessage) */
  readonly mrkdwn?: false;
  readonly blocks: readonly KnownBlock[];
  readonly attachments: readonly AcceptedAttachment[];
};

/** What Slack does not accept. Slack only returns the word; `reason` is added here. */
export type Refused = { readonly ok: false; readonly word: string; readonly reason: string };

/** Whether Slack accepts a payload. */
export type PayloadCheck = { readonly ok: true; readonly message: AcceptedMessage } | Refused;

export const refuse = (word: string, reason: string): Refused => ({ ok: false, word, reason });

const maxAttachments = 100;
const maxTextLength = 40_000;

export const problemOf = (error: z.ZodError): string =>
  error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");

/** `undefined` where the body is not JSON. */
export const parseJson = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

/** Slack names an invalid block by its location. (seen in public reports of Slack's SDKs) */
type BlockLocation = { readonly name: string; readonly word: "invalid_blocks" | "invalid_attachments" };

const blocksOf = (value: unknown, { name, word }: BlockLocation): readonly KnownBlock[] | Refused => {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return refuse("invalid_blocks_format", `${name} is not a list`);
  const result = blocks.safeParse(value);
  return result.success
    ? (value as KnownBlock[]) // Just checked, more strictly than the type says.
    : refuse(word, `${name}.${problemOf(result.error)}`);
};

/** Validates the body of a webhook call as Slack does. (Slack developer docs, Incoming webhooks error handling) */
export const checkPayload = (body: string): PayloadCheck => checkMessage(parseJson(body));

/** Validates a message's text, blocks and attachments. */
export const checkMessage = (fields: unknown): PayloadCheck => {
  const parsed = envelope.safeParse(fields);
  if (!parsed.success)
    return refuse(
      "invalid_payload",
      `not a JSON object with text, blocks or attachments: ${problemOf(parsed.error)}`,
    );
  const { text = "", attachments: given = [] } = parsed.data;
  if (!text.isWellFormed()) return refuse("invalid_payload", "text holds half of a surrogate pair");
  if ([...text].length > maxTextLength)
    return refuse("invalid_payload", `text has more than ${maxTextLength} characters`);
  if (given.length > maxAttachments) return refuse("too_many_attachments", `${given.length} attachments`);
  const topBlocks = blocksOf(parsed.data.blocks, { name: "blocks", word: "invalid_blocks" });
  if ("ok" in topBlocks) return topBlocks;
  const attachments: AcceptedAttachment[] = [];
  for (const [index, one] of given.entries()) {
    const where = `attachments.${index}`;
    const shape = attachment.safeParse(one);
    if (!shape.success) return refuse("invalid_attachments", `${where}.${problemOf(shape.error)}`);
    const inner = blocksOf(shape.data["blocks"], { name: `${where}.blocks`, word: "invalid_attachments" });
    if ("ok" in inner) return inner;
    const { color, text: attachmentText } = shape.data;
    attachments.push({
      id: index + 1,
      blocks: inner,
      ...(color !== undefined && { color }),
      ...(attachmentText !== undefined && { text: attachmentText }),
    });
  }
  const all = [...topBlocks, ...attachments.flatMap((one) => one.blocks)];
  if (text.trim() === "" && all.length === 0 && attachments.every((one) => !one.text)) {
    return refuse("no_text", "neither text nor blocks");
  }
  if (areTooLong(all)) return refuse("msg_blocks_too_long", "all blocks together are too long");
  const plain = parsed.data.mrkdwn === false ? ({ mrkdwn: false } as const) : {};
  return { ok: true, message: { text, ...plain, blocks: topBlocks, attachments } };
};

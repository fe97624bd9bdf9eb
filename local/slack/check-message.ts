import type { z } from "zod";
import type { Block } from "./block-schema";
import {
  type Attachment,
  attachmentSchemaOf,
  blocks as blocksSchema,
  envelope,
  type SlackMessage,
} from "./message-schema";
import { type Refusal, type RefusalError, refusal } from "./refusal";
import { codePointsOf } from "./text-schema";

/** What Slack makes of a payload. */
export type Checked =
  | { readonly kind: "accepted"; readonly message: SlackMessage }
  | { readonly kind: "refused"; readonly refusal: Refusal };

type Part<Value> = { readonly value: Value } | { readonly refusal: Refusal };

/** At most 100 attachments. (Slack changelog 2016-05, `too_many_attachments`) */
const maxAttachments = 100;

/**
 * Slack's limit for all blocks together is not documented. These are the largest sizes seen accepted in
 * slackapi/bolt-js#2867; the smallest seen refused were 11,341 characters and 17,694 bytes. Counted as JSON.
 */
const maxBlocksCharacters = 9597;
const maxBlocksBytes = 15_561;

/** Slack cuts longer texts. (Slack developer docs, `message_truncated`) */
const maxTextLength = 40_000;

const pathOf = (root: string, path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, key) => text + (typeof key === "number" ? `[${key}]` : `.${String(key)}`), root);

const parsePart = <Value>(
  schema: z.ZodType<Value>,
  given: unknown,
  root: string,
  error: RefusalError,
): Part<Value> => {
  const result = schema.safeParse(given);
  if (result.success) return { value: result.data };
  const [issue] = result.error.issues;
  return { refusal: refusal(error, `${pathOf(root, issue?.path ?? [])} ${issue?.message ?? "is not valid"}`) };
};

const loneSurrogate = /\p{Cs}/u;

/** Finds a string that is no Unicode text, such as half of an emoji. */
const findBrokenText = (value: unknown, path: string): string | undefined => {
  if (typeof value === "string") return loneSurrogate.test(value) ? path : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = loneSurrogate.test(key) ? path : findBrokenText(inner, `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
};

const checkBlocks = (given: unknown): Part<readonly Block[]> => {
  if (given === undefined || given === null) return { value: [] };
  if (!Array.isArray(given)) {
    return { refusal: refusal("invalid_blocks_format", `blocks is ${typeof given}; an array is needed`) };
  }
  return parsePart(blocksSchema, given, "blocks", "invalid_blocks");
};

const checkAttachments = (given: unknown): Part<readonly Attachment[]> => {
  if (given === undefined || given === null) return { value: [] };
  if (!Array.isArray(given)) {
    return { refusal: refusal("invalid_attachments", `attachments is ${typeof given}; an array is needed`) };
  }
  if (given.length > maxAttachments) {
    const reason = `attachments has ${given.length} entries; at most ${maxAttachments} are allowed`;
    return { refusal: refusal("too_many_attachments", reason) };
  }
  const attachments: Attachment[] = [];
  for (const [index, one] of given.entries()) {
    const part = parsePart(attachmentSchemaOf(one), one, `attachments[${index}]`, "invalid_attachments");
    if ("refusal" in part) return part;
    attachments.push(part.value);
  }
  return { value: attachments };
};

const blocksOf = (attachment: Attachment): readonly Block[] => ("blocks" in attachment ? attachment.blocks : []);

/** Whether an attachment has anything to show: an id or a colour alone is nothing. */
const showsSomething = (attachment: Attachment): boolean =>
  "blocks" in attachment
    ? attachment.blocks.length > 0
    : Object.entries(attachment).some(([key, value]) => !/^(id|color|callback_id|ts|mrkdwn_in)$/.test(key) && value !== "");

const checkAsAWhole = ({ text, blocks = [], attachments = [] }: SlackMessage): Refusal | undefined => {
  const all = [...blocks, ...attachments.flatMap(blocksOf)];
  const ids = all.flatMap(({ block_id }) => block_id ?? []);
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) return refusal("invalid_blocks", `block_id ${repeated} occurs twice in one message`);
  const json = JSON.stringify(all);
  if (codePointsOf(json) > maxBlocksCharacters || Buffer.byteLength(json) > maxBlocksBytes) {
    const given = `${codePointsOf(json)} characters and ${Buffer.byteLength(json)} bytes`;
    const reason = `all blocks together have ${given}; at most ${maxBlocksCharacters} and ${maxBlocksBytes} are sure to pass`;
    return refusal("msg_blocks_too_long", reason);
  }
  if (text || blocks.length > 0 || attachments.some(showsSomething)) return undefined;
  return attachments.length > 0
    ? refusal("missing_text_or_fallback_or_attachments", "no attachment has anything to show, and there is no text")
    : refusal("no_text", "the message has neither text nor blocks nor attachments");
};

/**
 * Judges a payload as a Slack webhook does. The first fault decides. The reason names the place, the value's size
 * and what is allowed.
 */
export const checkMessage = (payload: unknown): Checked => {
  const refused = (why: Refusal): Checked => ({ kind: "refused", refusal: why });
  if (typeof payload !== "object" || payload === null || Array.isArray(payload)) {
    return refused(refusal("invalid_payload", "the payload is no JSON object"));
  }
  const brokenAt = findBrokenText(payload, "message");
  if (brokenAt !== undefined) {
    return refused(refusal("invalid_payload", `${brokenAt} is no Unicode text: it holds half of a surrogate pair`));
  }
  const head = parsePart(envelope, payload, "message", "invalid_payload");
  if ("refusal" in head) return refused(head.refusal);
  const blocks = checkBlocks(head.value["blocks"]);
  if ("refusal" in blocks) return refused(blocks.refusal);
  const attachments = checkAttachments(head.value["attachments"]);
  if ("refusal" in attachments) return refused(attachments.refusal);
  const message: SlackMessage = {
    ...(head.value.text ? { text: [...head.value.text].slice(0, maxTextLength).join("") } : {}),
    ...(blocks.value.length > 0 ? { blocks: blocks.value } : {}),
    ...(attachments.value.length > 0 ? { attachments: attachments.value } : {}),
  };
  const whole = checkAsAWhole(message);
  return whole === undefined ? { kind: "accepted", message } : refused(whole);
};

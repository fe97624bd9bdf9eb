import { z } from "zod";
import { invalidParameter } from "./errors";

/** Tags by their keys. */
export const tagsSchema = z.record(z.string(), z.string());

const maxTags = 50;

/** Letters, digits, spaces and a few signs. (AWS Backup API reference, TagResource; tagging best practices) */
const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Refuses tags that AWS refuses: its own prefix, keys or values that are too long or have other characters, too many tags. */
export const checkTags = (tags: Readonly<Record<string, string>>): void => {
  const entries = Object.entries(tags);
  if (entries.length > maxTags) throw invalidParameter(`At most ${maxTags} tags are allowed.`);
  for (const [key, value] of entries) {
    if (/^aws:/i.test(key)) throw invalidParameter(`Tag key ${key} is invalid: aws: is reserved.`);
    if (key.length === 0 || key.length > 128) throw invalidParameter(`Tag key ${key} must be 1 to 128 long.`);
    if (!allowed.test(key)) throw invalidParameter(`Tag key ${key} has characters that are not allowed.`);
    if (!allowed.test(value)) {
      throw invalidParameter(`The value of tag ${key} has characters that are not allowed.`);
    }
    if (value.length > 256) throw invalidParameter(`The value of tag ${key} must be at most 256 long.`);
  }
};

import { z } from "zod";
import { found, invalidParameter } from "./errors";
import type { Service } from "./service";

export const tagSchema = z.object({ Tags: z.record(z.string(), z.string()) });
export const untagSchema = z.object({ TagKeyList: z.array(z.string()) });

const maxTags = 50;

/** Refuses tags that AWS refuses: its own prefix, keys or values that are too long, too many tags. */
export const checkTags = (tags: Readonly<Record<string, string>>): void => {
  const entries = Object.entries(tags);
  if (entries.length > maxTags) throw invalidParameter(`At most ${maxTags} tags are allowed.`);
  for (const [key, value] of entries) {
    if (/^aws:/i.test(key)) throw invalidParameter(`Tag key ${key} is invalid: aws: is reserved.`);
    if (key.length === 0 || key.length > 128) throw invalidParameter(`Tag key ${key} must be 1 to 128 long.`);
    if (value.length > 256) throw invalidParameter(`The value of tag ${key} must be at most 256 long.`);
  }
};

/** The tags of a vault, a plan or a recovery point. */
export const tagsOf = ({ store }: Service, arn: string): Map<string, string> =>
  found(store.tags.get(arn), `Cannot find the resource with ARN ${arn}`);

export const addTags = (service: Service, arn: string, tags: Readonly<Record<string, string>>): void => {
  const known = tagsOf(service, arn);
  checkTags({ ...Object.fromEntries(known), ...tags });
  for (const [key, value] of Object.entries(tags)) known.set(key, value);
};

export const removeTags = (service: Service, arn: string, keys: readonly string[]): void => {
  const known = tagsOf(service, arn);
  for (const key of keys) known.delete(key);
};

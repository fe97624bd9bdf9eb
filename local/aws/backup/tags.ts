import { z } from "zod";
import { found, invalidParameter } from "./errors";
import type { Service } from "./service";
import { parseBody } from "./wire/body";
import { type Route, route } from "./wire/route";

/** Tags by their keys. */
export const tagsSchema = z.record(z.string(), z.string());

const tagSchema = z.object({ Tags: tagsSchema });
const untagSchema = z.object({ TagKeyList: z.array(z.string()) });

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

/** The tags of a vault, a plan or a recovery point. */
const tagsOf = ({ store }: Service, arn: string): Map<string, string> =>
  found(store.tags.get(arn), `Cannot find the resource with ARN ${arn}`);

export const tagRoutes: readonly Route[] = [
  route("ListTags", "GET /tags/{arn}", (service, { params }) => ({
    Tags: Object.fromEntries(tagsOf(service, params.arn)),
  })),
  route("TagResource", "POST /tags/{arn}", (service, { params, body }) => {
    const { Tags } = parseBody(tagSchema, body);
    const known = tagsOf(service, params.arn);
    checkTags({ ...Object.fromEntries(known), ...Tags });
    for (const [key, value] of Object.entries(Tags)) known.set(key, value);
  }),
  route("UntagResource", "POST /untag/{arn}", (service, { params, body }) => {
    const { TagKeyList } = parseBody(untagSchema, body);
    const known = tagsOf(service, params.arn);
    for (const key of TagKeyList) known.delete(key);
  }),
];

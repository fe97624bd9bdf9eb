import { z } from "zod";
import { found } from "./errors";
import type { Service } from "./service";
import { checkTags, tagsSchema } from "./tags";
import { parseBody } from "./wire/body";
import { type Route, route } from "./wire/route";

const tagSchema = z.object({ Tags: tagsSchema });
const untagSchema = z.object({ TagKeyList: z.array(z.string()) });

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

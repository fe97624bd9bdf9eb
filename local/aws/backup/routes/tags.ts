import { pageOf } from "../page";
import { addTags, removeTags, tagSchema, tagsOf, untagSchema } from "../tags";
import { parseBody } from "../wire/body";
import { type Call, paramOf, routesOn } from "../wire/route";

const arnOf = (call: Call): string => paramOf(call, "arn");

export const tagRoutes = routesOn(
  (_service, call) => arnOf(call),
  [
    {
      operation: "ListTags",
      request: "GET /tags/{arn}",
      answer: (service, call) => {
        const entries = [...tagsOf(service, arnOf(call))].map((entry, index) => ({
          entry,
          sequence: index + 1,
        }));
        const { items, NextToken } = pageOf(entries, call.query);
        return { Tags: Object.fromEntries(items.map(({ entry }) => entry)), NextToken };
      },
    },
    {
      operation: "TagResource",
      request: "POST /tags/{arn}",
      answer: (service, call) => addTags(service, arnOf(call), parseBody(tagSchema, call.body).Tags),
    },
    {
      operation: "UntagResource",
      request: "POST /untag/{arn}",
      answer: (service, call) =>
        removeTags(service, arnOf(call), parseBody(untagSchema, call.body).TagKeyList),
    },
  ],
);

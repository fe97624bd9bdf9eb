import { type Fields, fieldsOf } from "../model/fields";
import { rawTextOf } from "../model/unrecognized";

/** Deeper than any event of AWS. */
const maxDepth = 8;

/** What a reader looks for comes first, what only machines need last. */
const ranks: readonly (readonly [RegExp, number])[] = [
  [/url|signature|token|accesskeyid|^version$|eventversion|principalid|sessioncontext/i, 4],
  [/useridentity|useragent|requestid|eventid|^id$|tlsdetails/i, 3],
  [/message|description|reason|error/i, 0],
  [/state|status|category|code$|name$|type$/i, 1],
];

/** Nothing that lets its reader act as someone else is shown: keys, tokens, addresses that confirm a subscription. */
const hidden = /^(?:accessKeyId|token|subscribeUrl|unsubscribeUrl|signingCertUrl|signature|sessionToken)$/i;

/** The envelope of EventBridge. A message shows place and time anyway. */
const envelope = /^(?:account|region|source|resources|detail-type|time)(?:\.|$)/;

const rankOf = (path: string, name: string): number =>
  Math.max(
    envelope.test(path) ? 3 : 0,
    ranks.find(([pattern]) => pattern.test(name))?.[1] ?? 2,
    // All parts of an identity are as far down as the identity.
    /useridentity/i.test(path) ? 3 : 0,
  );

type Line = { readonly text: string; readonly rank: number };

const linesOf = (value: unknown, path: string, name: string, depth: number): readonly Line[] => {
  if (value === null || value === undefined || value === "" || hidden.test(name)) return [];
  const entries = Array.isArray(value) ? Object.entries(value) : Object.entries(fieldsOf(value) ?? {});
  if (typeof value !== "object" || depth >= maxDepth) {
    return [{ text: `${path}: ${rawTextOf(value)}`, rank: rankOf(path, name) }];
  }
  return entries.flatMap(([key, inner]) =>
    linesOf(inner, path === "" ? key : `${path}.${key}`, Array.isArray(value) ? name : key, depth + 1),
  );
};

/** All fields of an event, one a line, the most important first: `detail.state: FAILED`. */
export const readableOf = (fields: Fields): string =>
  [...linesOf(fields, "", "", 0)]
    .sort((one, other) => one.rank - other.rank)
    .map(({ text }) => text)
    .join("\n");

import { invalidParameter } from "../errors";

/** `sequence` is the order of creation. Lists are paged by it, so a deletion between two pages skips nothing. */
export type Numbered = { readonly sequence: number };

/** AWS Backup's limit of MaxResults, and its default. */
const maxPageSize = 1000;

const tokenOf = (sequence: number): string => Buffer.from(`after:${sequence}`).toString("base64url");

const sequenceOf = (token: string): number => {
  const match = /^after:(\d+)$/.exec(Buffer.from(token, "base64url").toString());
  if (match === null)
    throw invalidParameter("Invalid NextToken. Use the token from the last response unchanged.");
  return Number(match[1]);
};

const pageSizeOf = (text: string | null): number => {
  const size = text === null ? maxPageSize : Number(text);
  if (Number.isInteger(size) && size >= 1 && size <= maxPageSize) return size;
  throw invalidParameter(`Invalid MaxResults ${text}. It must be between 1 and ${maxPageSize}.`);
};

/** One page of a list under its name in the response, the newest first, by the query's `maxResults` and `nextToken`. */
export const pageOf = <Item extends Numbered>(
  name: string,
  all: Iterable<Item>,
  query: URLSearchParams,
  bodyOf: (item: Item) => unknown,
) => {
  const size = pageSizeOf(query.get("maxResults"));
  const token = query.get("nextToken");
  const before = token === null ? Number.POSITIVE_INFINITY : sequenceOf(token);
  const rest = [...all].filter(({ sequence }) => sequence < before).sort((a, b) => b.sequence - a.sequence);
  const items = rest.slice(0, size);
  const last = items.at(-1);
  return {
    [name]: items.map(bodyOf),
    NextToken: last && rest.length > size ? tokenOf(last.sequence) : undefined,
  };
};

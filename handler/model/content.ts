/** Half of what CloudWatch Logs takes as one event may be escape characters. */
const maxBytes = 65_536;

const accessKeyIds = /(?:AKIA|ASIA)[A-Z0-9]{16}/g;

/** A text without access key IDs. */
export const withoutKeys = (text: string): string => text.replace(accessKeyIds, "[access key ID]");

/** JSON within JSON escapes a slash, and a quotation mark ends the URL. */
const urls = /https?:(?:\\*\/){2}(?:\\+\/|[^\s"'<>\\])*/gi;

/** An event as the log may hold it: without access key IDs and URLs, and cut after 64 KB. */
export const contentOf = (body: string): { readonly content: string; readonly length?: number } => {
  const clean = Buffer.from(withoutKeys(body).replace(urls, "[URL]"));
  if (clean.length <= maxBytes) return { content: clean.toString() };
  // A character that the cut splits becomes a replacement character.
  const content = clean
    .subarray(0, maxBytes)
    .toString()
    .replace(/\uFFFD$/, "");
  return { content, length: Buffer.byteLength(body) };
};

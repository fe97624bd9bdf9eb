/**
 * Encodes a text as one part of a path or a query. A lone surrogate, which no URL can hold, becomes U+FFFD: an id that
 * contains one names nothing, and AWS says so.
 */
export const pathPart = (text: string): string => encodeURIComponent(text.replace(/\p{Cs}/gu, "\uFFFD"));

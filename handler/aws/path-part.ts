/**
 * A text as one part of a path or a query. Half a character, which no URL can hold, becomes the sign for "no
 * character": an id with one in it names nothing, and AWS says so.
 */
export const pathPart = (text: string): string => encodeURIComponent(text.replace(/\p{Cs}/gu, "\uFFFD"));

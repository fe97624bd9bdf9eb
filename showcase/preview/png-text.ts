import { bytesOf, chunksOf } from "./png-chunk";

/** A PNG begins with 8 bytes; the header chunk, which must come first, has 25. (W3C, PNG specification) */
const afterHeader = 8 + 25;

const type = "iTXt";

/** A text chunk's data: keyword, no compression, no language, no translated keyword, then the text in UTF-8. */
const dataOf = (keyword: string, text: string): Buffer => Buffer.from(`${keyword}\0\0\0\0\0${text}`);

/** Adds a text to a PNG; viewers ignore it. */
export const withText = (png: Buffer, keyword: string, text: string): Buffer =>
  Buffer.concat([
    png.subarray(0, afterHeader),
    bytesOf({ type, data: dataOf(keyword, text) }),
    png.subarray(afterHeader),
  ]);

/** The text of a PNG under a keyword; `undefined` where there is none. */
export const textIn = (png: Buffer, keyword: string): string | undefined => {
  const prefix = dataOf(keyword, "");
  const found = chunksOf(png).find(
    (chunk) => chunk.type === type && chunk.data.subarray(0, prefix.length).equals(prefix),
  );
  return found?.data.subarray(prefix.length).toString("utf8");
};

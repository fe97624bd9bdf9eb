import { crc32 } from "node:zlib";

/** A PNG begins with 8 bytes; the header chunk, which must come first, has 25. (W3C, PNG specification) */
const afterHeader = 8 + 25;

const type = "iTXt";

/** A text chunk's data: keyword, no compression, no language, no translated keyword, then the text in UTF-8. */
const dataOf = (keyword: string, text: string): Buffer => Buffer.from(`${keyword}\0\0\0\0\0${text}`);

/** Adds a text to a PNG; viewers ignore it. */
export const withText = (png: Buffer, keyword: string, text: string): Buffer => {
  const data = dataOf(keyword, text);
  const chunk = Buffer.concat([Buffer.alloc(4), Buffer.from(type), data, Buffer.alloc(4)]);
  chunk.writeUInt32BE(data.length);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), chunk.length - 4);
  return Buffer.concat([png.subarray(0, afterHeader), chunk, png.subarray(afterHeader)]);
};

/** The text of a PNG under a keyword; `undefined` where there is none. */
export const textIn = (png: Buffer, keyword: string): string | undefined => {
  const prefix = dataOf(keyword, "");
  let at = 8;
  while (at + 12 <= png.length) {
    const length = png.readUInt32BE(at);
    const data = png.subarray(at + 8, at + 8 + length);
    const isText = png.toString("latin1", at + 4, at + 8) === type;
    if (isText && data.subarray(0, prefix.length).equals(prefix)) {
      return data.subarray(prefix.length).toString("utf8");
    }
    at += 12 + length;
  }
  return undefined;
};

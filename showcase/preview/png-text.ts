import { crc32 } from "node:zlib";

/** A PNG begins with 8 bytes; the header chunk, which must come first, has 25. (W3C, PNG specification) */
const afterHeader = 8 + 25;

const type = "iTXt";

/** A text chunk's data: keyword, no compression, no language, no translated keyword, then the text in UTF-8. */
const prefixOf = (keyword: string): Buffer => Buffer.from(`${keyword}\0\0\0\0\0`, "latin1");

const chunkOf = (data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
};

/** Adds a text to a PNG; viewers ignore it. */
export const withText = (png: Buffer, keyword: string, text: string): Buffer =>
  Buffer.concat([
    png.subarray(0, afterHeader),
    chunkOf(Buffer.concat([prefixOf(keyword), Buffer.from(text, "utf8")])),
    png.subarray(afterHeader),
  ]);

/** The text of a PNG under a keyword; `undefined` where there is none. */
export const textIn = (png: Buffer, keyword: string): string | undefined => {
  const prefix = prefixOf(keyword);
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

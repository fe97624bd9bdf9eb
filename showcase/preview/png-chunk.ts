import { crc32 } from "node:zlib";

/** A PNG begins with 8 bytes; a chunk has its data's length, a type, the data and a checksum. (W3C, PNG specification) */
export const signatureBytes = 8;
const emptyChunkBytes = 12;

export type Chunk = { readonly type: string; readonly data: Buffer };

/** The chunks of a PNG, also of a truncated one. */
export const chunksOf = (png: Buffer): readonly Chunk[] => {
  const chunks: Chunk[] = [];
  let at = signatureBytes;
  while (at + emptyChunkBytes <= png.length) {
    const length = png.readUInt32BE(at);
    chunks.push({
      type: png.toString("latin1", at + 4, at + 8),
      data: png.subarray(at + 8, at + 8 + length),
    });
    at += emptyChunkBytes + length;
  }
  return chunks;
};

/** A chunk as it stands in a PNG. */
export const bytesOf = ({ type, data }: Chunk): Buffer => {
  const bytes = Buffer.concat([Buffer.alloc(4), Buffer.from(type), data, Buffer.alloc(4)]);
  bytes.writeUInt32BE(data.length);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), bytes.length - 4);
  return bytes;
};

import { constants, deflateSync, inflateSync } from "node:zlib";
import { bytesOf, chunksOf, signatureBytes } from "./png-chunk";

/** Bytes of a pixel by color type: RGB and RGBA, as browsers write screenshots. (W3C, PNG specification, color type) */
const pixelBytesOf: Readonly<Record<number, number>> = { 2: 3, 6: 4 };

const paeth = (left: number, above: number, corner: number): number => {
  const guess = left + above - corner;
  const byLeft = Math.abs(guess - left);
  const byAbove = Math.abs(guess - above);
  const byCorner = Math.abs(guess - corner);
  if (byLeft <= byAbove && byLeft <= byCorner) return left;
  return byAbove <= byCorner ? above : corner;
};

/** What each filter type predicts a byte to be, from its neighbors. (W3C, PNG specification, filter types) */
const predictions: readonly ((left: number, above: number, corner: number) => number)[] = [
  () => 0,
  (left) => left,
  (_left, above) => above,
  (left, above) => (left + above) >> 1,
  paeth,
];

/** The rows of an image without their filters: each begins with filter type 0. */
const unfiltered = (filtered: Buffer, rowBytes: number, pixelBytes: number): Buffer => {
  const rows = Buffer.alloc(filtered.length);
  for (let start = 0; start < filtered.length; start += rowBytes) {
    const predict = predictions[filtered[start] ?? 0] ?? paeth;
    for (let at = start + 1; at < start + rowBytes; at += 1) {
      const isFirst = at - start <= pixelBytes;
      const left = isFirst ? 0 : (rows[at - pixelBytes] ?? 0);
      const corner = isFirst ? 0 : (rows[at - pixelBytes - rowBytes] ?? 0);
      rows[at] = (filtered[at] ?? 0) + predict(left, rows[at - rowBytes] ?? 0, corner);
    }
  }
  return rows;
};

/**
 * The same picture in fewer bytes; another kind of PNG unchanged. Browsers filter rows as is best for photographs:
 * messages are flat colors and repeated letters, and compress better as they are.
 */
export const smaller = (png: Buffer): Buffer => {
  const chunks = chunksOf(png);
  const header = chunks[0]?.data;
  const pixelBytes = pixelBytesOf[header?.[9] ?? 0];
  if (header === undefined || pixelBytes === undefined || header[8] !== 8 || header[12] !== 0) return png;
  const rowBytes = 1 + header.readUInt32BE(0) * pixelBytes;
  const pieces = chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data);
  const rows = unfiltered(inflateSync(Buffer.concat(pieces)), rowBytes, pixelBytes);
  const data = deflateSync(rows, { level: constants.Z_BEST_COMPRESSION });
  const others = chunks.filter(({ type }) => type !== "IDAT");
  const written = [...others.slice(0, -1), { type: "IDAT", data }, ...others.slice(-1)];
  const small = Buffer.concat([png.subarray(0, signatureBytes), ...written.map(bytesOf)]);
  return small.length < png.length ? small : png;
};

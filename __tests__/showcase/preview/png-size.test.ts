import { deflateSync, inflateSync } from "node:zlib";
import { bytesOf, chunksOf, signatureBytes } from "../../../showcase/preview/png-chunk";
import { smaller } from "../../../showcase/preview/png-size";
import { textIn, withText } from "../../../showcase/preview/png-text";

const width = 40;
const pixelBytes = 3;
const rowBytes = 1 + width * pixelBytes;
const signature = Buffer.from("89504e470d0a1a0a", "hex");

/** Words on paper: a few pixels, again and again. */
const sampleAt = (row: number, at: number): number => ((row * 7 + at * at) % 11 < 8 ? 255 : (row * at) % 251);

const rows = Array.from({ length: 50 }, (_row, row) =>
  Buffer.from(Array.from({ length: width * pixelBytes }, (_sample, at) => sampleAt(row % 5, at % 12))),
);

/** A PNG encoder's filters, as the specification writes them. (W3C, PNG specification, filter types) */
const filteredRow = (row: number, filter: number): Buffer =>
  Buffer.from([
    filter,
    ...Array.from({ length: width * pixelBytes }, (_sample, at) => {
      const [a, b, c] = [rows[row]?.[at - 3] ?? 0, rows[row - 1]?.[at] ?? 0, rows[row - 1]?.[at - 3] ?? 0];
      const nearest = [a, b, c].toSorted((x, y) => Math.abs(a + b - c - x) - Math.abs(a + b - c - y))[0] ?? 0;
      const predicted = [0, a, b, Math.floor((a + b) / 2), nearest][filter] ?? 0;
      return ((rows[row]?.[at] ?? 0) - predicted) & 255;
    }),
  ]);

const pngOf = (image: Buffer, colorType = 2): Buffer => {
  const header = Buffer.from([0, 0, 0, width, 0, 0, 0, rows.length, 8, colorType, 0, 0, 0]);
  const data = deflateSync(image, { level: 1 });
  const chunks = [
    { type: "IHDR", data: header },
    { type: "IDAT", data: data.subarray(0, 20) },
    { type: "IDAT", data: data.subarray(20) },
    { type: "IEND", data: Buffer.alloc(0) },
  ];
  return Buffer.concat([signature, ...chunks.map(bytesOf)]);
};

const imageOf = (png: Buffer): Buffer =>
  inflateSync(
    Buffer.concat(
      chunksOf(png)
        .filter(({ type }) => type === "IDAT")
        .map(({ data }) => data),
    ),
  );

const screenshot = pngOf(Buffer.concat(rows.map((_row, row) => filteredRow(row, row % 5))));

describe("a screenshot of a message", () => {
  test("gets smaller and keeps every pixel, whatever filters the browser chose", () => {
    const small = smaller(screenshot);
    expect(small.length).toBeLessThan(screenshot.length);
    const plain = Buffer.concat(rows.map((row) => Buffer.concat([Buffer.from([0]), row])));
    expect(imageOf(small).length).toBe(rows.length * rowBytes);
    expect(imageOf(small).equals(plain)).toBe(true);
  });

  test("keeps its other chunks, in their order", () => {
    const small = smaller(withText(screenshot, "Description", "🔴 Backup failed"));
    expect(chunksOf(small).map(({ type }) => type)).toEqual(["IHDR", "iTXt", "IDAT", "IEND"]);
    expect(textIn(small, "Description")).toBe("🔴 Backup failed");
    expect(small.subarray(0, signatureBytes).equals(signature)).toBe(true);
  });

  test("does not change a second time, nor where it is another kind of PNG", () => {
    const small = smaller(screenshot);
    expect(smaller(small).equals(small)).toBe(true);
    const gray = pngOf(Buffer.alloc(rows.length * (1 + width)), 0);
    expect(smaller(gray).equals(gray)).toBe(true);
  });
});

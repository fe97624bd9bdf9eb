import { decode, encode, toRGBA8 } from "upng-js";
import { smaller } from "../../../showcase/preview/png-size";
import { textIn, withText } from "../../../showcase/preview/png-text";

const [width, height] = [120, 50];

/** A picture of these colors, from left to right, as a browser writes it. */
const pngOf = (colorAt: (at: number) => readonly [red: number, green: number, blue: number]): Buffer => {
  const pixels = Array.from({ length: width * height }, (_, at) => [...colorAt(at), 255]).flat();
  return Buffer.from(encode([new Uint8Array(pixels).buffer], width, height, 0));
};

/** The same numbers on every run, in no order. */
const mixed = (at: number): number => Math.imul(at + 1, 2_654_435_761) >>> 8;

const few = pngOf((at) => [mixed(at % 200) % 256, at % 200, 7]);
const many = pngOf((at) => [mixed(at) % 64, mixed(at * 3) % 64, mixed(at * 5) % 64]);

const imageOf = (png: Buffer) => decode(new Uint8Array(png).buffer);
const pixelsOf = (png: Buffer): Buffer => Buffer.from(toRGBA8(imageOf(png))[0] ?? new ArrayBuffer(0));

describe("a screenshot of a message", () => {
  test("keeps every pixel where it has few colors", () => {
    expect(pixelsOf(smaller(few)).equals(pixelsOf(few))).toBe(true);
  });

  test("keeps its size and nearly its colors where it has many, in fewer bytes", () => {
    const small = smaller(many);
    expect(small.length).toBeLessThan(many.length);
    expect(imageOf(small)).toMatchObject({ width, height });
    const [before, after] = [pixelsOf(many), pixelsOf(small)];
    const farthest = before.reduce(
      (far, sample, at) => Math.max(far, Math.abs(sample - (after[at] ?? 0))),
      0,
    );
    expect(farthest).toBeLessThan(20);
  });

  test("can carry a text", () => {
    expect(textIn(withText(smaller(few), "Description", "🔴 Backup failed"), "Description")).toBe(
      "🔴 Backup failed",
    );
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { textIn, withText } from "../../../showcase/preview/png-text";

const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

describe("a PNG's text", () => {
  test("is found again, in any script, only under its keyword", () => {
    const png = withText(pixel, "Description", "Backup failed · 🔴\nline two");
    expect(textIn(png, "Description")).toBe("Backup failed · 🔴\nline two");
    expect(textIn(png, "Comment")).toBeUndefined();
    expect(textIn(pixel, "Description")).toBeUndefined();
  });

  test("leaves the picture's own chunks unchanged", () => {
    const png = withText(pixel, "Description", "x");
    expect(png.subarray(0, 33).equals(pixel.subarray(0, 33))).toBe(true);
    expect(png.subarray(png.length - (pixel.length - 33)).equals(pixel.subarray(33))).toBe(true);
  });

  test("is not searched for beyond the end of a truncated file", () => {
    const file = readFileSync(join(__dirname, "../../../docs/images/backup-failed.png"));
    expect(textIn(file.subarray(0, 20), "Description")).toBeUndefined();
  });
});

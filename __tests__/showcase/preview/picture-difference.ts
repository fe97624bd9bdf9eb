import type { Page } from "playwright-core";

/** How much two pictures differ. */
export type Difference = {
  /** How much taller one is than the other: 0.1 is a tenth. */
  readonly height: number;
  /** Mean distance of their colors, 0 to 255, with both shrunk to a few hundred pixels. */
  readonly color: number;
  readonly isAlike: boolean;
};

/** Measured: 0 on the machine that took the pictures; with other fonts up to 0.06, since lines break differently. */
const mostHeight = 0.12;

/**
 * Measured: 0 on the machine that took the pictures; with other fonts and no emoji up to 7.5, since lines are elsewhere;
 * more than 200 between light and dark. Two messages of similar height may be 5 apart: their words distinguish them.
 */
const mostColor = 10;

/** Runs in the browser. */
const compare = async ([one, other]: readonly [string, string]) => {
  const columns = 24;
  const load = async (url: string): Promise<HTMLImageElement> => {
    const image = new Image();
    image.src = url;
    await image.decode();
    return image;
  };
  const images = await Promise.all([load(one), load(other)]);
  const [first = new Image(), second = new Image()] = images;
  const rows = Math.max(4, Math.round((columns * first.naturalHeight) / first.naturalWidth));
  const shrunk = (image: HTMLImageElement): Uint8ClampedArray => {
    const canvas = document.createElement("canvas");
    canvas.width = columns;
    canvas.height = rows;
    const paper = canvas.getContext("2d");
    if (paper === null) throw new Error("no canvas");
    paper.imageSmoothingQuality = "high";
    paper.drawImage(image, 0, 0, columns, rows);
    return paper.getImageData(0, 0, columns, rows).data;
  };
  const [left, right] = [shrunk(first), shrunk(second)];
  const sum = left.reduce((total, value, index) => total + Math.abs(value - (right[index] ?? 0)), 0);
  const [low = 1, high = 1] = images.map(({ naturalHeight }) => naturalHeight).sort((a, b) => a - b);
  return { height: high / low - 1, color: sum / (columns * rows * 3) };
};

/**
 * Compares two pictures of a message. Pixel by pixel would compare fonts rather than messages: two machines draw the
 * same letters differently, and break lines elsewhere. Shrunk to a few hundred pixels, letters become gray, and only the
 * layout is left: where there is text, color or nothing. Another test compares the words.
 */
export const differenceOf = async (page: Page, one: Buffer, other: Buffer): Promise<Difference> => {
  const urlOf = (png: Buffer): string => `data:image/png;base64,${png.toString("base64")}`;
  const { height, color } = await page.evaluate(compare, [urlOf(one), urlOf(other)] as const);
  return { height, color, isAlike: height <= mostHeight && color <= mostColor };
};

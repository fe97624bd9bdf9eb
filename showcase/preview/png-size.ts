import { decode, encode, toRGBA8 } from "upng-js";

/** As many as one byte of a pixel can name. */
const mostColors = 256;

/** The same picture in half the bytes or less: messages are flat colors and letters, which need few colors. */
export const smaller = (png: Buffer): Buffer => {
  const image = decode(new Uint8Array(png).buffer);
  return Buffer.from(encode(toRGBA8(image), image.width, image.height, mostColors));
};

/** Slack's named colors. */
const hexByName = { good: "#2EB67D", warning: "#ECB22E", danger: "#E01E5A" } as const;

export type ColorName = keyof typeof hexByName;

const names = Object.keys(hexByName) as readonly ColorName[];

/** The name of an attachment's color, however it is written; `undefined` for any other color. */
export const colorNameOf = (color = ""): ColorName | undefined =>
  names.find((name) => color === name || color.toUpperCase() === hexByName[name]);

/** An attachment's color for CSS. */
export const cssColorOf = (color: string | undefined): string => {
  const name = colorNameOf(color);
  return name === undefined ? (color ?? "#dddddd") : hexByName[name];
};

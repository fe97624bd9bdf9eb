import { inspect } from "node:util";

/** Any value on a few lines, cut where it is long. */
export const printable = (value: unknown, maxLength = 1500): string => {
  const text = inspect(value, { depth: 12, maxStringLength: 600, maxArrayLength: 20, breakLength: 110 });
  return text.length <= maxLength ? text : `${text.slice(0, maxLength)}…`;
};

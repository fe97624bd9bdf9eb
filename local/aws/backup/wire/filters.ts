import { invalidParameter } from "../errors";

/** Filters of AWS Backup's lists, by their names in a query string. */

const dateFilter = (query: URLSearchParams, name: string): Date | undefined => {
  const text = query.get(name);
  if (text === null) return undefined;
  const date = new Date(/^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : text);
  if (Number.isNaN(date.getTime()))
    throw invalidParameter(`Invalid value for ${name}: ${text} is not a date.`);
  return date;
};

/** Whether the query asks for each of these values, or for any. */
export const areAsked = (
  query: URLSearchParams,
  values: Readonly<Record<string, string | undefined>>,
): boolean => Object.entries(values).every(([name, value]) => [null, value].includes(query.get(name)));

/** Refuses any other value of a filter. */
export const checkWord = (query: URLSearchParams, name: string, allowed: readonly string[]): void => {
  const word = query.get(name);
  if (word === null || allowed.includes(word)) return;
  throw invalidParameter(`Invalid value for ${name}: ${word}. Valid values are ${allowed.join(", ")}.`);
};

/** A filter of dates by `<prefix>After` and `<prefix>Before`; without either, every date passes. */
export const dateRange = (query: URLSearchParams, prefix: string): ((date: Date | undefined) => boolean) => {
  const after = dateFilter(query, `${prefix}After`);
  const before = dateFilter(query, `${prefix}Before`);
  if (after === undefined && before === undefined) return () => true;
  return (date) =>
    date !== undefined && (after === undefined || date >= after) && (before === undefined || date <= before);
};

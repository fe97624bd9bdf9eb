import { invalidParameter } from "../errors";

/** Filters of AWS Backup's lists, by their names in a query string. */

type ListedJob = { readonly resourceType: string; readonly createdAt: Date; readonly endedAt?: Date };

const dateFilter = (query: URLSearchParams, name: string): Date | undefined => {
  const text = query.get(name);
  if (text === null) return undefined;
  const date = new Date(/^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : text);
  if (Number.isNaN(date.getTime()))
    throw invalidParameter(`Invalid value for ${name}: ${text} is not a date.`);
  return date;
};

/** Whether the query asks for this value, or for any. */
export const isAsked = (query: URLSearchParams, name: string, value: string | undefined): boolean => {
  const wanted = query.get(name);
  return wanted === null || wanted === value;
};

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

/** The filters that the lists of backup, copy and restore jobs share. */
export const jobFilter = (query: URLSearchParams, accountId: string): ((job: ListedJob) => boolean) => {
  const isCreatedInRange = dateRange(query, "created");
  const isCompleteInRange = dateRange(query, "complete");
  return ({ resourceType, createdAt, endedAt }) =>
    isAsked(query, "resourceType", resourceType) &&
    isAsked(query, "parentJobId", undefined) &&
    (query.get("accountId") === "*" || isAsked(query, "accountId", accountId)) &&
    isCreatedInRange(createdAt) &&
    isCompleteInRange(endedAt);
};

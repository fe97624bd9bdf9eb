import { pathPart } from "../../aws/backup";
import type { AwsRequest } from "../../aws/request";
import { type Fields, fieldsOf, textOf } from "../../model/fields";
import type { Page, Question } from "./asker";

/** The values of a list that are objects. */
export const fieldsIn = (value: unknown): readonly Fields[] =>
  Array.isArray(value) ? value.map(fieldsOf).filter((one) => one !== undefined) : [];

/** The values of a list that are texts. */
export const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.flatMap((one) => textOf(one) ?? []) : [];

/** A question to AWS Backup. */
export const backup = <Value>(
  path: string,
  read: Question<Value>["read"],
  errors?: Question<Value>["errors"],
): Question<Value> => ({ service: "backup", method: "GET", path, read, ...(errors && { errors }) });

/** AWS Backup's longest page. (AWS Backup API Reference, MaxResults) */
const pageSize = 1000;

/** The items of a list; `undefined` for one that holds something else: without it the list would not be whole. */
export const itemsOf = (list: unknown, isItem: (item: Fields) => boolean): readonly Fields[] | undefined => {
  const items = fieldsIn(list);
  return Array.isArray(list) && items.length === list.length && items.every(isItem) ? items : undefined;
};

/** The pages of a list of AWS Backup, which are under `name`. Each item has an `id`. */
export const backupPages =
  (path: string, name: string, id: string, query: Readonly<Record<string, string>> = {}) =>
  (token: string | undefined): Question<Page> => {
    const all = { ...query, maxResults: String(pageSize), ...(token !== undefined && { nextToken: token }) };
    const parts = Object.entries(all).map(([key, value]) => `${key}=${pathPart(value)}`);
    return backup(`${path}?${parts.join("&")}`, (answer) => {
      const items = itemsOf(answer[name], (item) => textOf(item[id]) !== undefined);
      return items && { items, next: textOf(answer["NextToken"]) };
    });
  };

/** A question in AWS's JSON protocols. `target` is the operation's full name. */
export const json = <Value>(
  service: AwsRequest["service"],
  version: "1.0" | "1.1",
  target: string,
  input: Fields,
  read: Question<Value>["read"],
): Question<Value> => ({
  service,
  method: "POST",
  path: "/",
  headers: { "content-type": `application/x-amz-json-${version}`, "x-amz-target": target },
  body: JSON.stringify(input),
  read,
});

/** A part of BatchGetItem's answer: items, and the keys that DynamoDB left unread. */
export type Batch = { readonly items: readonly Fields[]; readonly left: readonly Fields[] };

/** Reads BatchGetItem's answer for a table. `undefined` where it does not name the table: then nobody knows what is not there. */
export const batchOf = (answer: Fields, tableName: string): Batch | undefined => {
  const all = fieldsOf(answer["Responses"])?.[tableName];
  const unprocessed = fieldsOf(answer["UnprocessedKeys"])?.[tableName];
  const left = unprocessed === undefined ? [] : fieldsOf(unprocessed)?.["Keys"];
  const isNoneRead = all === undefined && unprocessed !== undefined;
  const items = itemsOf(isNoneRead ? [] : all, ({ fact }) => textOf(fieldsOf(fact)?.["S"]) !== undefined);
  return items && Array.isArray(left) ? { items, left: fieldsIn(left) } : undefined;
};

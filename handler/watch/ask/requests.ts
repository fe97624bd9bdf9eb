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

/** The pages of a list of AWS Backup, which are under `name`. */
export const backupPages =
  (path: string, name: string, query: Readonly<Record<string, string>> = {}) =>
  (token: string | undefined): Question<Page> => {
    const all = { ...query, maxResults: String(pageSize), ...(token !== undefined && { nextToken: token }) };
    const parts = Object.entries(all).map(([key, value]) => `${key}=${pathPart(value)}`);
    return backup(`${path}?${parts.join("&")}`, (answer) =>
      Array.isArray(answer[name])
        ? { items: fieldsIn(answer[name]), next: textOf(answer["NextToken"]) }
        : undefined,
    );
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
  const items = fieldsOf(answer["Responses"])?.[tableName];
  const unprocessed = fieldsOf(answer["UnprocessedKeys"])?.[tableName];
  const left = unprocessed === undefined ? [] : fieldsOf(unprocessed)?.["Keys"];
  const isAnswer = Array.isArray(items) || (items === undefined && unprocessed !== undefined);
  return isAnswer && Array.isArray(left) ? { items: fieldsIn(items), left: fieldsIn(left) } : undefined;
};

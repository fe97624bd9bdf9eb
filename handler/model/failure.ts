import { fieldsOf, textOf } from "./fields";

/** What went wrong with a request, in a few words without its URL: `ECONNREFUSED`, `no answer in time`. */
export const failureOf = (error: unknown): string => {
  const { code, message } = fieldsOf(error) ?? {};
  return textOf(code) ?? textOf(message) ?? "an unknown error";
};

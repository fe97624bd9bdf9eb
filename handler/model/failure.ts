import { fieldsOf, textOf } from "./fields";

/** Whether a request had been sent whole when it failed: the other side may have acted on it. */
export const wasSent = (error: unknown): boolean => fieldsOf(error)?.["sent"] === true;

/** What went wrong with a request, in a few words without its URL: `ECONNREFUSED`, `no answer in time`. */
export const failureOf = (error: unknown): string => {
  const { code, message } = fieldsOf(error) ?? {};
  return textOf(code) ?? textOf(message) ?? "an unknown error";
};

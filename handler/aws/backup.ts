import { failureOf } from "../model/failure";
import { jsonFieldsOf, textOf } from "../model/fields";
import { errorTypeOf } from "./error-type";
import type { Aws } from "./request";

/** AWS Backup's answer, or why there is none. */
export type BackupAnswer<Value> =
  | { readonly ok: true; readonly value: Value }
  /** `apiIsDown`: asking more is pointless, since it is down, throttles or denies access. */
  | { readonly ok: false; readonly problem: string; readonly apiIsDown: boolean };

const refusalOf = (status: number, body: string): string => {
  const fields = jsonFieldsOf(body);
  return textOf(fields?.["Message"]) ?? textOf(fields?.["message"]) ?? errorTypeOf(status, body);
};

/** Whether the refusal concerns only this request, so that asking about another makes sense. */
const isOnlyThisRequest = (status: number, body: string): boolean =>
  status === 404 || (status === 400 && !/throttl|TooManyRequests/i.test(body));

/** Asks AWS Backup's API once, and parses the answer with `read`. Never throws. */
export const askBackup = async <Value>(
  aws: Aws,
  path: string,
  timeoutMilliseconds: number,
  read: (body: string) => Value | undefined,
): Promise<BackupAnswer<Value>> => {
  try {
    const { status, body } = await aws({ service: "backup", method: "GET", path, timeoutMilliseconds });
    const value = status === 200 ? read(body) : undefined;
    if (value !== undefined) return { ok: true, value };
    return { ok: false, problem: refusalOf(status, body), apiIsDown: !isOnlyThisRequest(status, body) };
  } catch (error) {
    return { ok: false, problem: failureOf(error), apiIsDown: true };
  }
};

/**
 * Encodes a text as one part of a path or a query. A lone surrogate, which no URL can hold, becomes U+FFFD: an id that
 * contains one names nothing, and AWS says so.
 */
export const pathPart = (text: string): string => encodeURIComponent(text.replace(/\p{Cs}/gu, "\uFFFD"));

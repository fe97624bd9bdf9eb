import { failureOf } from "../model/failure";
import { jsonFieldsOf, textOf } from "../model/fields";
import { errorTypeOf } from "./error-type";
import type { HttpAnswer } from "./http";
import type { Aws } from "./request";

/**
 * Why AWS Backup did not answer a question: it refused this one; its answer is too large or not what was asked for; it
 * throttles or is out of order, so that asking again later helps; or asking for more of the kind is pointless, since it
 * denies access or cannot be reached.
 */
export type Obstacle = "refused" | "unreadable" | "busy" | "unavailable";

/** AWS Backup's answer, or why there is none. */
export type BackupAnswer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: string; readonly because: Obstacle };

const refusalOf = (status: number, body: string): string => {
  const fields = jsonFieldsOf(body);
  return textOf(fields?.["Message"]) ?? textOf(fields?.["message"]) ?? errorTypeOf(status, body);
};

/** AWS names an error in a header or in the body. (AWS common errors; smithy, AWS restJson1 protocol) */
const isThrottled = ({ status, headers, body }: HttpAnswer): boolean =>
  status === 429 || /throttl|TooManyRequests|rate exceeded/i.test(`${headers["x-amzn-errortype"]} ${body}`);

const obstacleOf = (answer: HttpAnswer): Obstacle => {
  const { status } = answer;
  if (status === 200) return "unreadable";
  if (status >= 500 || isThrottled(answer)) return "busy";
  return status === 400 || status === 404 ? "refused" : "unavailable";
};

/** How one question is asked. */
export type BackupRequest<Value> = {
  readonly path: string;
  readonly timeoutMilliseconds: number;
  /** A longer answer is cut, and cannot be read. */
  readonly maxAnswerBytes?: number;
  readonly read: (body: string) => Value | undefined;
};

/** Asks AWS Backup's API once, and parses the answer with `read`. Never throws. */
export const askBackup = async <Value>(
  aws: Aws,
  { read, ...request }: BackupRequest<Value>,
): Promise<BackupAnswer<Value>> => {
  try {
    const answer = await aws({ service: "backup", method: "GET", ...request });
    const { status, body } = answer;
    const value = status === 200 ? read(body) : undefined;
    if (value !== undefined) return { ok: true, value };
    return { ok: false, problem: refusalOf(status, body), because: obstacleOf(answer) };
  } catch (error) {
    return { ok: false, problem: failureOf(error), because: "unavailable" };
  }
};

/**
 * Encodes a text as one part of a path or a query. A lone surrogate, which no URL can hold, becomes U+FFFD: an id that
 * contains one names nothing, and AWS says so.
 */
export const pathPart = (text: string): string => encodeURIComponent(text.replace(/\p{Cs}/gu, "\uFFFD"));

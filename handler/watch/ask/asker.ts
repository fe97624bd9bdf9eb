import type { HttpAnswer } from "../../aws/http";
import type { AwsRequest } from "../../aws/request";
import { type Fields, jsonFieldsOf, textOf } from "../../model/fields";
import type { Unseen } from "../../model/found";
import { type Answer, known, unseen } from "../answer";
import type { WatchContext } from "../watch-context";

/** One question to AWS. */
export type Question<Value> = Pick<AwsRequest, "service" | "method" | "path" | "headers" | "body"> & {
  /** `undefined` where an answer is not what was asked for. */
  readonly read: (answer: Fields, body: string) => Value | undefined;
  /** AWS's errors that are an answer, by name: `ResourceNotFoundException`. */
  readonly errors?: Readonly<Record<string, Value>>;
};

/** A page of a list, and the token of the next. */
export type Page = { readonly items: readonly Fields[]; readonly next: string | undefined };

/** Asks AWS, politely. An answer that does not come is unknown; nothing is thrown. */
export type Asker = {
  readonly ask: <Value>(question: Question<Value>) => Promise<Answer<Value>>;
  /** All pages of a list: a missing one makes it unknown. */
  readonly list: (
    pageOf: (token: string | undefined) => Question<Page>,
  ) => Promise<Answer<readonly Fields[]>>;
};

/** A thousand jobs take 1.5 MB; the watch's memory up to 16 MB, DynamoDB's limit of an answer. */
const maxAnswerBytes = 20 * 1024 ** 2;
const timeoutMilliseconds = 10_000;

/** AWS does not say how many calls a second it allows. */
const mostAtOnce = 6;

const firstWaitMilliseconds = 250;
const maxTries = 5;

/** The function has two minutes, in which it must also send and remember: what is not answered by then is unknown. */
const usualPatienceMilliseconds = 80_000;

/** After so many questions that a service throttled to the end, the others are not asked: they would only make it worse. */
const maxThrottled = 3;

/** No list has more. */
const maxPages = 2000;

/** AWS names an error in a header or in the body. (smithy, AWS restJson1, awsJson and awsQuery protocols) */
const errorOf = ({ headers, body }: HttpAnswer): string => {
  const fields = jsonFieldsOf(body);
  const given =
    textOf(headers["x-amzn-errortype"]) ??
    textOf(fields?.["__type"]) ??
    textOf(fields?.["Code"]) ??
    /<Code>(\w+)<\/Code>/.exec(body)?.[1];
  return given?.split(":", 1)[0]?.split("#").at(-1) ?? "";
};

const isThrottled = (status: number, error: string): boolean =>
  status === 429 ||
  /throttl|TooManyRequests|RateExceeded|RequestLimit|ThroughputExceeded|SlowDown/i.test(error);

const isDenied = (status: number, error: string): boolean =>
  status === 403 || /^(?:AccessDenied|NotAuthorized|UnauthorizedOperation)/.test(error);

/** An asker for one check. After so many milliseconds it asks nothing more. */
export const createAsker = (
  { aws, sleep, elapsed }: Pick<WatchContext, "aws" | "sleep" | "elapsed">,
  patienceMilliseconds = usualPatienceMilliseconds,
): Asker => {
  const startedAt = elapsed();
  const throttled = new Map<string, number>();
  const waiting: (() => void)[] = [];
  let open = 0;

  const turn = async (): Promise<void> => {
    if (open >= mostAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else open += 1;
  };
  const done = (): void => {
    const next = waiting.shift();
    if (next === undefined) open -= 1;
    else next();
  };

  const tryOnce = async <Value>({
    read,
    errors = {},
    ...request
  }: Question<Value>): Promise<Answer<Value>> => {
    try {
      const answer = await aws({ ...request, isRepeatable: true, timeoutMilliseconds, maxAnswerBytes });
      const { status, body } = answer;
      const value = status === 200 ? read(jsonFieldsOf(body) ?? {}, body) : undefined;
      if (value !== undefined) return known(value);
      const error = errorOf(answer);
      if (status !== 200 && Object.hasOwn(errors, error)) return known(errors[error] as Value); // Just seen.
      if (isThrottled(status, error)) return unseen("throttled");
      return unseen(isDenied(status, error) ? "access-denied" : "no-answer");
    } catch {
      return unseen("no-answer");
    }
  };

  const mayHelp = (because: Unseen): boolean => because === "throttled" || because === "no-answer";

  const ask = async <Value>(question: Question<Value>): Promise<Answer<Value>> => {
    const { service } = question;
    await turn();
    try {
      for (let tries = 1, wait = firstWaitMilliseconds; ; tries++, wait *= 2) {
        if ((throttled.get(service) ?? 0) >= maxThrottled) return unseen("throttled");
        if (elapsed() - startedAt > patienceMilliseconds) return unseen("no-answer");
        const answer = await tryOnce(question);
        if (answer.is === "known" || !mayHelp(answer.because)) return answer;
        if (tries >= (answer.because === "throttled" ? maxTries : 2)) {
          if (answer.because === "throttled") throttled.set(service, (throttled.get(service) ?? 0) + 1);
          return answer;
        }
        await sleep(wait);
      }
    } finally {
      done();
    }
  };

  const list: Asker["list"] = async (pageOf) => {
    const items: Fields[] = [];
    const tokens = new Set<string>();
    let token: string | undefined;
    for (let page = 0; page < maxPages; page++) {
      const answer: Answer<Page> = await ask(pageOf(token));
      if (answer.is === "unknown") return page === 0 ? answer : unseen("not-all-pages");
      items.push(...answer.value.items);
      token = answer.value.next;
      if (token === undefined) return known(items);
      if (tokens.has(token)) break;
      tokens.add(token);
    }
    return unseen("not-all-pages");
  };

  return { ask, list };
};

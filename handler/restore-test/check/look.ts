import { errorTypeOf } from "../../aws/error-type";
import type { HttpAnswer } from "../../aws/http";
import type { Aws, AwsRequest } from "../../aws/request";
import { failureOf } from "../../model/failure";
import { type Fields, jsonFieldsOf } from "../../model/fields";
import type { CheckedFact } from "../../model/restore-test";
import type { Restored } from "../../model/restored";

/** What was restored, with what a check needs of it. */
export type RestoredResource = Restored & { readonly createdArn: string };

/** Looks at what was restored, from outside: no data leave their service. */
export type Check = (restored: RestoredResource, look: Look) => Promise<readonly CheckedFact[]>;

/** What AWS said, or why that is not known. */
export type Seen<Value> =
  | { readonly is: "seen"; readonly value: Value }
  /** `error` is AWS's name for its refusal, where it gave one. */
  | { readonly is: "unknown"; readonly fact: CheckedFact; readonly error?: string };

type Question = Omit<AwsRequest, "timeoutMilliseconds">;

/** Asks AWS, once. An error is never a verdict: whoever may not look does not know. */
export type Look = {
  readonly text: (question: Question) => Promise<Seen<string>>;
  readonly json: (question: Question) => Promise<Seen<Fields>>;
};

const timeoutMilliseconds = 10_000;

const unknown = (text: string, error?: string): Extract<Seen<never>, { readonly is: "unknown" }> => ({
  is: "unknown",
  fact: { outcome: "unknown", text },
  ...(error !== undefined && { error }),
});

/** An error's name in XML, as S3, EC2 and RDS have it. */
const xmlErrorOf = (body: string): string | undefined =>
  /<Code>([A-Za-z0-9.]{1,100})<\/Code>/.exec(body)?.[1];

/** AWS's name for its refusal, else the status. */
export const errorNameOf = ({ status, headers, body }: HttpAnswer): string => {
  const named = String(headers["x-amzn-errortype"] ?? "").split(":")[0];
  return xmlErrorOf(body) ?? (named || errorTypeOf(status, body));
};

export const lookWith = (aws: Aws): Look => {
  const text: Look["text"] = async (question) => {
    try {
      const { status, headers, body } = await aws({ ...question, timeoutMilliseconds });
      if (status >= 200 && status < 300) return { is: "seen", value: body };
      const error = errorNameOf({ status, headers, body });
      return unknown(`${question.service} answered ${error}`, error);
    } catch (error) {
      return unknown(`${question.service} did not answer: ${failureOf(error)}`);
    }
  };
  return {
    text,
    json: async (question) => {
      const seen = await text(question);
      if (seen.is === "unknown") return seen;
      const value = jsonFieldsOf(seen.value);
      return value === undefined
        ? unknown(`${question.service} gave an answer that is no JSON`)
        : { is: "seen", value };
    },
  };
};

/** `ok` where it holds, else `not-ok`. */
export const fact = (holds: boolean, text: string): CheckedFact => ({
  outcome: holds ? "ok" : "not-ok",
  text,
});

/** What is still on its way: it is looked at again. */
export const notYet = (text: string): CheckedFact => ({ outcome: "unknown", text });

/** Lists of AWS take an id as a filter: an answer about anything else, or about more, says nothing about what was restored. */
export const isAbout = (id: string | undefined, answered: readonly unknown[]): boolean =>
  id !== undefined && id !== "" && answered.length === 1 && answered[0] === id;

export const notAbout = (id: string | undefined): CheckedFact =>
  notYet(`AWS did not answer about ${id ?? "what was restored"}`);

/**
 * A state: as it must be, known to be bad, or on its way there.
 * @param text AWS's word
 */
export const stateFact = (text: string | undefined, good: string, bad: readonly string[]): CheckedFact => {
  if (text === undefined) return notYet("state not known");
  if (text === good) return fact(true, good);
  return bad.includes(text)
    ? fact(false, `state ${text}, not ${good}`)
    : notYet(`state ${text}, not ${good}`);
};

/** The body of a request of AWS's query protocol, as EC2 and RDS have it. */
export const query = (
  service: "ec2" | "rds",
  version: string,
  fields: Readonly<Record<string, string>>,
): Question => ({
  service,
  method: "POST",
  path: "/",
  headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
  body: new URLSearchParams({ ...fields, Version: version }).toString(),
  isRepeatable: true,
});

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** Names of objects may hold control characters, which XML has by number. */
const characterOf = (number: string): string | undefined => {
  const code = Number(number.startsWith("x") ? `0${number}` : number);
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
};

const plain = (text: string): string =>
  text.replace(
    /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7}|x[0-9A-Fa-f]{1,6}));/g,
    (whole, name?: string, number?: string) =>
      (name === undefined ? characterOf(number ?? "") : entities[name]) ?? whole,
  );

/** The first number at the end of a path; `undefined` where there is none. */
export const numberIn = (xml: string, path: string): number | undefined => {
  const [text = ""] = xmlTexts(xml, path);
  return /^\d+$/.test(text) ? Number(text) : undefined;
};

/**
 * The texts of AWS's XML at the end of a path of elements, such as `volumeSet/item/status`: an element's name alone is not enough,
 * since AWS uses it in other places for other things.
 */
export const xmlTexts = (xml: string, path: string): readonly string[] => {
  const [open, texts]: [string[], string[]] = [[], []];
  const tags = /<(\/?)([A-Za-z][^\s/>]*)[^>]*?(\/?)>([^<]*)/g;
  for (const [, isEnd, name = "", isEmpty, text = ""] of xml.matchAll(tags)) {
    if (!isEnd) open.push(name);
    if (!isEnd && `/${open.join("/")}`.endsWith(`/${path}`)) texts.push(isEmpty ? "" : plain(text));
    if (isEnd || isEmpty) open.pop();
  }
  return texts;
};

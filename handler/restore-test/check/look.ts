import { errorTypeOf } from "../../aws/error-type";
import type { Aws, AwsRequest } from "../../aws/request";
import { failureOf } from "../../model/failure";
import { type Fields, jsonFieldsOf } from "../../model/fields";
import type { CheckedFact } from "../../model/restore-test";
import type { Restored } from "../../model/restored";

/** What was restored, with what a check needs of it. */
export type RestoredResource = Restored & { readonly createdArn: string };

/** Looks at what was restored, from outside: it reads no data but a single item or object. */
export type Check = (restored: RestoredResource, look: Look) => Promise<readonly CheckedFact[]>;

/** What AWS said, or why that is not known. */
export type Seen<Value> =
  | { readonly is: "seen"; readonly value: Value }
  | { readonly is: "unknown"; readonly fact: CheckedFact };

type Question = Omit<AwsRequest, "timeoutMilliseconds">;

/** Asks AWS, once. An error is never a verdict: whoever may not look does not know. */
export type Look = {
  readonly text: (question: Question) => Promise<Seen<string>>;
  readonly json: (question: Question) => Promise<Seen<Fields>>;
};

const timeoutMilliseconds = 10_000;

const unknown = (text: string): { readonly is: "unknown"; readonly fact: CheckedFact } => ({
  is: "unknown",
  fact: { outcome: "unknown", text },
});

/** An error's name in XML, as S3, EC2 and RDS have it. */
const xmlErrorOf = (body: string): string | undefined =>
  /<Code>([A-Za-z0-9.]{1,100})<\/Code>/.exec(body)?.[1];

export const lookWith = (aws: Aws): Look => {
  const text: Look["text"] = async (question) => {
    try {
      const { status, headers, body } = await aws({ ...question, timeoutMilliseconds });
      if (status >= 200 && status < 300) return { is: "seen", value: body };
      const named = String(headers["x-amzn-errortype"] ?? "").split(":")[0];
      const error = xmlErrorOf(body) ?? (named || errorTypeOf(status, body));
      return unknown(`${question.service} answered ${error}`);
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

/** The first number that an element holds; `undefined` where there is none. */
export const numberIn = (xml: string, element: string): number | undefined => {
  const [text = ""] = xmlTexts(xml, element);
  return /^\d+$/.test(text) ? Number(text) : undefined;
};

/** The texts of an element that holds only text, wherever it is in AWS's XML. */
export const xmlTexts = (xml: string, element: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, "g"))].map(([, text = ""]) =>
    text.replace(/&(lt|gt|amp|quot|apos);/g, (whole, name: string) => entities[name] ?? whole),
  );

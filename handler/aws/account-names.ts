// Loaded for a stage that names accounts.
import { failureOf } from "../model/failure";
import { fieldsOf, jsonFieldsOf, textOf } from "../model/fields";
import { errorTypeOf } from "./error-type";
import type { Aws } from "./request";

/** Account names by account id, as far as they are known. */
export type AccountNames = Readonly<Record<string, string>>;

/** Reads the names. Never throws. */
export type ReadAccountNames = () => Promise<AccountNames>;

type AccountNamesOptions = {
  readonly aws: Aws;
  /** Of the last parameter: the others have the same name with the numbers from 1. */
  readonly lastParameterName: string;
  /** Hears why names could not be read. */
  readonly onProblem: (reason: string) => void;
  readonly now?: () => number;
};

/** Names seldom change; one that lags by an hour does no harm. */
const keptMilliseconds = 60 * 60 * 1000;

/** After a failure. Not with each batch: it would wait each time. */
const retryMilliseconds = 60 * 1000;

const timeoutMilliseconds = 2000;

/** All names up to the last one's: `/names/1`, `/names/2`. At most ten, GetParameters' limit. */
const namesUpTo = (last: string): readonly string[] => {
  const [, path = "", count = "0"] = /^(.*\/)(\d{1,2})$/.exec(last) ?? [];
  return Array.from({ length: Number(count) }, (_, index) => `${path}${index + 1}`);
};

const namesIn = (json: string): AccountNames =>
  Object.fromEntries(
    Object.entries(jsonFieldsOf(json) ?? {}).flatMap(([id, value]) => {
      const name = textOf(value);
      return name === undefined ? [] : [[id, name]];
    }),
  );

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/**
 * The stage's account names from SSM, read with one GetParameters and kept for an hour. Where they cannot be read, those that
 * were read before stay; without any, messages show only the id.
 */
export const createAccountNames = ({
  aws,
  lastParameterName,
  onProblem,
  now = Date.now,
}: AccountNamesOptions): ReadAccountNames => {
  const Names = namesUpTo(lastParameterName);
  let names: AccountNames = {};
  let readAt = Number.NEGATIVE_INFINITY;
  let validMilliseconds = 0;

  /** Returns why some could not be read. */
  const read = async (): Promise<string | undefined> => {
    try {
      const { status, body } = await aws({
        service: "ssm",
        method: "POST",
        path: "/",
        headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "AmazonSSM.GetParameters" },
        body: JSON.stringify({ Names }),
        isRepeatable: true,
        timeoutMilliseconds,
      });
      if (status !== 200) return errorTypeOf(status, body);
      const values = listOf(jsonFieldsOf(body)?.["Parameters"]).map(
        (one) => textOf(fieldsOf(one)?.["Value"]) ?? "",
      );
      names = Object.assign({}, ...values.map(namesIn));
      return values.length < Names.length
        ? `${Names.length - values.length} of ${Names.length} parameters are missing`
        : undefined;
    } catch (error) {
      return failureOf(error);
    }
  };

  return async () => {
    // By either direction: a clock that was set back must not keep old names.
    if (Math.abs(now() - readAt) < validMilliseconds) return names;
    const problem = await read();
    if (problem !== undefined) onProblem(problem);
    readAt = now();
    validMilliseconds = problem === undefined ? keptMilliseconds : retryMilliseconds;
    return names;
  };
};

import { failureOf } from "../model/failure";
import { fieldsOf, jsonFieldsOf, textOf } from "../model/fields";
import { errorTypeOf } from "./error-type";
import type { Aws } from "./request";

/** A checked secret, or why the text is not one, in one sentence that never repeats it. */
export type CheckedSecret =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly problem: string };

/** A secret, or why it cannot be used. `missing` where none has been stored yet. */
export type SecretResult = CheckedSecret & { readonly missing?: true };

/** Reads a secret. `fresh` asks SSM again although the last answer is still recent. */
export type Secret = (options?: { readonly fresh: boolean }) => Promise<SecretResult>;

const cacheMilliseconds = 5 * 60 * 1000;
const timeoutMilliseconds = 3000;

export type SecretOptions = {
  /** `webhook URL`, `bot token`. */
  readonly what: string;
  /** The command that stores it: `npm run set-webhook -- dev`. */
  readonly storeCommand: string;
  readonly parameterName: string;
  readonly aws: Aws;
  /** Whether the stored text is a secret of this kind. */
  readonly check: (text: string) => CheckedSecret;
  readonly now?: () => number;
};

type Named = Pick<SecretOptions, "what" | "storeCommand" | "parameterName">;

const unread = ({ what, storeCommand, parameterName }: Named, error: string): SecretResult =>
  error === "ParameterNotFound"
    ? {
        ok: false,
        problem: `there is no ${what} in SSM parameter ${parameterName}; store one with \`${storeCommand}\``,
        missing: true,
      }
    : {
        ok: false,
        problem: `SSM parameter ${parameterName} cannot be read (${error}); check the function's role and its key`,
      };

const readParameter = async (options: SecretOptions): Promise<SecretResult> => {
  const { what, storeCommand, parameterName, aws, check } = options;
  try {
    const answer = await aws({
      service: "ssm",
      method: "POST",
      path: "/",
      headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "AmazonSSM.GetParameter" },
      body: JSON.stringify({ Name: parameterName, WithDecryption: true }),
      isRepeatable: true,
      timeoutMilliseconds,
    });
    const fields = jsonFieldsOf(answer.body);
    if (answer.status !== 200) {
      return unread(options, errorTypeOf(answer.status, answer.body));
    }
    const checked = check(textOf(fieldsOf(fields?.["Parameter"])?.["Value"]) ?? "");
    if (checked.ok) return checked;
    return {
      ok: false,
      problem: `SSM parameter ${parameterName} does not hold a ${what}: ${checked.problem}; store it again with \`${storeCommand}\``,
    };
  } catch (error) {
    return unread(options, failureOf(error));
  }
};

/**
 * A secret from its SSM SecureString, cached for five minutes. A failure is not cached: the next event asks again. The
 * secret is in no environment variable, log or error.
 */
export const createSecret = (options: SecretOptions): Secret => {
  const now = options.now ?? Date.now;
  let cached: { readonly value: SecretResult; readonly readAt: number } | undefined;
  return async ({ fresh } = { fresh: false }) => {
    // By either direction: a clock that was set back must not keep an old secret.
    if (cached && !fresh && Math.abs(now() - cached.readAt) < cacheMilliseconds) return cached.value;
    const value = await readParameter(options);
    cached = value.ok ? { value, readAt: now() } : undefined;
    return value;
  };
};

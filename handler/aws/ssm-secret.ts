import { fieldsOf, jsonFieldsOf, textOf } from "../model/fields";
import { errorTypeOf } from "./aws-error";
import { failureOf } from "./http";
import type { Aws } from "./request";

/** Why a text is no secret of its kind, in one sentence that never repeats it. */
type Unfit = { readonly ok: false; readonly problem: string };

/** Why a secret cannot be used. */
export type Unusable = Unfit & {
  /** Where nobody has stored one yet. */
  readonly missing?: true;
};

/** Reads a secret. `fresh` asks SSM again although the last answer is still young. */
export type Secret<Usable extends { readonly ok: true }> = (options?: {
  readonly fresh: boolean;
}) => Promise<Usable | Unusable>;

const cacheMilliseconds = 5 * 60 * 1000;
const timeoutMilliseconds = 3000;

export type SecretOptions<Usable extends { readonly ok: true }> = {
  /** `webhook URL`, `bot token`. */
  readonly what: string;
  /** The command that stores it: `npm run set-webhook -- dev`. */
  readonly storeCommand: string;
  readonly parameterName: string;
  readonly aws: Aws;
  /** Whether the stored text is a secret of this kind. */
  readonly check: (text: string) => Usable | Unfit;
  readonly now?: () => number;
};

type Named = Pick<SecretOptions<never>, "what" | "storeCommand" | "parameterName">;

const unread = ({ what, storeCommand, parameterName }: Named, error: string): Unusable =>
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

const readParameter = async <Usable extends { readonly ok: true }>(
  options: SecretOptions<Usable>,
): Promise<Usable | Unusable> => {
  const { what, storeCommand, parameterName, aws, check } = options;
  try {
    const answer = await aws({
      service: "ssm",
      method: "POST",
      path: "/",
      headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "AmazonSSM.GetParameter" },
      body: JSON.stringify({ Name: parameterName, WithDecryption: true }),
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
      problem: `SSM parameter ${parameterName} holds no ${what}: ${checked.problem}; store it again with \`${storeCommand}\``,
    };
  } catch (error) {
    return unread(options, failureOf(error));
  }
};

/**
 * A secret from its SSM SecureString, kept for five minutes. A failure is not kept: the next event asks again. It is in
 * no environment variable, log or error.
 */
export const createSecret = <Usable extends { readonly ok: true }>(
  options: SecretOptions<Usable>,
): Secret<Usable> => {
  const now = options.now ?? Date.now;
  let cached: { readonly value: Usable; readonly readAt: number } | undefined;
  return async ({ fresh } = { fresh: false }) => {
    if (cached && !fresh && now() - cached.readAt < cacheMilliseconds) return cached.value;
    const value = await readParameter(options);
    cached = value.ok ? { value, readAt: now() } : undefined;
    return value;
  };
};

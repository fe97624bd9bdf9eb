import { fieldsOf, textOf } from "../../handler/model/fields";
import { failedActionOf } from "../aws/client";
import { quoted } from "./credential";

type Described = {
  readonly name: string;
  readonly message: string;
  readonly code: string;
  /** The IAM action of the AWS call that failed. */
  readonly action: string | undefined;
  readonly profile: string | undefined;
};

const systemCode = /\b(?:EADDRINUSE|EAI_AGAIN|ECONN[A-Z]+|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|ETIMEDOUT)\b/;

const describe = (error: unknown, profile: string | undefined): Described => {
  const { name, message } = error instanceof Error ? error : { name: "", message: String(error) };
  const { code } = fieldsOf(error) ?? {};
  return {
    name,
    message,
    // Some layers wrap a network error and keep only its message.
    code: textOf(code) ?? systemCode.exec(message)?.[0] ?? "",
    action: failedActionOf(error),
    profile,
  };
};

const firstSentence = (text: string): string =>
  /^.*?(?=\.(?:\s|$)|\n|$)/s.exec(text.trim())?.[0]?.trim() ?? text;

const signIn =
  "sign in (`aws sso login`), choose a profile with AWS_PROFILE, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";

/** What to do about an error, by its name, code or message, as AWS services, the AWS SDK and Node.js give them. */
const explanations: readonly (readonly [pattern: RegExp, explain: (error: Described) => string])[] = [
  [
    /^(?:CredentialsProviderError|TokenProviderError)$/,
    // The SDK does not say that a profile of this name does not exist.
    ({ message, profile }) =>
      `no AWS credentials were found (${firstSentence(message)}${profile ? `; AWS_PROFILE is ${quoted(profile)}` : ""}); ${signIn}`,
  ],
  [
    /^(?:ExpiredToken|ExpiredTokenException|RequestExpired)$/,
    () => `the AWS credentials have expired; ${signIn}`,
  ],
  [
    /^(?:UnrecognizedClient|InvalidClientTokenId|AuthFailure|InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|InvalidAccessKeyId)(?:Exception)?$/,
    ({ name }) =>
      `AWS does not accept the credentials (${name}); check the profile and the Region, or ${signIn}`,
  ],
  [
    /^(?:AccessDenied|AccessDeniedException|UnauthorizedOperation|AuthorizationError(?:Exception)?)$/,
    ({ message, action }) => {
      const denied = /not authorized to perform:? ([\w-]+:\w+)/i.exec(message)?.[1] ?? action;
      return `AWS denied ${denied ?? "the call"} (${firstSentence(message)}); let an administrator allow ${denied ?? "it"} for these credentials, or use others`;
    },
  ],
  [
    /^(?:EAI_AGAIN|ECONN[A-Z]+|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|ETIMEDOUT|TimeoutError)$/,
    ({ code, message, action }) =>
      `AWS could not be reached${action ? ` for ${action}` : ""} (${code || firstSentence(message)}); check the network, the name of the Region and the AWS_ENDPOINT_URL variables`,
  ],
  [
    /^EADDRINUSE$/,
    ({ message }) =>
      `port ${/:(\d+)$/.exec(message)?.[1] ?? ""} is in use; choose another with --port, or leave it out to get a free one`,
  ],
  [/^Region is missing$/, () => "no AWS Region is known; name it as the second argument or in AWS_REGION"],
  [
    /^(?:Throttling|ThrottlingException|TooManyRequestsException|RequestLimitExceeded)$/,
    ({ action }) => `AWS is throttling ${action ?? "the calls"}; wait a minute and run the command again`,
  ],
  [/^OptInRequired$/, () => "this Region is not enabled in the account; enable it or choose another"],
];

/** One sentence that says what to do about an error; its own message where we know nothing better. */
export const explain = (error: unknown, profile = process.env["AWS_PROFILE"]): string => {
  const described = describe(error, profile);
  const { name, message, code, action } = described;
  const known = explanations.find(([pattern]) => [code, name, message].some((text) => pattern.test(text)));
  if (known !== undefined) return known[1](described);
  const shown = message || code || name || "unknown error";
  return action ? `${action} failed: ${shown}` : shown;
};

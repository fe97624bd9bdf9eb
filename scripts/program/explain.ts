import { failedActionOf } from "../aws/client";

type Described = { readonly name: string; readonly message: string; readonly code: string };

const unreachable = /\b(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)\b/;

/** Some layers wrap an error of the network and keep only its words. */
const codeOf = (error: Error): string =>
  "code" in error && typeof error.code === "string"
    ? error.code
    : (unreachable.exec(error.message)?.[0] ?? "");

const describe = (error: unknown): Described => {
  if (!(error instanceof Error)) return { name: "", message: String(error), code: "" };
  return { name: error.name, message: error.message, code: codeOf(error) };
};

const firstSentence = (text: string): string =>
  /^.*?(?=\.(?:\s|$)|\n|$)/s.exec(text.trim())?.[0]?.trim() ?? text;

const signIn =
  "sign in (`aws sso login`), choose a profile with AWS_PROFILE, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";

/** The action that AWS denied: from its sentence, else from the call that failed. */
const deniedAction = (error: unknown, message: string): string | undefined =>
  /not authorized to perform:? ([\w-]+:\w+)/i.exec(message)?.[1] ?? failedActionOf(error);

type Rule = {
  readonly when: (error: Described) => boolean;
  readonly say: (error: Described, source: unknown) => string;
};

/** Names of errors as the AWS services and the AWS SDK give them; the same fault has several. */
const rules: readonly Rule[] = [
  {
    when: ({ name }) => /^(?:CredentialsProviderError|TokenProviderError)$/.test(name),
    say: ({ message }) => `no AWS credentials were found (${firstSentence(message)}); ${signIn}`,
  },
  {
    when: ({ name }) => /^(?:ExpiredToken|ExpiredTokenException|RequestExpired)$/.test(name),
    say: () => `the AWS credentials have expired; ${signIn}`,
  },
  {
    when: ({ name }) =>
      /^(?:UnrecognizedClient|InvalidClientTokenId|AuthFailure|InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|InvalidAccessKeyId)(?:Exception)?$/.test(
        name,
      ),
    say: ({ name }) =>
      `AWS does not accept the credentials (${name}); check the profile and the Region, or ${signIn}`,
  },
  {
    when: ({ name }) =>
      /^(?:AccessDenied|AccessDeniedException|UnauthorizedOperation|AuthorizationError(?:Exception)?)$/.test(
        name,
      ),
    say: ({ message }, source) => {
      const action = deniedAction(source, message);
      return `AWS denied ${action ?? "the call"} (${firstSentence(message)}); let an administrator allow ${action ?? "it"} for these credentials, or use others`;
    },
  },
  {
    when: ({ name, code }) => unreachable.test(code) || name === "TimeoutError",
    say: ({ code, message }, source) => {
      const action = failedActionOf(source);
      return `AWS could not be reached${action ? ` for ${action}` : ""} (${code || firstSentence(message)}); check the network, the name of the Region and the AWS_ENDPOINT_URL variables`;
    },
  },
  {
    when: ({ message }) => message === "Region is missing",
    say: () => "no AWS Region is known; name it as the second argument or in AWS_REGION",
  },
  {
    when: ({ name }) =>
      /^(?:Throttling|ThrottlingException|TooManyRequestsException|RequestLimitExceeded)$/.test(name),
    say: (_, source) =>
      `AWS asks to slow down (${failedActionOf(source) ?? "throttling"}); wait a minute and run the command again`,
  },
  {
    when: ({ name }) => name === "OptInRequired",
    say: () => "this Region is not switched on in the account; switch it on or choose another",
  },
];

/** One sentence that says what to do about an error that operators meet; its message where we know nothing better. */
export const explain = (error: unknown): string => {
  const described = describe(error);
  const rule = rules.find(({ when }) => when(described));
  if (rule) return rule.say(described, error);
  const action = failedActionOf(error);
  const message = described.message || described.code || described.name || "unknown error";
  return action ? `${action} failed: ${message}` : message;
};

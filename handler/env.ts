/**
 * The notifier's environment variables: the contract with `src/constructs/notifier-function.ts`, which
 * declares its environment as `satisfies HandlerEnv`. The webhook URL is not among them: it is a credential.
 */
export type HandlerEnv = {
  /** Name of the stage, shown in messages: `dev`, `prod`. */
  readonly STAGE: string;
  /** Name of the SSM SecureString parameter that holds the Slack webhook URL. */
  readonly WEBHOOK_PARAMETER_NAME: string;
  /** Hosts that a webhook URL may point to, separated by commas. */
  readonly SLACK_HOSTS: string;
  /** Message kinds that are logged but not posted, separated by commas: `backup.started,copy.started`. May be empty. */
  readonly MUTED_KINDS: string;
  /** URL of the dead-letter queue, where events are parked that somebody must act on first. */
  readonly DEAD_LETTER_QUEUE_URL: string;
  /** Name of the DynamoDB table that remembers what was told. Empty where the stage has none. */
  readonly LEDGER_TABLE_NAME: string;
};

/** What the handler reads from its environment, parsed. */
export type HandlerSettings = {
  readonly stage: string;
  readonly webhookParameterName: string;
  readonly slackHosts: readonly string[];
  readonly mutedKinds: ReadonlySet<string>;
  readonly deadLetterQueueUrl: string;
  /** Absent without a ledger. */
  readonly ledgerTableName?: string;
};

const required = (env: NodeJS.ProcessEnv, name: keyof HandlerEnv): string => {
  const value = env[name];
  if (value === undefined || value === "") {
    throw new Error(
      `environment variable ${name} is ${value === "" ? "empty" : "not set"}; deploy the stack again, it sets this variable`,
    );
  }
  return value;
};

const list = (value: string): string[] =>
  value
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");

/**
 * Reads the notifier's settings.
 * @throws Error naming the variable that is missing or empty, at init, so that a broken deployment is seen at once.
 */
export const readEnv = (env: NodeJS.ProcessEnv): HandlerSettings => ({
  stage: required(env, "STAGE"),
  webhookParameterName: required(env, "WEBHOOK_PARAMETER_NAME"),
  slackHosts: list(required(env, "SLACK_HOSTS")),
  mutedKinds: new Set(list(env["MUTED_KINDS"] ?? "")),
  deadLetterQueueUrl: required(env, "DEAD_LETTER_QUEUE_URL"),
  ...(env["LEDGER_TABLE_NAME"] && { ledgerTableName: env["LEDGER_TABLE_NAME"] }),
});

import { jsonFieldsOf, textOf } from "./model/fields";
import type { Place } from "./model/place";
import { type Route, readRoutes } from "./route/route";

/**
 * The notifier's environment variables: the contract with `src/delivery/notifier-function.ts`, which
 * declares its environment as `satisfies HandlerEnv`. Webhook URL and bot token are not among them: they are
 * credentials.
 */
export type HandlerEnv = {
  /** Name of the stage, shown in messages: `dev`, `prod`. */
  readonly STAGE: string;
  /** Name of the SSM SecureString parameter that holds the Slack webhook URL. Empty with a bot. */
  readonly WEBHOOK_PARAMETER_NAME: string;
  /** The same for the stage's further channels, with `*` for the channel's name. Not set without further channels. */
  readonly FURTHER_WEBHOOK_PARAMETER_NAMES?: string;
  /** Name of the SSM SecureString parameter that holds the bot token. Not set with a webhook, as are the next two. */
  readonly BOT_TOKEN_PARAMETER_NAME?: string;
  /** Id of the channel that the bot posts to. */
  readonly BOT_CHANNEL?: string;
  /** Ids of the bot's further channels by their names, as JSON: `{"payments":"C0456EFGH"}`. Not set without any. */
  readonly BOT_CHANNELS?: string;
  /** Address of Slack's Web API, with a trailing slash. */
  readonly SLACK_API_URL?: string;
  /** Hosts that a webhook URL may point to, separated by commas. */
  readonly SLACK_HOSTS: string;
  /** How the stage wants its events posted: a list of `Route`, as JSON. */
  readonly ROUTES: string;
  /**
   * Name of the last SSM parameter with names of accounts; it ends in a number, and the others have the numbers from 1. Not
   * set where the stage names none.
   */
  readonly LAST_ACCOUNT_NAMES_PARAMETER_NAME?: string;
  /** The end of AWS's host names where the stack is deployed: `amazonaws.com`. Read for each request (handler/aws/request.ts). */
  readonly DNS_SUFFIX?: string;
  /** `true` for AWS's FIPS endpoints, as in the AWS SDKs; read for each request, too. */
  readonly AWS_USE_FIPS_ENDPOINT?: string;
  /** URL of the dead-letter queue, where events are parked until an operator acts. */
  readonly DEAD_LETTER_QUEUE_URL: string;
  /** Name of the DynamoDB table that remembers what was sent. Empty where the stage has none. */
  readonly LEDGER_TABLE_NAME: string;
};

/** A Slack app in its channels. */
export type BotSettings = {
  readonly tokenParameterName: string;
  /** The main channel's id. */
  readonly channel: string;
  /** Ids of further channels by the names that routes use. */
  readonly furtherChannels: Readonly<Record<string, string>>;
  readonly apiUrl: string;
};

/** What the handler reads from its environment, parsed. */
export type HandlerSettings = Place & {
  /** Empty with a bot. */
  readonly webhookParameterName: string;
  /** With `*` for a channel's name; absent without further channels. */
  readonly furtherWebhookParameterNames?: string;
  /** Absent with a webhook. */
  readonly bot?: BotSettings;
  readonly slackHosts: readonly string[];
  readonly routes: readonly Route[];
  /** Absent where the stage names no accounts. */
  readonly lastAccountNamesParameterName?: string;
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

/** Texts by name from JSON. A text that cannot be read is skipped: that is no reason to stay silent. */
const textsByName = (json: string): Readonly<Record<string, string>> => {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(jsonFieldsOf(json) ?? {})) {
    const text = textOf(value);
    if (text !== undefined) texts[name] = text;
  }
  return texts;
};

const botOf = (env: NodeJS.ProcessEnv): BotSettings | undefined =>
  env["BOT_TOKEN_PARAMETER_NAME"]
    ? {
        tokenParameterName: env["BOT_TOKEN_PARAMETER_NAME"],
        channel: required(env, "BOT_CHANNEL"),
        furtherChannels: textsByName(env["BOT_CHANNELS"] ?? ""),
        apiUrl: required(env, "SLACK_API_URL"),
      }
    : undefined;

const routesOf = (env: NodeJS.ProcessEnv): readonly Route[] => {
  const read = readRoutes(env["ROUTES"] ?? "");
  if (read.ok) return read.routes;
  throw new Error(
    `environment variable ROUTES ${read.problem}; deploy the stack again, it sets this variable`,
  );
};

/**
 * Reads the notifier's settings.
 * @throws Error naming the variable that is missing, empty or broken, at init, so that a broken deployment is seen at once.
 */
export const readEnv = (env: NodeJS.ProcessEnv): HandlerSettings => {
  const bot = botOf(env);
  return {
    stage: required(env, "STAGE"),
    ...(env["AWS_REGION"] && { region: env["AWS_REGION"] }),
    webhookParameterName: bot ? "" : required(env, "WEBHOOK_PARAMETER_NAME"),
    ...(env["FURTHER_WEBHOOK_PARAMETER_NAMES"] && {
      furtherWebhookParameterNames: env["FURTHER_WEBHOOK_PARAMETER_NAMES"],
    }),
    ...(bot && { bot }),
    slackHosts: list(required(env, "SLACK_HOSTS")),
    routes: routesOf(env),
    ...(env["LAST_ACCOUNT_NAMES_PARAMETER_NAME"] && {
      lastAccountNamesParameterName: env["LAST_ACCOUNT_NAMES_PARAMETER_NAME"],
    }),
    deadLetterQueueUrl: required(env, "DEAD_LETTER_QUEUE_URL"),
    ...(env["LEDGER_TABLE_NAME"] && { ledgerTableName: env["LEDGER_TABLE_NAME"] }),
  };
};

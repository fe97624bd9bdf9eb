import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import type { Answer } from "./answer";
import type { MessageLog, ReceivedMessage } from "./message-log";
import { type AcceptedMessage, checkMessage, parseJson } from "./payload";
import { createRateLimit, type RateLimit } from "./rate-limit";
import type { Channel, Workspace } from "./workspace";

/**
 * Slack's Web API, `auth.test`, `chat.postMessage`, `chat.update`. It answers 200 to what
 * it refuses too, with a word; only a limit of its rates is a 429.
 * (Slack developer docs, Using the Web API; chat.postMessage; chat.update; auth.test)
 */

export type ApiCall = {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** `told`: the message that was posted, or edited. */
export type ApiJudged = { readonly answer: Answer; readonly told?: ReceivedMessage };

type Refused = {
  readonly error: string;
  /** Why, for those inside; Slack itself says only the word. */
  readonly reason: string;
  readonly more?: Readonly<Record<string, unknown>>;
};

type Outcome =
  | {
      readonly ok: true;
      readonly fields: Readonly<Record<string, unknown>>;
      readonly told?: ReceivedMessage;
    }
  | ({ readonly ok: false } & Refused);

const refuse = (
  error: string,
  reason: string,
  more: Readonly<Record<string, unknown>> = {},
): Extract<Outcome, { readonly ok: false }> => ({ ok: false, error, reason, more });

const content = {
  text: z.string().optional(),
  blocks: z.unknown().optional(),
  attachments: z.array(z.unknown()).optional(),
};

const ts = z.string().regex(/^\d{10}\.\d{6}$/);

const postArguments = z.strictObject({
  channel: z.string(),
  ...content,
  thread_ts: ts.optional(),
  reply_broadcast: z.boolean().optional(),
  unfurl_links: z.boolean().optional(),
  unfurl_media: z.boolean().optional(),
  mrkdwn: z.boolean().optional(),
});

const updateArguments = z.strictObject({ channel: z.string(), ts, ...content });

/** An edit's text is cut nowhere: more than this is refused. (Slack developer docs, chat.update) */
const maxEditLength = 4000;

/** `chat.update` is a method of tier 3: fifty a minute. (Slack developer docs, Rate limits) */
const tier3 = { burst: 50, intervalMilliseconds: 1200 };

const botFields = {
  url: "https://local.slack.com/",
  team: "Local",
  user: "local_bot",
  team_id: "T0LOCAL",
  user_id: "U0LOCAL",
  bot_id: "B0LOCAL",
};

const problemOf = (error: z.ZodError): string =>
  error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");

/** Reads a method's arguments. */
const readArguments = <Output>(
  schema: z.ZodType<Output>,
  body: string,
): { readonly ok: true; readonly given: Output } | Extract<Outcome, { readonly ok: false }> => {
  const fields = parseJson(body);
  if (typeof fields !== "object" || fields === null) return refuse("invalid_json", "no JSON object");
  const parsed = schema.safeParse(fields);
  if (parsed.success) return { ok: true, given: parsed.data };
  const isName = parsed.error.issues.some(({ code }) => code === "unrecognized_keys");
  return refuse(isName ? "invalid_arg_name" : "invalid_arguments", problemOf(parsed.error));
};

export type WebApiOptions = {
  readonly workspace: Workspace;
  readonly log: MessageLog;
  readonly now: () => number;
  /** What one channel takes; `false` for no limit at all. */
  readonly rateLimit: { readonly burst: number; readonly intervalMilliseconds: number } | false;
};

export const createWebApi = ({ workspace, log, now, rateLimit }: WebApiOptions) => {
  const limits = new Map<string, RateLimit>();

  /** The seconds to wait, 0 where the call may pass. */
  const waitOf = (key: string, rate: { readonly burst: number; readonly intervalMilliseconds: number }) => {
    if (rateLimit === false) return 0;
    const limit = limits.get(key) ?? createRateLimit(rate.burst, rate.intervalMilliseconds, now);
    limits.set(key, limit);
    return limit.take();
  };

  const authProblem = ({ authorization }: IncomingHttpHeaders): Refused | undefined => {
    if (authorization === undefined) return refuse("not_authed", "no Authorization header");
    const token = /^Bearer (\S+)$/.exec(authorization)?.[1] ?? "";
    if (workspace.isRevoked(token)) return refuse("token_revoked", "the app was installed again since");
    return token === workspace.token() ? undefined : refuse("invalid_auth", "not the bot's token");
  };

  const scopeProblem = (): Refused | undefined =>
    workspace.scopes().includes("chat:write")
      ? undefined
      : refuse("missing_scope", "chat:write is missing", {
          needed: "chat:write",
          provided: workspace.scopes().join(","),
        });

  /** A private channel that the app is not in, it cannot see. */
  const channelProblem = (channel: Channel | undefined): Refused | undefined => {
    if (channel === undefined) return refuse("channel_not_found", "there is no such channel id");
    if (channel.isPrivate && !channel.isMember)
      return refuse("channel_not_found", "the channel is private, and the app is not in it");
    if (channel.isArchived) return refuse("is_archived", "the channel is archived");
    return channel.isMember || workspace.scopes().includes("chat:write.public")
      ? undefined
      : refuse("not_in_channel", "the app is not in the channel");
  };

  const post = (body: string): Outcome => {
    const read = readArguments(postArguments, body);
    if (!read.ok) return read;
    const { channel, thread_ts, reply_broadcast, ...message } = read.given;
    const problem = channelProblem(workspace.channel(channel));
    if (problem) return { ok: false, ...problem };
    const parent = thread_ts === undefined ? undefined : log.find(channel, thread_ts);
    if (thread_ts !== undefined && parent === undefined)
      return refuse("thread_not_found", `the channel has no message ${thread_ts}`);
    if (parent?.threadTs !== undefined)
      return refuse("cannot_reply_to_message", "the message is an answer in a thread itself");
    if (reply_broadcast && parent === undefined)
      return refuse("invalid_arguments", "reply_broadcast without thread_ts");
    const checked = checkMessage(message);
    if (!checked.ok) return refuse(checked.word, checked.reason);
    const told = log.post(checked.message, {
      channel,
      ...(thread_ts !== undefined && { threadTs: thread_ts }),
      ...(reply_broadcast && { isBroadcast: true }),
    });
    const shown = { type: "message", ts: told.ts, bot_id: botFields.bot_id, ...message };
    return { ok: true, told, fields: { channel, ts: told.ts, message: shown } };
  };

  /** What an edit does not name, the message keeps. */
  const editedOf = (
    message: ReceivedMessage,
    given: { text?: string | undefined; blocks?: unknown; attachments?: unknown[] | undefined },
  ): AcceptedMessage | Refused => {
    const hasContent = (given.blocks ?? given.attachments) !== undefined;
    if (given.text === undefined && !hasContent) return refuse("no_text", "nothing to show");
    const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
    const checked = checkMessage({
      text: given.text ?? message.text,
      ...(isEmpty(given.blocks) ? {} : { blocks: given.blocks }),
      ...(given.attachments && { attachments: given.attachments }),
    });
    if (!checked.ok) return refuse(checked.word, checked.reason);
    return {
      text: checked.message.text,
      blocks: given.blocks === undefined ? message.blocks : checked.message.blocks,
      attachments: given.attachments === undefined ? message.attachments : checked.message.attachments,
    };
  };

  const update = (body: string): Outcome => {
    const read = readArguments(updateArguments, body);
    if (!read.ok) return read;
    const { channel, ts: name, ...given } = read.given;
    const problem = channelProblem(workspace.channel(channel));
    if (problem) return { ok: false, ...problem };
    const message = log.find(channel, name);
    if (message === undefined) return refuse("message_not_found", `the channel has no message ${name}`);
    if ([...(given.text ?? "")].length > maxEditLength)
      return refuse("msg_too_long", `text has more than ${maxEditLength} characters`);
    const next = editedOf(message, given);
    if ("error" in next) return { ok: false, ...next };
    const told = log.edit(message, next);
    const shown = { type: "message", bot_id: botFields.bot_id, ...given };
    return { ok: true, told, fields: { channel, ts: name, text: next.text, message: shown } };
  };

  const methods: Readonly<Record<string, (body: string) => Outcome>> = {
    "auth.test": () => ({ ok: true, fields: botFields }),
    "chat.postMessage": (body) => {
      const problem = scopeProblem();
      return problem ? { ok: false, ...problem } : post(body);
    },
    "chat.update": (body) => {
      const problem = scopeProblem();
      return problem ? { ok: false, ...problem } : update(body);
    },
  };

  /** Limits are an app's: a call of nobody counts for nobody. (Slack developer docs, Rate limits) */
  const waitSecondsOf = ({ method, headers, body }: ApiCall): number => {
    if (authProblem(headers)) return 0;
    if (method === "chat.update") return waitOf(method, tier3);
    const { channel } = z.looseObject({ channel: z.string() }).safeParse(parseJson(body)).data ?? {};
    return method === "chat.postMessage" && rateLimit && channel !== undefined
      ? waitOf(`${method} ${channel}`, rateLimit)
      : 0;
  };

  const outcomeOf = (call: ApiCall): Outcome => {
    const method = Object.hasOwn(methods, call.method) ? methods[call.method] : undefined;
    if (method === undefined) return refuse("unknown_method", call.method);
    if (!/^application\/json\b/.test(call.headers["content-type"] ?? ""))
      return refuse("invalid_post_type", `content-type ${call.headers["content-type"]}`);
    const problem = authProblem(call.headers);
    return problem ? { ok: false, ...problem } : method(call.body);
  };

  /** Judges a call. `onRefusal` hears why, where Slack says only a word. */
  return (call: ApiCall, onRefusal: (word: string, reason: string) => void): ApiJudged => {
    const json = { "content-type": "application/json; charset=utf-8" };
    const waitSeconds = waitSecondsOf(call);
    if (waitSeconds > 0) {
      const headers = { ...json, "retry-after": String(waitSeconds) };
      return { answer: { status: 429, headers, body: '{"ok":false,"error":"ratelimited"}' } };
    }
    const outcome = outcomeOf(call);
    if (!outcome.ok) {
      const { error, reason, more } = outcome;
      onRefusal(error, reason);
      return { answer: { status: 200, headers: json, body: JSON.stringify({ ok: false, error, ...more }) } };
    }
    const headers = { ...json, "x-oauth-scopes": workspace.scopes().join(",") };
    const body = JSON.stringify({ ok: true, ...outcome.fields });
    return { answer: { status: 200, headers, body }, ...(outcome.told && { told: outcome.told }) };
  };
};

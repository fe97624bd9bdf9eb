import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import type { Answer } from "./fault";
import type { MessageLog, ReceivedMessage } from "./message-log";
import { checkMessage, parseJson, problemOf, type Refused, refuse } from "./payload";
import { createRateLimit, type Rate, type RateLimit } from "./rate-limit";
import type { Channel, Workspace } from "./workspace";

/**
 * Slack's Web API: `auth.test`, `chat.postMessage`, `chat.update`. Refused calls get a 200 too, with an error word;
 * only rate limits are a 429.
 * (Slack developer docs, Using the Web API; chat.postMessage; chat.update; auth.test)
 */

export type ApiCall = {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** `message`: the one that was posted or edited. `refused`: why, where Slack returns only a word. */
export type Handled = {
  readonly answer: Answer;
  readonly message?: ReceivedMessage;
  readonly refused?: Refused;
};

type Fields = Readonly<Record<string, unknown>>;

type Outcome =
  | { readonly ok: true; readonly fields: Fields; readonly message?: ReceivedMessage }
  | (Refused & { readonly more?: Fields });

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

/** A longer text is refused in an edit, not truncated. (Slack developer docs, chat.update) */
const maxEditLength = 4000;

/** `chat.update` is a tier 3 method: fifty per minute. (Slack developer docs, Rate limits) */
const tier3: Rate = { burst: 50, intervalMilliseconds: 1200 };

const botFields = {
  url: "https://local.slack.com/",
  team: "Local",
  user: "local_bot",
  team_id: "T0LOCAL",
  user_id: "U0LOCAL",
  bot_id: "B0LOCAL",
};

/** Reads a method's arguments. */
const readArguments = <Output>(
  schema: z.ZodType<Output>,
  body: string,
): { readonly ok: true; readonly given: Output } | Refused => {
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
  /** Of one channel; `false` for none. */
  readonly rateLimit: Rate | false;
};

export const createWebApi = ({ workspace, log, now, rateLimit }: WebApiOptions) => {
  const limits = new Map<string, RateLimit>();

  /** The seconds to wait, 0 where the call is accepted. */
  const waitOf = (key: string, rate: Rate): number => {
    const take = limits.get(key) ?? createRateLimit(rate, now);
    limits.set(key, take);
    return take();
  };

  const authProblem = ({ authorization }: IncomingHttpHeaders): Refused | undefined => {
    if (authorization === undefined) return refuse("not_authed", "no Authorization header");
    const token = /^Bearer (\S+)$/.exec(authorization)?.[1] ?? "";
    if (workspace.isRevoked(token)) return refuse("token_revoked", "the app was reinstalled");
    return token === workspace.token() ? undefined : refuse("invalid_auth", "not the bot's token");
  };

  const scopeProblem = (): Outcome | undefined =>
    workspace.scopes().includes("chat:write")
      ? undefined
      : {
          ...refuse("missing_scope", "chat:write is missing"),
          more: { needed: "chat:write", provided: workspace.scopes().join(",") },
        };

  /** An app cannot see a private channel that it is not in. */
  const channelProblem = (channel: Channel | undefined): Refused | undefined => {
    if (channel === undefined) return refuse("channel_not_found", "no channel has this id");
    if (channel.isPrivate && !channel.isMember)
      return refuse("channel_not_found", "the channel is private, and the app is not in it");
    if (channel.isArchived) return refuse("is_archived", "the channel is archived");
    return channel.isMember || workspace.scopes().includes("chat:write.public")
      ? undefined
      : refuse("not_in_channel", "the app is not in the channel");
  };

  /** A method that posts: it acts once scope, arguments and channel are checked. */
  const chatMethod =
    <Given extends { readonly channel: string }>(schema: z.ZodType<Given>, act: (given: Given) => Outcome) =>
    (body: string): Outcome => {
      const problem = scopeProblem();
      if (problem) return problem;
      const read = readArguments(schema, body);
      return read.ok ? (channelProblem(workspace.channel(read.given.channel)) ?? act(read.given)) : read;
    };

  const methods: Readonly<Record<string, (body: string) => Outcome>> = {
    "auth.test": () => ({ ok: true, fields: botFields }),
    "chat.postMessage": chatMethod(
      postArguments,
      ({ channel, thread_ts, reply_broadcast, ...message }): Outcome => {
        const parent = thread_ts === undefined ? undefined : log.find(channel, thread_ts);
        if (thread_ts !== undefined && parent === undefined)
          return refuse("thread_not_found", `the channel has no message ${thread_ts}`);
        if (parent?.threadTs !== undefined)
          return refuse("cannot_reply_to_message", "the message is itself a reply in a thread");
        if (reply_broadcast && parent === undefined)
          return refuse("invalid_arguments", "reply_broadcast without thread_ts");
        const checked = checkMessage(message);
        if (!checked.ok) return checked;
        const posted = log.post(checked.message, {
          channel,
          ...(thread_ts !== undefined && { threadTs: thread_ts }),
          ...(reply_broadcast && { isBroadcast: true }),
        });
        const shown = { type: "message", ts: posted.ts, bot_id: botFields.bot_id, ...message };
        return { ok: true, message: posted, fields: { channel, ts: posted.ts, message: shown } };
      },
    ),
    "chat.update": chatMethod(updateArguments, ({ channel, ts: name, ...given }): Outcome => {
      const message = log.find(channel, name);
      if (message === undefined) return refuse("message_not_found", `the channel has no message ${name}`);
      if ([...(given.text ?? "")].length > maxEditLength)
        return refuse("msg_too_long", `text has more than ${maxEditLength} characters`);
      if ((given.text ?? given.blocks ?? given.attachments) === undefined)
        return refuse("no_text", "nothing to show");
      const removesBlocks = Array.isArray(given.blocks) && given.blocks.length === 0;
      const checked = checkMessage({
        text: given.text ?? message.text,
        blocks: removesBlocks ? undefined : given.blocks,
        attachments: given.attachments,
      });
      if (!checked.ok) return checked;
      // A message keeps what the edit does not name.
      const edited = log.edit(message, {
        text: checked.message.text,
        blocks: given.blocks === undefined ? message.blocks : checked.message.blocks,
        attachments: given.attachments === undefined ? message.attachments : checked.message.attachments,
      });
      const shown = { type: "message", bot_id: botFields.bot_id, ...given };
      return { ok: true, message: edited, fields: { channel, ts: name, text: edited.text, message: shown } };
    }),
  };

  /** Limits count per app: a call without a valid token counts for none. (Slack developer docs, Rate limits) */
  const waitSecondsOf = ({ method, headers, body }: ApiCall): number => {
    if (rateLimit === false || authProblem(headers)) return 0;
    if (method === "chat.update") return waitOf(method, tier3);
    const { channel } = z.looseObject({ channel: z.string() }).safeParse(parseJson(body)).data ?? {};
    return method === "chat.postMessage" && channel !== undefined
      ? waitOf(`${method} ${channel}`, rateLimit)
      : 0;
  };

  const outcomeOf = (call: ApiCall): Outcome => {
    const method = Object.hasOwn(methods, call.method) ? methods[call.method] : undefined;
    if (method === undefined) return refuse("unknown_method", call.method);
    if (!/^application\/json\b/.test(call.headers["content-type"] ?? ""))
      return refuse("invalid_post_type", `content-type ${call.headers["content-type"]}`);
    return authProblem(call.headers) ?? method(call.body);
  };

  return (call: ApiCall): Handled => {
    const json = { "content-type": "application/json; charset=utf-8" };
    const waitSeconds = waitSecondsOf(call);
    if (waitSeconds > 0) {
      const headers = { ...json, "retry-after": String(waitSeconds) };
      return { answer: { status: 429, headers, body: '{"ok":false,"error":"ratelimited"}' } };
    }
    const outcome = outcomeOf(call);
    if (!outcome.ok) {
      const body = JSON.stringify({ ok: false, error: outcome.word, ...outcome.more });
      return { answer: { status: 200, headers: json, body }, refused: outcome };
    }
    const headers = { ...json, "x-oauth-scopes": workspace.scopes().join(",") };
    const body = JSON.stringify({ ok: true, ...outcome.fields });
    return { answer: { status: 200, headers, body }, ...(outcome.message && { message: outcome.message }) };
  };
};

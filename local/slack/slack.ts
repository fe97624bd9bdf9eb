import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Server as TlsServer } from "node:https";
import { type Scheduler, systemScheduler } from "../clock/scheduler";
import { bodyOf, type Certificate, startHttpServer } from "../http-server";
import { type Answer, give } from "./answer";
import { type Delay, type Fault, type FaultProgram, isDelay, show } from "./fault";
import { createMessageLog, type ReceivedMessage } from "./message-log";
import { createPage } from "./page/page";
import { checkPayload } from "./payload";
import { createRateLimit } from "./rate-limit";
import { createWebApi } from "./web-api";
import { createWorkspace, type Workspace } from "./workspace";

export type SlackOptions = {
  /** 0 finds a free one. */
  readonly port?: number;
  /** `false` takes any number of messages at once. */
  readonly rateLimit?: { readonly burst: number; readonly intervalMilliseconds: number } | false;
  readonly now?: () => number;
  /** The clock behind answers that take time. */
  readonly scheduler?: Scheduler;
  /** How long an answer takes where nothing is wrong. */
  readonly latencyMilliseconds?: number;
  /** Serves TLS with this certificate. */
  readonly tls?: Certificate;
  /** Told of every message that was taken or edited. `answerReached`: whether the answer could be sent. */
  readonly onMessage?: (message: ReceivedMessage, answerReached: Promise<boolean>) => void;
};

export type LocalSlack = {
  /** A credential, like Slack's own: neither page nor log shows it. */
  readonly webhookUrl: string;
  /** Where the Web API answers: `<apiUrl>chat.postMessage`. */
  readonly apiUrl: string;
  /** The channel that the app was invited to, an id. */
  readonly channel: string;
  /** The app's token and scopes, and the channels. */
  readonly workspace: Workspace;
  readonly pageUrl: string;
  /** All messages, threads' too, as they stand now. */
  readonly messages: readonly ReceivedMessage[];
  /** Somebody deletes a message. */
  readonly deleteMessage: (message: ReceivedMessage) => void;
  /** Why payloads were refused; Slack itself only says the word. */
  readonly refusals: readonly { readonly word: string; readonly reason: string }[];
  /** How many calls came, whatever the answer. */
  readonly callCount: () => number;
  /** How many calls came before the wait was over that an earlier answer had asked for. */
  readonly hastyCallCount: () => number;
  /** From now on calls inject this program's faults; `undefined` heals it. */
  readonly inject: (program: FaultProgram | undefined) => void;
  /** The next calls inject these faults, in turn. */
  readonly failNext: (...faults: readonly Fault[]) => void;
  /** Shows another certificate from the next connection on, and ends those that are open. */
  readonly presentCertificate: (certificate: Certificate) => void;
  /** Removes the webhook and makes another; the old one is unknown from now on. */
  readonly replaceWebhook: () => string;
  readonly close: () => Promise<void>;
};

/** Slack's limits for a webhook, as the demo and the tests inject them. */
const slackRate = { burst: 4, intervalMilliseconds: 1000 };

const maxBodyBytes = 1024 * 1024;

type Judged = { readonly answer: Answer; readonly told?: ReceivedMessage };

const homeChannel = "C0BACKUPS01";

const tooLarge = { ok: false, word: "invalid_payload", reason: "too large" } as const;

const newPath = (): string => {
  const part = (prefix: string): string => `${prefix}${randomBytes(5).toString("hex").toUpperCase()}`;
  return `/services/${part("T")}/${part("B")}/${randomBytes(12).toString("hex")}`;
};

const methodOf = (path = ""): string | undefined => /^\/api\/([a-zA-Z.]+)$/.exec(path)?.[1];

/** A Slack workspace on loopback: a webhook and a Web API as strict as Slack's, and a page that shows the messages. */
export const startSlack = async (options: SlackOptions = {}): Promise<LocalSlack> => {
  const { rateLimit = slackRate, scheduler = systemScheduler(), latencyMilliseconds = 0 } = options;
  const now = options.now ?? (() => options.scheduler?.now().getTime() ?? Date.now());
  const limit = rateLimit && createRateLimit(rateLimit.burst, rateLimit.intervalMilliseconds, now);
  const messages = createMessageLog(now);
  const refusals: { word: string; reason: string }[] = [];
  const faults: Fault[] = [];
  const page = createPage(messages.messages);
  const workspace = createWorkspace();
  workspace.setChannel(homeChannel);
  const callApi = createWebApi({ workspace, log: messages, now, rateLimit });
  let webhookPath = newPath();
  let calls = 0;
  let hastyCalls = 0;
  let quietUntil = 0;
  let program: FaultProgram | undefined;

  const refused = (word: string, reason: string): void => void refusals.push({ word, reason });

  /** What a call of the webhook is answered, and the message where it is taken. */
  const authorizeCall = (path: string | undefined, body: string | undefined): Judged => {
    if (path !== webhookPath) return { answer: { status: 404, body: "no_service" } };
    const waitSeconds = limit ? limit.take() : 0;
    if (waitSeconds > 0) {
      const limited = { retry_after: waitSeconds, ok: false, error: "rate_limited" };
      const headers = { "retry-after": String(waitSeconds) };
      return { answer: { status: 429, body: JSON.stringify(limited), headers } };
    }
    const checked = body === undefined ? tooLarge : checkPayload(body);
    if (checked.ok) return { answer: { status: 200, body: "ok" }, told: messages.post(checked.message) };
    refused(checked.word, checked.reason);
    return { answer: { status: 400, body: checked.word } };
  };

  const announce = (message: ReceivedMessage, response: ServerResponse): void => {
    page.announce(message);
    const answerReached = new Promise<boolean>((resolve) => {
      response.once("close", () => resolve(response.writableFinished));
    });
    options.onMessage?.(message, answerReached);
  };

  /** Slack asks for quiet for so long; a call before that is hasty. */
  const noteQuiet = ({ status, headers = {} }: Answer): void => {
    const seconds = Number(headers["retry-after"]);
    if (status === 429 && seconds > 0) quietUntil = Math.max(quietUntil, now() + seconds * 1000);
  };

  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    calls += 1;
    if (now() < quietUntil) hastyCalls += 1;
    const bytes = await bodyOf(request);
    const body = bytes.length > maxBodyBytes ? undefined : bytes.toString("utf8");
    const method = methodOf(request.url);
    const call = { atMilliseconds: now(), body: body ?? "", ...(method !== undefined && { method }) };
    const fault = faults.shift() ?? program?.(call);
    if (fault && !isDelay(fault)) {
      if (fault.kind === "answer") noteQuiet(fault);
      show(fault, response);
      return;
    }
    const { answer, told } =
      method === undefined
        ? authorizeCall(request.url, body)
        : callApi({ method, headers: request.headers, body: body ?? "" }, refused);
    noteQuiet(answer);
    if (told) announce(told, response);
    const delay: Delay | undefined = fault;
    give(response, answer, delay, { scheduler, latencyMilliseconds });
  };

  const {
    url: base,
    server,
    close,
  } = await startHttpServer(
    (request, response) =>
      request.method === "POST" ? receive(request, response) : page.serve(request, response),
    options,
  );
  return {
    get webhookUrl() {
      return `${base}${webhookPath}`;
    },
    apiUrl: `${base}/api/`,
    channel: homeChannel,
    workspace,
    pageUrl: `${base}/`,
    messages: messages.messages,
    deleteMessage: messages.remove,
    refusals,
    callCount: () => calls,
    hastyCallCount: () => hastyCalls,
    inject: (next) => {
      program = next;
    },
    failNext: (...next) => void faults.push(...next),
    presentCertificate: (certificate) => {
      if (server instanceof TlsServer) server.setSecureContext(certificate);
      server.closeAllConnections();
    },
    replaceWebhook: () => {
      webhookPath = newPath();
      return `${base}${webhookPath}`;
    },
    close,
  };
};

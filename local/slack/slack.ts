import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Server as TlsServer } from "node:https";
import { type Scheduler, systemScheduler } from "../clock/scheduler";
import { bodyOf, type Certificate, startHttpServer } from "../http-server";
import {
  type Answer,
  type Call,
  type Fault,
  type FaultProgram,
  isDelay,
  refuseWith,
  sendAnswer,
} from "./fault";
import { createMessageLog, type ReceivedMessage } from "./message-log";
import { createPage, type PageOptions } from "./page/page";
import { checkPayload, refuse } from "./payload";
import { createRateLimit, type Rate, slackRate } from "./rate-limit";
import { createWebApi, type Handled } from "./web-api";
import { createWorkspace, type Workspace } from "./workspace";

export type SlackOptions = {
  /** 0 takes any free port. */
  readonly port?: number;
  /** `false` accepts any number of messages at once. */
  readonly rateLimit?: Rate | false;
  readonly now?: () => number;
  /** The clock behind latency and slow answers. */
  readonly scheduler?: Scheduler;
  /** How long an answer takes without a fault. */
  readonly latencyMilliseconds?: number;
  /** The time that messages carry, where it is not `now`. */
  readonly messageTime?: () => number;
  readonly page?: PageOptions;
  /** Serves TLS with this certificate. */
  readonly tls?: Certificate;
  /** Called with every call, whatever the answer. */
  readonly onCall?: (call: Call) => void;
  /** Called with every message that was accepted or edited. `answerReached`: whether the answer could be sent. */
  readonly onMessage?: (message: ReceivedMessage, answerReached: Promise<boolean>) => void;
};

export type LocalSlack = {
  /** A credential, as in Slack: neither page nor log shows it. */
  readonly webhookUrl: string;
  /** Where the Web API answers: `<apiUrl>chat.postMessage`. */
  readonly apiUrl: string;
  /** The channel that the app was invited to, an id. */
  readonly channel: string;
  /** The app's token and scopes, and the channels. */
  readonly workspace: Workspace;
  readonly pageUrl: string;
  /** All messages, also in threads, in their current state. */
  readonly messages: readonly ReceivedMessage[];
  /** Deletes a message, as a user would. */
  readonly deleteMessage: (message: ReceivedMessage) => void;
  /** Why payloads were refused; Slack itself returns only the word. */
  readonly refusals: readonly { readonly word: string; readonly reason: string }[];
  /** All calls, whatever the answer. */
  readonly callCount: () => number;
  /** Calls that came before the end of a `retry-after` that an earlier answer had asked for. */
  readonly hastyCallCount: () => number;
  /** Injects this program's faults from now on; `undefined` clears them. */
  readonly inject: (program: FaultProgram | undefined) => void;
  /** Injects these faults into the next calls, in turn. */
  readonly failNext: (...faults: readonly Fault[]) => void;
  /** Presents another certificate from the next connection on, and closes the open ones. */
  readonly presentCertificate: (certificate: Certificate) => void;
  /** Removes the webhook and creates another; from now on the old URL is unknown. */
  readonly replaceWebhook: () => string;
  readonly close: () => Promise<void>;
};

const maxBodyBytes = 1024 * 1024;

const homeChannel = "C0BACKUPS01";

const newPath = (): string => {
  const part = (prefix: string): string => `${prefix}${randomBytes(5).toString("hex").toUpperCase()}`;
  return `/services/${part("T")}/${part("B")}/${randomBytes(12).toString("hex")}`;
};

const methodOf = (path = ""): string | undefined => /^\/api\/([a-zA-Z.]+)$/.exec(path)?.[1];

/** A Slack workspace on loopback: a webhook and a Web API as strict as Slack's, and a page that shows the messages. */
export const startSlack = async (options: SlackOptions = {}): Promise<LocalSlack> => {
  const { rateLimit = slackRate, scheduler = systemScheduler(), latencyMilliseconds = 0 } = options;
  const now = options.now ?? (() => options.scheduler?.now().getTime() ?? Date.now());
  const limit = rateLimit && createRateLimit(rateLimit, now);
  const messages = createMessageLog(options.messageTime ?? now);
  const refusals: { word: string; reason: string }[] = [];
  const faults: Fault[] = [];
  const page = createPage(messages.messages, options.page);
  const workspace = createWorkspace();
  workspace.setChannel(homeChannel);
  const callApi = createWebApi({ workspace, log: messages, now, rateLimit });
  let webhookPath = newPath();
  let calls = 0;
  let hastyCalls = 0;
  /** By method, as Slack counts; the webhook under "". */
  const quietUntil = new Map<string, number>();
  let program: FaultProgram | undefined;

  /** The answer to a webhook call, and the message where it is accepted. */
  const callWebhook = (path: string | undefined, body: string | undefined): Handled => {
    if (path !== webhookPath) return { answer: { status: 404, body: "no_service" } };
    const waitSeconds = limit ? limit() : 0;
    if (waitSeconds > 0) {
      const limited = { retry_after: waitSeconds, ok: false, error: "rate_limited" };
      const headers = { "retry-after": String(waitSeconds) };
      return { answer: { status: 429, body: JSON.stringify(limited), headers } };
    }
    // No message that went wrong: it asks whether Slack is up and knows the webhook.
    if (body === "{}") return { answer: { status: 400, body: "no_text" } };
    const checked = body === undefined ? refuse("invalid_payload", "too large") : checkPayload(body);
    return checked.ok
      ? { answer: { status: 200, body: "ok" }, message: messages.post(checked.message) }
      : { answer: { status: 400, body: checked.word }, refused: checked };
  };

  const publish = (message: ReceivedMessage, response: ServerResponse): void => {
    page.announce(message);
    const answerReached = new Promise<boolean>((resolve) => {
      response.once("close", () => resolve(response.writableFinished));
    });
    options.onMessage?.(message, answerReached);
  };

  /** Remembers until when Slack asks clients to wait; a call before that is hasty. */
  const noteQuiet = ({ status, headers = {} }: Answer, method = ""): void => {
    const seconds = Number(headers["retry-after"]);
    if (status !== 429 || !(seconds > 0)) return;
    quietUntil.set(method, Math.max(quietUntil.get(method) ?? 0, now() + seconds * 1000));
  };

  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    calls += 1;
    const method = methodOf(request.url);
    if (now() < (quietUntil.get(method ?? "") ?? 0)) hastyCalls += 1;
    const bytes = await bodyOf(request);
    const body = bytes.length > maxBodyBytes ? undefined : bytes.toString("utf8");
    const call = { atMilliseconds: now(), body: body ?? "", ...(method !== undefined && { method }) };
    options.onCall?.(call);
    const fault = faults.shift() ?? program?.(call);
    if (fault && !isDelay(fault)) {
      if (fault.kind === "answer") noteQuiet(fault, method);
      refuseWith(fault, response);
      return;
    }
    const { answer, message, refused } =
      method === undefined
        ? callWebhook(request.url, body)
        : callApi({ method, headers: request.headers, body: body ?? "" });
    if (refused) refusals.push({ word: refused.word, reason: refused.reason });
    noteQuiet(answer, method);
    if (message) publish(message, response);
    sendAnswer(response, answer, fault, { scheduler, latencyMilliseconds });
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

import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Fault, show } from "./fault";
import { createPage } from "./page/page";
import { type AcceptedMessage, judge } from "./payload";
import { createRateLimit } from "./rate-limit";

export type SlackOptions = {
  /** 0 finds a free one. */
  readonly port?: number;
  /** `false` takes any number of messages at once. */
  readonly rateLimit?: { readonly burst: number; readonly intervalMilliseconds: number } | false;
  readonly now?: () => number;
  /** Told of every message that was taken. */
  readonly onMessage?: (message: ReceivedMessage) => void;
};

/** `id` counts the channel's messages. */
export type ReceivedMessage = AcceptedMessage & { readonly id: number; readonly receivedAt: Date };

export type LocalSlack = {
  /** A credential, like Slack's own: neither page nor log shows it. */
  readonly webhookUrl: string;
  readonly pageUrl: string;
  readonly messages: readonly ReceivedMessage[];
  /** Why payloads were refused; Slack itself only says the word. */
  readonly refusals: readonly { readonly word: string; readonly reason: string }[];
  /** How many calls came, whatever the answer. */
  readonly callCount: () => number;
  /** The next calls meet these faults, in turn. */
  readonly failNext: (...faults: readonly Fault[]) => void;
  /** Removes the webhook and makes another; the old one is unknown from now on. */
  readonly replaceWebhook: () => string;
  readonly close: () => Promise<void>;
};

/** Slack's limits for a webhook, as the demo and the tests meet them. */
const slackRate = { burst: 4, intervalMilliseconds: 1000 };

const maxBodyBytes = 1024 * 1024;

const bodyOf = async (request: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
};

const newPath = (): string => {
  const part = (prefix: string): string => `${prefix}${randomBytes(5).toString("hex").toUpperCase()}`;
  return `/services/${part("T")}/${part("B")}/${randomBytes(12).toString("hex")}`;
};

/** A Slack workspace on loopback: one webhook as strict as Slack's, and a page that shows the messages. */
export const startSlack = async (options: SlackOptions = {}): Promise<LocalSlack> => {
  const { port = 0, rateLimit = slackRate, now = Date.now } = options;
  const limit = rateLimit && createRateLimit(rateLimit.burst, rateLimit.intervalMilliseconds, now);
  const messages: ReceivedMessage[] = [];
  const refusals: { word: string; reason: string }[] = [];
  const faults: Fault[] = [];
  const page = createPage(messages);
  let webhookPath = newPath();
  let calls = 0;

  const reply = (response: ServerResponse, status: number, body: string, headers = {}): void => {
    response.writeHead(status, { "content-type": "text/html", ...headers }).end(body);
  };

  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    calls += 1;
    const body = await bodyOf(request);
    const fault = faults.shift();
    if (fault) {
      show(fault, response);
      return;
    }
    if (request.url !== webhookPath) {
      reply(response, 404, "no_service");
      return;
    }
    const waitSeconds = limit ? limit.take() : 0;
    if (waitSeconds > 0) {
      const limited = { retry_after: waitSeconds, ok: false, error: "rate_limited" };
      reply(response, 429, JSON.stringify(limited), { "retry-after": String(waitSeconds) });
      return;
    }
    const judgement =
      body === undefined
        ? ({ ok: false, word: "invalid_payload", reason: "too large" } as const)
        : judge(body);
    if (!judgement.ok) {
      refusals.push({ word: judgement.word, reason: judgement.reason });
      reply(response, 400, judgement.word);
      return;
    }
    const message = { ...judgement.message, id: messages.length + 1, receivedAt: new Date(now()) };
    messages.push(message);
    page.announce(message);
    options.onMessage?.(message);
    reply(response, 200, "ok");
  };

  const server = createServer((request, response) => {
    if (request.method === "POST") receive(request, response).catch(() => response.destroy());
    else page.serve(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    get webhookUrl() {
      return `${base}${webhookPath}`;
    },
    pageUrl: `${base}/`,
    messages,
    refusals,
    callCount: () => calls,
    failNext: (...next) => void faults.push(...next),
    replaceWebhook: () => {
      webhookPath = newPath();
      return `${base}${webhookPath}`;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

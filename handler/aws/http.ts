import {
  Agent as HttpAgent,
  type IncomingHttpHeaders,
  type RequestOptions,
  request as requestHttp,
} from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import type { Duplex } from "node:stream";
import { createSecureContext } from "node:tls";
import { fieldsOf } from "../model/fields";

export type HttpRequest = {
  readonly url: URL;
  readonly method: "GET" | "HEAD" | "POST" | "PUT";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** A POST that changes nothing, or nothing more when it is sent twice. */
  readonly isRepeatable?: true;
  /** From the call to the last byte of the answer. */
  readonly timeoutMilliseconds: number;
  /** The answer is cut off there: a server that sends more is not the one we asked. Its status is still reported. */
  readonly maxAnswerBytes: number;
};

export type HttpAnswer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** Sends a request. Never follows a redirect. An error says as `sent` whether the request was sent whole before it. */
export type Http = (request: HttpRequest) => Promise<HttpAnswer>;

/**
 * Parsing the root certificates takes about 20 ms at the first use of TLS. Here it happens during init, where Lambda
 * gives a full CPU.
 */
const secureContext = createSecureContext({ minVersion: "TLSv1.2" });

/** A large batch writes hundreds of ledger entries at once; one connection for each would cost more than waiting. */
const maxSockets = 32;
const httpsAgent = new HttpsAgent({ keepAlive: true, maxSockets, secureContext });
const httpAgent = new HttpAgent({ keepAlive: true, maxSockets });

/** Servers and what stands before them close idle connections after a minute or more, unnoticed by a frozen function. */
const longestIdleMilliseconds = 30_000;

const idleSince = new WeakMap<Duplex, number>();
for (const agent of [httpsAgent, httpAgent]) {
  agent.on("free", (socket: Duplex) => idleSince.set(socket, Date.now()));
}

/** Closes connections that have been idle for as long as that. A clock that was set in between counts as a long time. */
const dropIdle = ({ freeSockets }: HttpAgent, milliseconds: number): void => {
  for (const socket of Object.values(freeSockets).flatMap((sockets) => sockets ?? [])) {
    if (Math.abs(Date.now() - (idleSince.get(socket) ?? 0)) >= milliseconds) socket.destroy();
  }
};

/** Error codes of a connection that the other side closed. */
const closedCodes: readonly unknown[] = ["ECONNRESET", "EPIPE"];

const send = (request: HttpRequest, mayRepeat: boolean): Promise<HttpAnswer> =>
  new Promise((resolve, reject) => {
    const { url, method, headers = {}, body, timeoutMilliseconds, maxAnswerBytes } = request;
    const startedAt = Date.now();
    const secure = url.protocol === "https:";
    const agent = secure ? httpsAgent : httpAgent;
    dropIdle(agent, mayRepeat ? longestIdleMilliseconds : 0);
    const options: RequestOptions = {
      method,
      headers: body === undefined ? headers : { ...headers, "content-length": Buffer.byteLength(body) },
      agent,
    };
    let isAnswered = false;
    let isOver = false;
    const end = (act: () => void): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      act();
    };
    const fail = (error: Error): void =>
      end(() => {
        const isRepeatable = method === "GET" || request.isRepeatable === true;
        const left = timeoutMilliseconds - (Date.now() - startedAt);
        if (mayRepeat && isRepeatable && left > 0 && closedCodes.includes(fieldsOf(error)?.["code"])) {
          resolve(send({ ...request, timeoutMilliseconds: Math.min(left, timeoutMilliseconds) }, false));
        } else reject(Object.assign(error, { sent: outgoing.writableFinished }));
      });
    const outgoing = (secure ? requestHttps : requestHttp)(url, options, (incoming) => {
      isAnswered = true;
      const { statusCode: status = 0, headers } = incoming;
      let received = Buffer.alloc(0);
      const finish = (): void => end(() => resolve({ status, headers, body: received.toString("utf8") }));
      incoming.on("data", (chunk: Buffer) => {
        received = Buffer.concat([received, chunk]).subarray(0, maxAnswerBytes);
        if (received.length < maxAnswerBytes) return;
        finish();
        incoming.destroy();
      });
      incoming.on("error", fail).on("end", finish);
      incoming.on("close", () => fail(new Error("the answer broke off")));
    });
    // AbortSignal.timeout would keep each request in memory until its timeout, answered or not.
    const timer = setTimeout(() => {
      fail(new Error("no answer in time"));
      outgoing.destroy();
    }, timeoutMilliseconds);
    outgoing.on("error", fail);
    // Such as after a 101, which is no answer to a request: it ends neither in an answer nor in an error.
    outgoing.on("close", () => {
      if (!isAnswered) fail(new Error("the connection was closed without an answer"));
    });
    outgoing.end(body);
  });

/**
 * Sends a request over a kept-alive connection. Where that breaks, a GET or a request that says `isRepeatable` is sent
 * once more over a new one; any other may have been acted on. Settles however the connection ends.
 */
export const http: Http = (request) => send(request, true);

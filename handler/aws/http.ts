import {
  Agent as HttpAgent,
  type IncomingHttpHeaders,
  type RequestOptions,
  request as requestHttp,
} from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { createSecureContext } from "node:tls";
import { fieldsOf } from "../model/fields";

export type HttpRequest = {
  readonly url: URL;
  readonly method: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
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

/** Error codes of a connection that the other side closed while the function was frozen. */
const closedCodes: readonly unknown[] = ["ECONNRESET", "EPIPE"];

/**
 * Sends a request over a kept-alive connection. If that connection turns out to be closed before any answer came, the
 * request is sent again over a new one.
 */
export const http: Http = (request) =>
  new Promise((resolve, reject) => {
    const { url, method, headers = {}, body, timeoutMilliseconds, maxAnswerBytes } = request;
    const secure = url.protocol === "https:";
    const options: RequestOptions = {
      method,
      headers: body === undefined ? headers : { ...headers, "content-length": Buffer.byteLength(body) },
      agent: secure ? httpsAgent : httpAgent,
    };
    let mayRepeat = true;
    const outgoing = (secure ? requestHttps : requestHttp)(url, options, (incoming) => {
      mayRepeat = false;
      const { statusCode: status = 0, headers } = incoming;
      let received = Buffer.alloc(0);
      const finish = (): void => resolve({ status, headers, body: received.toString("utf8") });
      incoming.on("data", (chunk: Buffer) => {
        received = Buffer.concat([received, chunk]).subarray(0, maxAnswerBytes);
        if (received.length < maxAnswerBytes) return;
        finish();
        incoming.destroy();
      });
      incoming.on("error", fail).on("end", finish);
    });
    const fail = (error: Error): void => reject(Object.assign(error, { sent: outgoing.writableFinished }));
    // AbortSignal.timeout would keep each request in memory until its timeout, answered or not.
    const timer = setTimeout(() => {
      mayRepeat = false;
      fail(new Error("no answer in time"));
      outgoing.destroy();
    }, timeoutMilliseconds);
    outgoing.on("close", () => clearTimeout(timer));
    outgoing.on("error", (error) => {
      const closed = closedCodes.includes(fieldsOf(error)?.["code"]);
      if (closed && outgoing.reusedSocket && mayRepeat) resolve(http(request));
      else fail(error);
    });
    outgoing.end(body);
  });

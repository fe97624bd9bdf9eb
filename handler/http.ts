import {
  Agent as HttpAgent,
  type IncomingHttpHeaders,
  type RequestOptions,
  request as requestHttp,
} from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { createSecureContext } from "node:tls";
import { fieldsOf, textOf } from "./wire/fields";

export type HttpRequest = {
  readonly url: URL;
  readonly method: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From the call to the last byte of the answer. */
  readonly timeoutMilliseconds: number;
};

export type HttpAnswer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** Sends a request. Never follows a redirect. */
export type Http = (request: HttpRequest) => Promise<HttpAnswer>;

/** More than any answer we read; a server that sends more is not the one we asked. */
const maxAnswerBytes = 64 * 1024;

/**
 * Parsing the root certificates takes some 20 ms at the first use of TLS. Done here it happens during init,
 * where Lambda gives a full CPU.
 */
const secureContext = createSecureContext({ minVersion: "TLSv1.2" });
const httpsAgent = new HttpsAgent({ keepAlive: true, secureContext });
const httpAgent = new HttpAgent({ keepAlive: true });

const sendOnce = (
  { url, method, headers = {}, body, timeoutMilliseconds }: HttpRequest,
  onReuse: () => void,
): Promise<HttpAnswer> =>
  new Promise((resolve, reject) => {
    const secure = url.protocol === "https:";
    const options: RequestOptions = {
      method,
      headers: body === undefined ? headers : { ...headers, "content-length": Buffer.byteLength(body) },
      agent: secure ? httpsAgent : httpAgent,
      signal: AbortSignal.timeout(timeoutMilliseconds),
    };
    const outgoing = (secure ? requestHttps : requestHttp)(url, options, (incoming) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      incoming.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > maxAnswerBytes)
          incoming.destroy(new Error(`the answer is longer than ${maxAnswerBytes} bytes`));
        else chunks.push(chunk);
      });
      incoming.on("error", reject);
      incoming.on("end", () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          body: Buffer.concat(chunks).toString("utf8"),
        }),
      );
    });
    outgoing.on("error", (error) => {
      if (outgoing.reusedSocket) onReuse();
      reject(error);
    });
    outgoing.end(body);
  });

/**
 * Sends a request over a kept connection. A connection that the other side closed while the function was frozen
 * fails at its first use: the request is then sent once more over a new one.
 */
export const http: Http = async (request) => {
  let reused = false;
  try {
    return await sendOnce(request, () => {
      reused = true;
    });
  } catch (error) {
    const closed = fieldsOf(error)?.["code"] === "ECONNRESET";
    if (reused && closed) return sendOnce(request, () => undefined);
    throw error;
  }
};

/** What went wrong with a request, in a few words without its URL: `ECONNREFUSED`, `no answer in time`. */
export const failureOf = (error: unknown): string => {
  const { name, code, message } = fieldsOf(error) ?? {};
  if (name === "TimeoutError" || name === "AbortError") return "no answer in time";
  return textOf(code) ?? textOf(message) ?? "an unknown error";
};

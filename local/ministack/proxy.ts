import type { IncomingMessage, ServerResponse } from "node:http";
import { bodyOf, type HttpServer, startHttpServer } from "../http-server";
import type { AwsAnswer, AwsCall } from "./call";

/** A server on loopback that answers for AWS. */
export type AwsProxy = Pick<HttpServer, "url" | "close">;

const unavailable = (reason: string): AwsAnswer => ({
  status: 503,
  headers: { "content-type": "application/xml" },
  body: Buffer.from(
    `<ErrorResponse><Error><Code>ServiceUnavailable</Code><Message>The local AWS does not answer: ${reason}</Message></Error></ErrorResponse>`,
  ),
});

const send = (response: ServerResponse, { status, headers, body }: AwsAnswer): void => {
  const { connection: _connection, "transfer-encoding": _transferEncoding, ...kept } = headers;
  response.writeHead(status, { ...kept, "content-length": body.length }).end(body);
};

/** Starts a proxy that answers each call with the function; where that fails, AWS is unavailable. */
export const startProxy = (answer: (call: AwsCall) => Promise<AwsAnswer>): Promise<AwsProxy> => {
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "GET", url: path = "/", headers } = request;
    try {
      send(response, await answer({ method, path, headers, body: await bodyOf(request) }));
    } catch (error) {
      if (response.headersSent) response.destroy();
      else send(response, unavailable(error instanceof Error ? error.message : String(error)));
    }
  };
  return startHttpServer(serve);
};

import { bodyOf, type HttpServer, startHttpServer } from "../http-server";
import type { AwsAnswer, AwsCall } from "./call";

/** A server on loopback that answers for AWS. */
export type AwsProxy = Pick<HttpServer, "url" | "close">;

const unavailable = (error: unknown): AwsAnswer => ({
  status: 503,
  headers: { "content-type": "application/xml" },
  body: Buffer.from(
    `<ErrorResponse><Error><Code>ServiceUnavailable</Code><Message>The local AWS does not answer: ${error instanceof Error ? error.message : error}</Message></Error></ErrorResponse>`,
  ),
});

/** Starts a proxy that answers each call with the function; where that fails, AWS is unavailable. */
export const startProxy = (answer: (call: AwsCall) => Promise<AwsAnswer>): Promise<AwsProxy> =>
  startHttpServer(async (request, response) => {
    const { method = "GET", url: path = "/", headers } = request;
    const call = { method, path, headers, body: await bodyOf(request) };
    const { status, headers: given, body } = await answer(call).catch(unavailable);
    const { connection: _connection, "transfer-encoding": _transferEncoding, ...kept } = given;
    response.writeHead(status, { ...kept, "content-length": body.length }).end(body);
  });

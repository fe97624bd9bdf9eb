import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type AwsAnswer, type AwsCall, bytesOf } from "./call";

/** A server on loopback that answers for AWS. */
export type Door = { readonly url: string; readonly close: () => Promise<void> };

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

/** Opens a door: each call is answered by the function, and where that fails, AWS is unavailable. */
export const openDoor = async (answer: (call: AwsCall) => Promise<AwsAnswer>): Promise<Door> => {
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "GET", url: path = "/", headers } = request;
    try {
      send(response, await answer({ method, path, headers, body: await bytesOf(request) }));
    } catch (error) {
      if (response.headersSent) response.destroy();
      else send(response, unavailable(error instanceof Error ? error.message : String(error)));
    }
  };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo; // A listening TCP server has a port.
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

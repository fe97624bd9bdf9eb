import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Received = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
};

/** What the server does with one request. */
export type Script = (response: ServerResponse, request: Received) => void;

export type ScriptedServer = {
  readonly url: string;
  readonly received: readonly Received[];
  readonly close: () => Promise<void>;
};

/** Answers with a status, a body and headers. */
export const answer =
  (status: number, body: string, headers: Record<string, string> = {}): Script =>
  (response) => {
    response.writeHead(status, headers).end(body);
  };

/** Begins an answer and breaks the connection. */
export const breakOff: Script = (response) => {
  response.writeHead(200, { "content-length": "100" });
  response.write("o", () => response.destroy());
};

/** Never answers. */
export const hang: Script = () => undefined;

/** A loopback server that follows its scripts in turn, and the last of them from then on. */
export const startScripted = async (...scripts: readonly Script[]): Promise<ScriptedServer> => {
  const received: Received[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString("utf8");
      const one = { method: request.method ?? "", path: request.url ?? "", headers: request.headers, body };
      const script = scripts[Math.min(received.length, scripts.length - 1)];
      received.push(one);
      script?.(response, one);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

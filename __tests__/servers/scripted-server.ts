import type { IncomingMessage, ServerResponse } from "node:http";
import { bodyOf, startHttpServer } from "../../local/http-server";

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

/** A loopback server that follows its scripts in turn, and then repeats the last one. */
export const startScripted = async (...scripts: readonly Script[]): Promise<ScriptedServer> => {
  const received: Received[] = [];
  const { url, close } = await startHttpServer(async (request, response) => {
    const body = (await bodyOf(request)).toString("utf8");
    const one = { method: request.method ?? "", path: request.url ?? "", headers: request.headers, body };
    const script = scripts[Math.min(received.length, scripts.length - 1)];
    received.push(one);
    script?.(response, one);
  });
  return { url, received, close };
};

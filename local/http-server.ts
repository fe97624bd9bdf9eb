import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Server as NetServer } from "node:net";

/** A key and its certificate, in PEM. */
export type Certificate = { readonly key: string; readonly cert: string };

export type HttpServerOptions = {
  /** 0, the default, takes any free port. */
  readonly port?: number | undefined;
  /** Serves TLS with this certificate. */
  readonly tls?: Certificate | undefined;
};

export type HttpServer = {
  /** Without a slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly server: Server;
  /** Ends open connections too. A second call does nothing. */
  readonly close: () => Promise<void>;
};

type Serve = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/**
 * Listens on loopback and returns the port.
 * @throws Error with the system's code, such as EADDRINUSE.
 */
export const listen = async (server: NetServer, port = 0): Promise<number> => {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return (server.address() as AddressInfo).port; // A listening TCP server has a port.
};

const keepAliveMilliseconds = 60_000;

const loopbackHost = /^(?:127\.0\.0\.1|\[::1\]|localhost)(?::\d{1,5})?$/i;

/**
 * Starts a server on loopback. A request that `serve` fails on loses its connection. One that names another host is
 * refused: a page elsewhere could let its host name resolve to 127.0.0.1, and read what is served (DNS rebinding). With TLS
 * the certificate decides.
 */
export const startHttpServer = async (serve: Serve, options: HttpServerOptions = {}): Promise<HttpServer> => {
  const { tls } = options;
  const onRequest = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      if (!tls && !loopbackHost.test(request.headers.host ?? "")) {
        response
          .writeHead(403, { "content-type": "text/plain" })
          .end("This server answers only to 127.0.0.1.\n");
        return;
      }
      await serve(request, response);
    } catch {
      response.destroy();
    }
  };
  const server: Server = tls ? createTlsServer(tls, onRequest) : createServer(onRequest);
  // As AWS and Slack do. Node.js closes after 5 s, just when a client uses its connection again.
  server.keepAliveTimeout = keepAliveMilliseconds;
  const port = await listen(server, options.port);
  return {
    url: `${tls ? "https" : "http"}://127.0.0.1:${port}`,
    port,
    server,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** Reads a message's whole body. */
export const bodyOf = async (message: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
};

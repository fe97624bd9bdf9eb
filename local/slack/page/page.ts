import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import type { ReceivedMessage } from "../message-log";
import { bundlePage } from "./bundle";

export type Page = {
  readonly serve: (request: IncomingMessage, response: ServerResponse) => void;
  /** Sends a message, new or edited, to every open page. */
  readonly announce: (message: ReceivedMessage) => void;
};

const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>#backups</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/app.css">
</head>
<body>
<div id="app"></div>
<script type="module" src="/app.js"></script>
</body>
</html>
`;

/** The page may load nothing from anywhere else, whatever a message holds. */
const securityHeaders = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
};

type Asset = { readonly type: string; readonly body: string | Uint8Array };

const styles = ["message.css", "style.css"];

const styleOf = (): string => styles.map((file) => readFileSync(join(__dirname, file), "utf8")).join("");

const serverSentEvent = (message: ReceivedMessage): string => `data: ${JSON.stringify(message)}\n\n`;

/** The page that shows a channel's messages as they come, by server-sent events. */
export const createPage = (messages: readonly ReceivedMessage[]): Page => {
  const open = new Set<ServerResponse>();
  const built = new Map<string, Asset>();
  const assets: Readonly<Record<string, () => Asset>> = {
    "/": () => ({ type: "text/html; charset=utf-8", body: html }),
    "/app.js": () => ({
      type: "text/javascript; charset=utf-8",
      body: bundlePage(join(__dirname, "app.tsx")),
    }),
    "/app.css": () => ({ type: "text/css; charset=utf-8", body: styleOf() }),
  };

  const follow = (response: ServerResponse): void => {
    response.writeHead(200, { ...securityHeaders, "content-type": "text/event-stream" });
    response.write(": open\n\n");
    for (const message of messages) response.write(serverSentEvent(message));
    open.add(response);
    response.on("close", () => open.delete(response));
  };

  return {
    serve: (request, response) => {
      const path = (request.url ?? "/").split("?")[0] ?? "/";
      if (path === "/messages") {
        follow(response);
        return;
      }
      const build = Object.hasOwn(assets, path) ? assets[path] : undefined;
      if (build === undefined) {
        response.writeHead(404, securityHeaders).end("not found");
        return;
      }
      // Built at the first request: tests that never open the page do not pay for it.
      const asset = built.get(path) ?? build();
      built.set(path, asset);
      response.writeHead(200, { ...securityHeaders, "content-type": asset.type }).end(asset.body);
    },
    announce: (message) => {
      for (const response of open) response.write(serverSentEvent(message));
    },
  };
};

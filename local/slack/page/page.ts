import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import type { ReceivedMessage } from "../message-log";
import { bundlePage, dataElement } from "./bundle";

/** What the page shows around the messages. */
export type PageOptions = {
  /** The name of the app that posts. */
  readonly sender?: string;
  /** Lines above the channel that say what the page is. */
  readonly banner?: readonly string[];
  /** A line above a message; `undefined` for most. */
  readonly noteOf?: (message: ReceivedMessage) => string | undefined;
};

/** What the page's script reads from the page. */
export type PageData = { readonly sender: string; readonly banner: readonly string[] };

export type ShownMessage = ReceivedMessage & { readonly note?: string | undefined };

export type Page = {
  readonly serve: (request: IncomingMessage, response: ServerResponse) => void;
  /** Sends a message, new or edited, to every open page. */
  readonly announce: (message: ReceivedMessage) => void;
};

const htmlOf = (data: PageData): string => `<!doctype html>
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
${dataElement("page", data)}
<script type="module" src="/app.js"></script>
</body>
</html>
`;

/** The page cannot load anything from elsewhere, whatever a message contains. */
const securityHeaders = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
};

let script: Uint8Array | undefined;

/** Built on the first request: tests that never open a page do not pay for it. */
const scriptOf = (): Uint8Array => {
  script ??= bundlePage(join(__dirname, "app.tsx"));
  return script;
};

const styleOf = (): string =>
  ["message.css", "style.css"].map((file) => readFileSync(join(__dirname, file), "utf8")).join("");

/** The page that shows a channel's messages as they arrive, by server-sent events. */
export const createPage = (messages: readonly ReceivedMessage[], options: PageOptions = {}): Page => {
  const { sender = "App", banner = [], noteOf } = options;
  const open = new Set<ServerResponse>();

  const serverSentEvent = (message: ReceivedMessage): string => {
    const shown: ShownMessage = { ...message, note: noteOf?.(message) };
    return `data: ${JSON.stringify(shown)}\n\n`;
  };

  const follow = (response: ServerResponse): void => {
    response.writeHead(200, { ...securityHeaders, "content-type": "text/event-stream" });
    response.write(": open\n\n");
    for (const message of messages) response.write(serverSentEvent(message));
    open.add(response);
    response.on("close", () => open.delete(response));
  };

  return {
    serve: ({ url = "/" }, response) => {
      const send = (type: string, body: string | Uint8Array, status = 200): void => {
        const headers = { ...securityHeaders, "content-type": `text/${type}; charset=utf-8` };
        response.writeHead(status, headers).end(body);
      };
      switch (url.split("?")[0]) {
        case "/":
          return send("html", htmlOf({ sender, banner }));
        case "/app.js":
          return send("javascript", scriptOf());
        case "/app.css":
          return send("css", styleOf());
        case "/messages":
          return follow(response);
        default:
          return send("plain", "not found", 404);
      }
    },
    announce: (message) => {
      for (const response of open) response.write(serverSentEvent(message));
    },
  };
};

import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { bodyOf, startHttpServer } from "../../http-server";

/** How a sandbox responded to an event. */
export type Outcome =
  | { readonly status: "ok"; readonly payload: unknown }
  | { readonly status: "error"; readonly errorType: string; readonly errorMessage: string };

export type RuntimeApi = {
  /** `host:port`, for AWS_LAMBDA_RUNTIME_API. */
  readonly address: string;
  /** Resolves when the sandbox asks for its first event, so init is over. Rejects where init failed. */
  readonly ready: Promise<void>;
  readonly invoke: (event: unknown, deadlineMilliseconds: number) => Promise<Outcome>;
  readonly close: () => Promise<void>;
};

type Failure = { readonly errorType: string; readonly errorMessage: string };

/** The Runtime API of one sandbox. (AWS Lambda Developer Guide, runtime API) */
export const startRuntimeApi = async (functionArn: string): Promise<RuntimeApi> => {
  let waiting: ServerResponse | undefined;
  let queued: { readonly event: unknown; readonly deadlineMilliseconds: number } | undefined;
  let answerTo: ((outcome: Outcome) => void) | undefined;
  let markReady: () => void = () => undefined;
  let markFailed: (error: Error) => void = () => undefined;
  const ready = new Promise<void>((resolve, reject) => {
    markReady = resolve;
    markFailed = reject;
  });
  ready.catch(() => undefined); // Callers that await it get the error; no one else needs it.

  const sendNext = (): void => {
    if (!waiting || !queued) return;
    waiting.setHeader("Lambda-Runtime-Aws-Request-Id", randomUUID());
    waiting.setHeader("Lambda-Runtime-Deadline-Ms", String(queued.deadlineMilliseconds));
    waiting.setHeader("Lambda-Runtime-Invoked-Function-Arn", functionArn);
    waiting.setHeader("Lambda-Runtime-Trace-Id", "Root=1-00000000-000000000000000000000000;Sampled=0");
    const body = JSON.stringify(queued.event ?? null);
    waiting.setHeader("Content-Length", Buffer.byteLength(body));
    waiting.end(body);
    waiting = undefined;
    queued = undefined;
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? "").replace("/2018-06-01/runtime", "");
    if (path === "/invocation/next") {
      waiting = response;
      markReady();
      sendNext();
      return;
    }
    const body = (await bodyOf(request)).toString("utf8");
    response.writeHead(202, { "content-length": "0" }).end();
    if (path === "/init/error") {
      const { errorType, errorMessage }: Failure = JSON.parse(body);
      markFailed(new Error(`the function failed to start: ${errorType}: ${errorMessage}`));
    } else if (path.endsWith("/response")) {
      answerTo?.({ status: "ok", payload: JSON.parse(body) });
    } else if (path.endsWith("/error")) {
      const { errorType, errorMessage }: Failure = JSON.parse(body);
      answerTo?.({ status: "error", errorType, errorMessage });
    }
  };

  const { server, port, close } = await startHttpServer(serve);
  // A sandbox waits for its next event without a time limit.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 0;
  return {
    address: `127.0.0.1:${port}`,
    ready,
    invoke: (event, deadlineMilliseconds) =>
      new Promise((resolve) => {
        answerTo = resolve;
        queued = { event, deadlineMilliseconds };
        sendNext();
      }),
    close,
  };
};

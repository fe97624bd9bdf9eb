import type { ServerResponse } from "node:http";
import type { Scheduler } from "../clock/scheduler";

/** Slack's response to a call. */
export type Answer = {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** A fault of Slack, or of a proxy in front of it: the message is not accepted. */
export type Refusal =
  | ({ readonly kind: "answer" } & Answer)
  /** The connection breaks in the middle of the answer. */
  | { readonly kind: "reset" }
  /** No answer, ever. */
  | { readonly kind: "hang" };

/** A fault on the way back: Slack handles the message as usual, but its answer is late, lost or replaced. */
export type Delay =
  /** The whole answer arrives late, or byte by byte. */
  | { readonly kind: "slow"; readonly milliseconds: number }
  | { readonly kind: "drip"; readonly millisecondsPerByte: number }
  /** The answer never arrives: the connection breaks, or stays silent. */
  | { readonly kind: "answer-lost"; readonly how: "reset" | "silence" }
  /** Something on the way, or another kind of webhook, answers in other words. */
  | { readonly kind: "answer-replaced"; readonly body: string };

export type Fault = Refusal | Delay;

export const isDelay = (fault: Fault | undefined): fault is Delay =>
  fault !== undefined && ["slow", "drip", "answer-lost", "answer-replaced"].includes(fault.kind);

/** Picks the fault of each call; `undefined` for a call without one. */
export type FaultProgram = (call: Call) => Fault | undefined;

/** A call, as a fault program sees it. */
export type Call = {
  readonly atMilliseconds: number;
  readonly body: string;
  /** A Web API method, such as `chat.update`; absent for the webhook. */
  readonly method?: string;
};

/** Sends a refusal to a client instead of an answer. */
export const refuseWith = (fault: Refusal, response: ServerResponse): void => {
  if (fault.kind === "answer") response.writeHead(fault.status, fault.headers).end(fault.body);
  else if (fault.kind === "reset") {
    response.writeHead(200, { "content-length": "2" });
    response.write("o", () => response.destroy());
  }
};

/** Sends an answer, as late or as incomplete as the delay makes it. */
export const sendAnswer = (
  response: ServerResponse,
  { status, body, headers }: Answer,
  delay: Delay | undefined,
  { scheduler, latencyMilliseconds }: { readonly scheduler: Scheduler; readonly latencyMilliseconds: number },
): void => {
  const head = { "content-type": "text/html", ...headers };
  if (delay?.kind === "drip") {
    response.writeHead(status, { "content-length": body.length, ...head });
    response.flushHeaders();
    [...body].forEach((byte, index) => {
      scheduler.after((index + 1) * delay.millisecondsPerByte, () => {
        if (index + 1 < body.length) response.write(byte);
        else response.end(byte);
      });
    });
  } else if (delay?.kind === "answer-lost") {
    if (delay.how === "reset") response.destroy();
  } else {
    const shown = delay?.kind === "answer-replaced" ? delay.body : body;
    const write = () => response.writeHead(status, head).end(shown);
    const wait = latencyMilliseconds + (delay?.kind === "slow" ? delay.milliseconds : 0);
    if (wait === 0) write();
    else scheduler.after(wait, write);
  }
};

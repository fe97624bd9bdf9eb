import type { ServerResponse } from "node:http";

/** A fault of Slack, or of a proxy in front of it: the message is not accepted. */
export type Refusal =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection breaks in the middle of the answer. */
  | { readonly kind: "reset" }
  /** No answer, ever. */
  | { readonly kind: "hang" };

/** A fault on the way back: Slack handles the message as usual, but its answer is late or lost. */
export type Delay =
  /** The whole answer arrives late, or byte by byte. */
  | { readonly kind: "slow"; readonly milliseconds: number }
  | { readonly kind: "drip"; readonly millisecondsPerByte: number }
  /** The answer never arrives: the connection breaks, or stays silent. */
  | { readonly kind: "answer-lost"; readonly how: "reset" | "silence" };

export type Fault = Refusal | Delay;

export const isDelay = (fault: Fault | undefined): fault is Delay =>
  fault?.kind === "slow" || fault?.kind === "drip" || fault?.kind === "answer-lost";

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
  switch (fault.kind) {
    case "answer":
      response.writeHead(fault.status, fault.headers).end(fault.body);
      return;
    case "reset":
      response.writeHead(200, { "content-length": "2" });
      response.write("o", () => response.destroy());
      return;
    case "hang":
      return;
  }
};

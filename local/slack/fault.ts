import type { ServerResponse } from "node:http";

/** A trouble that Slack, or what stands before it, can have: the message is not taken. */
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

/** A trouble on the way back: Slack judges the message as always, and the answer suffers. */
export type Delay =
  /** The whole answer comes late, or byte by byte. */
  | { readonly kind: "slow"; readonly milliseconds: number }
  | { readonly kind: "drip"; readonly millisecondsPerByte: number }
  /** The answer never arrives: the connection breaks, or stays silent. */
  | { readonly kind: "answer-lost"; readonly how: "reset" | "silence" };

export type Fault = Refusal | Delay;

export const isDelay = (fault: Fault | undefined): fault is Delay =>
  fault?.kind === "slow" || fault?.kind === "drip" || fault?.kind === "answer-lost";

/** Decides at each call what it meets; `undefined` where all is well. */
export type FaultProgram = (call: Call) => Fault | undefined;

/** One call, as a program sees it. */
export type Call = {
  readonly atMilliseconds: number;
  readonly body: string;
  /** A method of the Web API, such as `chat.update`; absent at the webhook. */
  readonly method?: string;
};

/** Shows a refusal to a client instead of an answer. */
export const show = (fault: Refusal, response: ServerResponse): void => {
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

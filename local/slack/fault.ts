import type { ServerResponse } from "node:http";

/** A trouble that Slack, or what stands before it, can have. */
export type Fault =
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

/** Shows a fault to a client instead of an answer. */
export const show = (fault: Fault, response: ServerResponse): void => {
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

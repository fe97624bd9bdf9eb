import type { ServerResponse } from "node:http";
import type { Scheduler } from "../clock/scheduler";
import type { Delay } from "./fault";

/** Slack's response to a call. */
export type Answer = {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
};

const write = (response: ServerResponse, { status, body, headers }: Answer): void => {
  response.writeHead(status, { "content-type": "text/html", ...headers }).end(body);
};

const drip = (
  response: ServerResponse,
  { status, body, headers }: Answer,
  millisecondsPerByte: number,
  { after }: Scheduler,
): void => {
  response.writeHead(status, { "content-type": "text/html", "content-length": body.length, ...headers });
  response.flushHeaders();
  [...body].forEach((byte, index) => {
    after((index + 1) * millisecondsPerByte, () => {
      if (index + 1 < body.length) response.write(byte);
      else response.end(byte);
    });
  });
};

/** Sends an answer, as late or as incomplete as the delay makes it. */
export const sendAnswer = (
  response: ServerResponse,
  answer: Answer,
  delay: Delay | undefined,
  { scheduler, latencyMilliseconds }: { readonly scheduler: Scheduler; readonly latencyMilliseconds: number },
): void => {
  if (delay?.kind === "drip") drip(response, answer, delay.millisecondsPerByte, scheduler);
  else if (delay?.kind === "answer-lost") {
    if (delay.how === "reset") response.destroy();
  } else {
    const wait = latencyMilliseconds + (delay?.kind === "slow" ? delay.milliseconds : 0);
    if (wait === 0) write(response, answer);
    else scheduler.after(wait, () => write(response, answer));
  }
};

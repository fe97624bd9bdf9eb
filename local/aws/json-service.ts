import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { type Scheduler, systemScheduler } from "../clock/scheduler";
import { bodyOf, startHttpServer } from "../http-server";
import type { FaultProgram } from "./fault";

/** An answer that is an error, such as `QueueDoesNotExist`. */
export class ServiceError extends Error {
  readonly type: string;
  readonly status: number;

  constructor(type: string, message: string, status = 400) {
    super(message);
    this.type = type;
    this.status = status;
  }
}

export type EndpointOptions = {
  readonly port?: number;
  /** The clock behind latency and slowness. */
  readonly scheduler?: Scheduler;
  /** How long every answer takes. */
  readonly latencyMilliseconds?: number;
  /** Told of every call before it is done. */
  readonly onCall?: (operation: string) => void;
};

export type ServiceOptions = EndpointOptions & {
  /** As in a signature's scope: `sqs`. */
  readonly service: string;
  /** Before the operation in `x-amz-target`: `AmazonSQS`. */
  readonly target: string;
  readonly version: "1.0" | "1.1";
  /** Before the error in `__type`: `com.amazonaws.sqs`; absent where the service writes none. */
  readonly namespace?: string;
  readonly operations: Readonly<Record<string, (input: unknown) => unknown>>;
};

export type JsonService = {
  readonly url: string;
  /** From now on calls inject this; `undefined` heals it. */
  readonly inject: (program: FaultProgram | undefined) => void;
  readonly close: () => Promise<void>;
};

const isSignedFor = (service: string, { headers }: IncomingMessage): boolean => {
  const pattern = /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/[a-z0-9-]+\/([a-z]+)\/aws4_request, /;
  return pattern.exec(headers.authorization ?? "")?.[1] === service;
};

/** Where the input breaks the operation's rules. */
const errorOf = (error: unknown): ServiceError => {
  if (error instanceof ServiceError) return error;
  if (error instanceof z.ZodError) {
    const problems = error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    return new ServiceError("ValidationException", problems.join("; "));
  }
  return new ServiceError("SerializationException", error instanceof Error ? error.message : String(error));
};

/** A service of AWS's JSON protocol on loopback, for signed requests. (Smithy, AWS JSON 1.0 and 1.1 protocols) */
export const startJsonService = async (options: ServiceOptions): Promise<JsonService> => {
  const { service, target, version, namespace, operations, port, latencyMilliseconds = 0 } = options;
  const { scheduler = systemScheduler() } = options;
  let program: FaultProgram | undefined;

  const answer = (response: ServerResponse, status: number, body: unknown): void => {
    response.writeHead(status, { "content-type": `application/x-amz-json-${version}` });
    response.end(JSON.stringify(body));
  };
  const refuse = (response: ServerResponse, { type, message, status }: ServiceError): void =>
    answer(response, status, { __type: namespace ? `${namespace}#${type}` : type, message });
  const wait = (milliseconds: number): Promise<void> | undefined =>
    milliseconds === 0 ? undefined : new Promise((resolve) => void scheduler.after(milliseconds, resolve));

  const perform = (request: IncomingMessage, operation: string, body: string): unknown => {
    if (!isSignedFor(service, request)) {
      throw new ServiceError("MissingAuthenticationTokenException", "Missing Authentication Token", 403);
    }
    const perform = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    if (perform === undefined) throw new ServiceError("UnknownOperationException", operation, 404);
    return perform(JSON.parse(body || "{}"));
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = (await bodyOf(request)).toString("utf8");
    const [given, operation = ""] = String(request.headers["x-amz-target"]).split(".");
    const trouble = program?.(operation);
    if (trouble?.kind === "hang") return;
    await wait(latencyMilliseconds + (trouble?.kind === "slow" ? trouble.milliseconds : 0));
    try {
      if (trouble?.kind === "error") throw new ServiceError(trouble.type, "as told", trouble.status);
      options.onCall?.(operation);
      answer(response, 200, perform(request, given === target ? operation : "", body));
    } catch (error) {
      refuse(response, errorOf(error));
    }
  };

  const { url, close } = await startHttpServer(serve, { port });
  return {
    url,
    inject: (next) => {
      program = next;
    },
    close,
  };
};

import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import type { Scheduler } from "../clock/scheduler";
import { bodyOf, type HttpServer, startHttpServer } from "../http-server";
import { createFaults, type Faults } from "./fault";

/** An error of the service, such as `QueueDoesNotExist`. */
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
  /** The clock behind latency and slow answers. */
  readonly scheduler?: Scheduler;
  /** How long every answer takes. */
  readonly latencyMilliseconds?: number;
};

export type ServiceOptions = EndpointOptions & {
  /** As in a signature's scope: `sqs`. */
  readonly service: string;
  /** In front of the operation in `x-amz-target`: `AmazonSQS`. */
  readonly target: string;
  readonly version: "1.0" | "1.1";
  /** In front of the error in `__type`: `com.amazonaws.sqs`; absent where the service writes none. */
  readonly namespace?: string;
  readonly operations: Readonly<Record<string, (input: unknown) => unknown>>;
};

export type JsonService = Pick<HttpServer, "url" | "close"> & Pick<Faults, "inject">;

const isSignedFor = (service: string, { headers }: IncomingMessage): boolean => {
  const pattern = /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/[a-z0-9-]+\/([a-z]+)\/aws4_request, /;
  return pattern.exec(headers.authorization ?? "")?.[1] === service;
};

/** The error of an operation that failed, such as one whose input does not fit. */
export const errorOf = (error: unknown): ServiceError => {
  if (error instanceof ServiceError) return error;
  if (error instanceof z.ZodError) {
    const problems = error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    return new ServiceError("ValidationException", problems.join("; "));
  }
  return new ServiceError("SerializationException", error instanceof Error ? error.message : String(error));
};

/** A service on loopback that speaks AWS's JSON protocol to signed requests. (Smithy, AWS JSON 1.0 and 1.1 protocols) */
export const startJsonService = async (options: ServiceOptions): Promise<JsonService> => {
  const { service, target, version, namespace, operations, port } = options;
  const { inject, pass } = createFaults(options);

  const answer = (response: ServerResponse, status: number, body: unknown): void => {
    response.writeHead(status, { "content-type": `application/x-amz-json-${version}` });
    response.end(JSON.stringify(body));
  };
  const refuse = (response: ServerResponse, { type, message, status }: ServiceError): void =>
    answer(response, status, { __type: namespace ? `${namespace}#${type}` : type, message });

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
    const fault = await pass(operation);
    try {
      if (fault) throw new ServiceError(fault.type, "an injected fault", fault.status);
      answer(response, 200, perform(request, given === target ? operation : "", body));
    } catch (error) {
      refuse(response, errorOf(error));
    }
  };

  const { url, close } = await startHttpServer(serve, { port });
  return { url, close, inject };
};

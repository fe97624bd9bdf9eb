import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { bodyOf, type HttpServer, startHttpServer } from "../../../http-server";
import type { RateLimit } from "../../../slack/rate-limit";
import type { Faults } from "../../fault";
import { checkAccess } from "../access-policy";
import { type Caller, callerByKey } from "../caller";
import { BackupError, type BackupErrorName } from "../errors";
import type { Service } from "../service";
import { jsonOf, toWire } from "./body";
import { findRoute, type Route } from "./route";
import { scopeOf } from "./signature";

/** A call that must be authorized. */
export type AuthorizationRequest = {
  readonly accessKeyId: string;
  /** Such as `backup:StartBackupJob`. */
  readonly action: string;
  readonly resource: string;
  /** The call as it was signed, for authorizers that check the signature. */
  readonly signed: {
    readonly method: string;
    readonly path: string;
    readonly headers: IncomingHttpHeaders;
    readonly body: Buffer;
  };
};

export type ServerOptions = {
  /** Any free one where absent. */
  readonly port?: number | undefined;
  /** Knows whose an access key is; where it does not, and is absent: see `callerByKey`. */
  readonly identify?: ((accessKeyId: string) => Promise<Caller | undefined>) | undefined;
  /** Authorizes a call: true, or AWS's message why not. */
  readonly authorize?: ((request: AuthorizationRequest) => Promise<true | string>) | undefined;
  /** Called before each call is answered, and awaited. */
  readonly onCall?: ((operation: string) => void | Promise<void>) | undefined;
  readonly log?: ((line: string) => void) | undefined;
};

const maxBodyBytes = 1024 * 1024;

/** What a server is made with besides its options. */
type Conditions = {
  readonly faults: Faults;
  /** Takes a turn of a call: anything but 0 where it is throttled. */
  readonly throttle?: RateLimit | undefined;
};

type Answer = { readonly operation: string; readonly status: number; readonly body: unknown };

const answerCall = async (
  home: Service,
  routes: readonly Route[],
  { identify, authorize, onCall, faults, throttle }: ServerOptions & Conditions,
  request: IncomingMessage,
): Promise<Answer> => {
  const body = await bodyOf(request);
  if (body.length > maxBodyBytes) {
    throw new BackupError("SerializationException", "The request body is too large.");
  }
  const { accessKeyId, region } = scopeOf(request.headers, home.regions);
  const caller = (await identify?.(accessKeyId)) ?? callerByKey(accessKeyId, home.accountId);
  const service = home.accounts.get(caller.accountId)?.get(region);
  if (service === undefined) {
    throw new BackupError(
      "UnrecognizedClientException",
      "The security token included in the request is invalid.",
    );
  }
  const { method = "GET", url: path = "/", headers } = request;
  const [rawPath = "/", rawQuery = ""] = path.split("?", 2);
  const { route, params } = findRoute(routes, method, rawPath);
  const call = { params, query: new URLSearchParams(rawQuery), body: jsonOf(body.toString("utf8")) };
  const action = `backup:${route.operation}`;
  const resource = route.resource(service, call);
  const authorized = await authorize?.({
    accessKeyId,
    action,
    resource,
    signed: { method, path, headers, body },
  });
  if (typeof authorized === "string") throw new BackupError("AccessDeniedException", authorized);
  checkAccess(service, call, caller, { action, resource });
  await onCall?.(route.operation);
  if (throttle !== undefined && throttle() > 0) throw new BackupError("ThrottlingException", "Rate exceeded");
  const fault = await faults.pass(route.operation);
  // The fault's type can be one that AWS Backup does not document.
  if (fault) throw new BackupError(fault.type as BackupErrorName, "an injected fault", {}, fault.status);
  return { operation: route.operation, status: route.status ?? 200, body: route.answer(service, call) };
};

const send = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string>,
): void => {
  // A 204 must not have a body; operations without output return 200 with none.
  const text = body === undefined ? "" : JSON.stringify(toWire(body));
  response.writeHead(status, {
    ...(text !== "" && { "content-type": "application/json" }),
    ...(status !== 204 && { "content-length": String(Buffer.byteLength(text)) }),
    "x-amzn-requestid": crypto.randomUUID(),
    ...headers,
  });
  response.end(text);
};

/** The status, name and body of an error. Only the log describes an error in this stand-in itself. */
const errorAnswer = (error: unknown) => {
  if (error instanceof BackupError) return { status: error.status, name: error.name, body: error.toBody() };
  const name = "InternalFailure";
  return { status: 500, name, body: { Code: name, Message: "The local AWS Backup failed; see its log." } };
};

/** Starts the REST server on loopback. */
export const startServer = (
  service: Service,
  routes: readonly Route[],
  options: ServerOptions & Conditions,
): Promise<HttpServer> => {
  const { log = () => {} } = options;
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const { operation, status, body } = await answerCall(service, routes, options, request);
      log(`${operation} ${status}`);
      send(response, status, body, {});
    } catch (caught) {
      if (!(caught instanceof BackupError)) {
        log(`error in this stand-in: ${caught instanceof Error ? caught.stack : String(caught)}`);
      }
      const { status, name, body } = errorAnswer(caught);
      log(`${request.method} ${request.url} ${status} ${name}`);
      send(response, status, body, { "x-amzn-errortype": name });
    }
  };
  return startHttpServer(handle, { port: options.port });
};

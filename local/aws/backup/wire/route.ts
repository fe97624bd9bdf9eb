import { planArn, vaultArn } from "../arn";
import { BackupError, invalidParameter } from "../errors";
import type { Service } from "../service";

/** A parsed API call. */
export type Call<Params = Readonly<Record<string, string>>> = {
  /** Path parameters by name, decoded: `vault` of `/backup-vaults/{vault}`. */
  readonly params: Params;
  readonly query: URLSearchParams;
  /** The JSON body; an empty object where there is none. */
  readonly body: unknown;
};

/** Method and path, as the API Reference writes them; a slash at the end makes no difference. */
type RouteRequest = `${"GET" | "PUT" | "POST" | "DELETE"} /${string}`;

/** One operation of AWS Backup's REST API. */
export type Route = {
  readonly operation: string;
  readonly request: RouteRequest;
  /** The status of a success, where it is not 200. */
  readonly status?: number;
  /** The ARN that IAM authorizes the call on; `*` where the operation has none. (Service Authorization Reference) */
  readonly resource: (service: Service, call: Call) => string;
  readonly answer: (service: Service, call: Call) => unknown;
};

type ParamsOf<Request extends string> = Request extends `${string}{${infer Name}}${infer Rest}`
  ? { readonly [Key in Name]: string } & ParamsOf<Rest>
  : unknown;

/** The resource that a path names: its last part counts, so that of a vault's recovery point is not the vault. */
const resourceOf = (service: Service, { params: { arn, point, vault, plan } }: Call): string => {
  if (vault !== undefined) return point ?? vaultArn(service, vault);
  return arn ?? (plan === undefined ? "*" : planArn(service, plan));
};

/** An operation that IAM authorizes on what its path names. */
export const route = <const Request extends RouteRequest>(
  operation: string,
  request: Request,
  answer: (service: Service, call: Call<ParamsOf<Request>>) => unknown,
): Route => ({
  operation,
  request,
  resource: resourceOf,
  // `findRoute` sets every parameter of the path.
  answer: (service, call) => answer(service, { ...call, params: call.params as ParamsOf<Request> }),
});

const decode = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalidParameter(`The path holds a broken escape: ${part}`);
  }
};

/** ARNs arrive with their slashes escaped, so each part of the raw path is one parameter. */
const matchPath = (pattern: string, parts: readonly string[]): Record<string, string> | undefined => {
  const wanted = pattern.split("/").slice(1);
  if (wanted.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, want] of wanted.entries()) {
    const part = parts[index] ?? "";
    if (want.startsWith("{")) params[want.slice(1, -1)] = decode(part);
    else if (want !== part) return undefined;
  }
  return params;
};

/** Finds the operation behind a method and a raw path. */
export const findRoute = (
  routes: readonly Route[],
  method: string,
  rawPath: string,
): { readonly route: Route; readonly params: Record<string, string> } => {
  const parts = rawPath.replace(/\/$/, "").split("/").slice(1);
  for (const route of routes) {
    const [wantedMethod, path = ""] = route.request.split(" ");
    const params = wantedMethod === method ? matchPath(path, parts) : undefined;
    if (params !== undefined) return { route, params };
  }
  throw new BackupError("UnknownOperationException", `AWS Backup has no operation ${method} ${rawPath}.`);
};

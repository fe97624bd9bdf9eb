import { BackupError } from "../errors";
import type { Service } from "../service";

/** A parsed API call. */
export type Call = {
  /** Path parameters by name, decoded: `{vault}` of `/backup-vaults/{vault}`. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The JSON body; an empty object where there is none. */
  readonly body: unknown;
};

/** One operation of AWS Backup's REST API. */
export type Route = {
  readonly operation: string;
  /** Method and path, as the API Reference writes them; a slash at the end makes no difference. */
  readonly request: `${"GET" | "PUT" | "POST" | "DELETE"} /${string}`;
  /** The status of a success, where it is not 200. */
  readonly status?: number;
  /** The ARN that IAM authorizes the call on; `*` where the operation has none. (Service Authorization Reference) */
  readonly resource?: (service: Service, call: Call) => string;
  readonly answer: (service: Service, call: Call) => unknown;
};

/** Routes that IAM authorizes on the same resource. */
export const routesOn = (
  resource: NonNullable<Route["resource"]>,
  routes: readonly Omit<Route, "resource">[],
): readonly Route[] => routes.map((route) => ({ ...route, resource }));

const decode = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new BackupError("InvalidParameterValueException", `The path holds a broken escape: ${part}`);
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

/** A path parameter of the route. */
export const paramOf = ({ params }: Call, name: string): string => params[name] ?? "";

import { isChannelName } from "../model/channel-name";
import { fieldsOf } from "../model/fields";
import type { Severity } from "../model/severity";

/** Whom a message mentions: `@here`, `@channel`, a user group (`S...`) or a user (`U...`, `W...`). */
export type Mention = "here" | "channel" | `S${string}` | `U${string}` | `W${string}`;
/**
 * How some events are posted. All given conditions must match, each by one of its values, tags by all of them. A route
 * without conditions matches every event.
 */
export type Route = {
  /** `backup.failed`, `backup.*`, `*.failed`. */
  readonly kinds?: readonly string[];
  /** AWS's own words for a state, in upper case: `EXPIRED`. */
  readonly states?: readonly string[];
  readonly resourceTypes?: readonly string[];
  readonly vaults?: readonly string[];
  readonly accounts?: readonly string[];
  /** Tags of the resource; it must have all of them. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Texts in AWS's status message, in upper or lower case. */
  readonly reasons?: readonly string[];
  /** Beginnings of the names of restore testing plans that started a restore. */
  readonly restoreTestPlans?: readonly string[];

  readonly post?: boolean;
  readonly mention?: Mention | false;
  readonly channel?: string;
  readonly severity?: Severity;
  /** ARN of an SNS topic or EventBridge bus. */
  readonly forward?: string;
};

type Reader = (value: unknown) => boolean;

const isText: Reader = (value) => typeof value === "string" && value !== "";
const isList: Reader = (value) => Array.isArray(value) && value.every(isText);
const severities: Readonly<Record<Severity, true>> = {
  good: true,
  neutral: true,
  warning: true,
  danger: true,
};

/** One reader per field: the compiler demands one for each new field. */
const readers: Readonly<Record<keyof Route, Reader>> = {
  kinds: isList,
  states: isList,
  resourceTypes: isList,
  vaults: isList,
  accounts: isList,
  tags: (value) => Object.values(fieldsOf(value) ?? { none: 0 }).every((one) => typeof one === "string"),
  reasons: isList,
  restoreTestPlans: isList,
  post: (value) => typeof value === "boolean",
  // Written into a message unescaped: it must be nothing but an id.
  mention: (value) =>
    value === false || (typeof value === "string" && /^(?:here|channel|[SUW][A-Z0-9]+)$/.test(value)),
  channel: isChannelName,
  severity: (value) => typeof value === "string" && Object.hasOwn(severities, value),
  forward: isText,
};

const problemOf = (route: unknown): string | undefined => {
  const fields = fieldsOf(route);
  if (fields === undefined) return "is no object";
  for (const [name, value] of Object.entries(fields)) {
    // An unknown condition must not be skipped: the route would match more than it should.
    if (!Object.hasOwn(readers, name)) return `has an unknown field ${name}`;
    if (!readers[name as keyof Route](value)) return `has no valid ${name}`;
  }
  return undefined;
};

/** Routes, or what is wrong with the text. */
export type ReadRoutes =
  | { readonly ok: true; readonly routes: readonly Route[] }
  | { readonly ok: false; readonly problem: string };

const no = (problem: string): ReadRoutes => ({ ok: false, problem });

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};

/** Reads routes from JSON, as the stack writes them into the function's environment. An empty text means no routes. */
export const readRoutes = (json: string): ReadRoutes => {
  const routes = json === "" ? [] : parsed(json);
  if (!Array.isArray(routes)) return no("holds no list of routes");
  for (const [index, route] of routes.entries()) {
    const problem = problemOf(route);
    if (problem !== undefined) return no(`holds routes of which number ${index + 1} ${problem}`);
  }
  return { ok: true, routes }; // Every field was checked.
};

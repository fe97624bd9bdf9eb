import type { Severity } from "../model/event";
import { fieldsOf } from "../model/fields";

/** Whom a message calls: everybody who is there, everybody, a user group (`S...`) or a person (`U...`, `W...`). */
export type Mention = "here" | "channel" | `S${string}` | `U${string}` | `W${string}`;

/** The name by which routes speak of the stage's main channel, the one that every stage has. */
export const mainChannel = "main";

/** What channels are called: a part of a parameter's name, and of a command line. */
export const isChannelName = (value: unknown): value is string =>
  typeof value === "string" && /^[a-z][a-z0-9-]{0,30}$/.test(value);

/**
 * What becomes of some events. All conditions that are given must hold, each by one of its values, tags by all of
 * them; a route
 * without conditions is for every event.
 */
export type Route = {
  /** `backup.failed`, `backup.*`, `*.failed`. */
  readonly kinds?: readonly string[];
  /** AWS's own words for a state, in capital letters: `EXPIRED`. */
  readonly states?: readonly string[];
  readonly resourceTypes?: readonly string[];
  readonly vaults?: readonly string[];
  readonly accounts?: readonly string[];
  /** Tags of the resource; it must have them all. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Texts in AWS's status message, in whatever case. */
  readonly reasons?: readonly string[];

  readonly post?: boolean;
  readonly mention?: Mention | false;
  readonly channel?: string;
  readonly severity?: Severity;
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

/** A record, so that the compiler asks for each new field. */
const readers: Readonly<Record<keyof Route, Reader>> = {
  kinds: isList,
  states: isList,
  resourceTypes: isList,
  vaults: isList,
  accounts: isList,
  tags: (value) => Object.values(fieldsOf(value) ?? { none: 0 }).every((one) => typeof one === "string"),
  reasons: isList,
  post: (value) => typeof value === "boolean",
  // What is written into a message unescaped must be nothing but an id.
  mention: (value) =>
    value === false || (typeof value === "string" && /^(?:here|channel|[SUW][A-Z0-9]+)$/.test(value)),
  channel: isChannelName,
  severity: (value) => typeof value === "string" && Object.hasOwn(severities, value),
};

const problemOf = (route: unknown): string | undefined => {
  const fields = fieldsOf(route);
  if (fields === undefined) return "is no object";
  for (const [name, value] of Object.entries(fields)) {
    // A condition that is not understood must not be passed over: the route would fit more than it should.
    if (!Object.hasOwn(readers, name)) return `has an unknown field ${name}`;
    if (!readers[name as keyof Route](value)) return `has no valid ${name}`;
  }
  return undefined;
};

/** Routes, or what is wrong with what should be some. */
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

/** Reads routes from JSON, as the stack writes them into the function's environment. Nothing is no route. */
export const readRoutes = (json: string): ReadRoutes => {
  const routes = json === "" ? [] : parsed(json);
  if (!Array.isArray(routes)) return no("holds no list of routes");
  for (const [index, route] of routes.entries()) {
    const problem = problemOf(route);
    if (problem !== undefined) return no(`holds routes of which number ${index + 1} ${problem}`);
  }
  return { ok: true, routes }; // Every field was looked at.
};

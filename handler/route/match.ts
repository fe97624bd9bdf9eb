import { vaultNameOf } from "../model/arn";
import { type BackupEvent, messageKindOf, type Severity, severityOf } from "../model/event";
import { resourceTypeOf } from "../model/resource";
import { defaultOf } from "./default-treatment";
import { type Mention, mainChannel, type Route } from "./route";

/** How a message is posted. */
export type Posting = {
  readonly post: true;
  readonly mention?: Mention;
  /** The name of a further channel; absent for the main one. */
  readonly channel?: string;
  /** Instead of the event's own. */
  readonly severity?: Severity;
};

/** What becomes of an event. */
export type RoutingDecision = Posting | { readonly post: false };

/** A resource's tags by key. */
export type Tags = Readonly<Record<string, string>>;

/** Tags by resource ARN; absent where they are not known. */
export type TagsByArn = ReadonlyMap<string, Tags>;

const noTags: TagsByArn = new Map();

/** Whether a route is for an event. AWS does not always tell what a condition asks for. */
type Fit = "yes" | "no" | "unknown";

/** What conditions ask for; absent where it is not known. */
type Facts = {
  readonly kind: string;
  readonly state?: string | undefined;
  readonly resourceType?: string | undefined;
  /** A copy has two: the one that it comes from, and the one that it goes to. */
  readonly vaults: readonly string[];
  readonly accountId?: string | undefined;
  readonly resourceArn?: string | undefined;
  /** What AWS says about how it ended, in a sentence or a word. */
  readonly reasons: readonly (string | undefined)[];
};

const factsOf = (event: BackupEvent): Facts => {
  const common = { kind: messageKindOf(event), accountId: event.origin.accountId };
  switch (event.kind) {
    case "job": {
      const { details, state } = event;
      const { vaultName, destinationVaultArn, resourceArn } = details;
      const vaults = [vaultName, vaultNameOf(destinationVaultArn)].filter((name) => name !== undefined);
      const resourceType = details.resourceType ?? resourceTypeOf(resourceArn);
      const reasons = [details.reason, details.messageCategory];
      return { ...common, state, resourceType, resourceArn, vaults, reasons };
    }
    case "object": {
      const { outcome: state, service: resourceType, resourceArn, reason, text } = event;
      return { ...common, state, resourceType, resourceArn, vaults: [], reasons: [reason, text] };
    }
    case "notice": {
      const { state, resourceArn, vaultName, reason } = event;
      const vaults = vaultName === undefined ? [] : [vaultName];
      const resourceType = event.resourceType ?? resourceTypeOf(resourceArn);
      return { ...common, state, resourceType, resourceArn, vaults, reasons: [reason] };
    }
    default:
      return { ...common, vaults: [], reasons: [] };
  }
};

/** AWS writes a state in capital letters; notices keep it in small ones, with blanks. */
const stateWord = (state: string): string => state.toUpperCase().replaceAll(" ", "_");

const isOfKind = (kind: string, pattern: string): boolean => {
  if (pattern.endsWith(".*")) return kind.startsWith(pattern.slice(0, -1));
  if (pattern.startsWith("*.")) return kind.endsWith(pattern.slice(1));
  return kind === pattern;
};

/** Whether one of the values is one of the wanted. No wish, no doubt. */
const fitOf = (
  wanted: readonly string[] | undefined,
  given: readonly (string | undefined)[],
  isSame: (given: string, wanted: string) => boolean,
): Fit => {
  if (wanted === undefined) return "yes";
  const values = given.filter((value) => value !== undefined);
  if (values.some((value) => wanted.some((one) => isSame(value, one)))) return "yes";
  return values.length === 0 ? "unknown" : "no";
};

const same = (given: string, wanted: string): boolean => given === wanted;
const sameWord = (given: string, wanted: string): boolean => given.toLowerCase() === wanted.toLowerCase();
const contains = (given: string, wanted: string): boolean =>
  given.toLowerCase().includes(wanted.toLowerCase());

/** Whether a resource has all of the tags; a resource whose tags are not known may have them. */
const fitOfTags = (wanted: Route["tags"], given: Tags | undefined): Fit => {
  if (wanted === undefined) return "yes";
  if (given === undefined) return "unknown";
  return Object.entries(wanted).every(([key, value]) => given[key] === value) ? "yes" : "no";
};

const fitOfRoute = (route: Route, facts: Facts, tags: TagsByArn): Fit => {
  const fits: readonly Fit[] = [
    fitOfTags(route.tags, tags.get(facts.resourceArn ?? "")),
    fitOf(route.kinds, [facts.kind], isOfKind),
    fitOf(route.states, [facts.state], (given, wanted) => stateWord(given) === wanted),
    fitOf(route.resourceTypes, [facts.resourceType], sameWord),
    fitOf(route.vaults, facts.vaults, same),
    fitOf(route.accounts, [facts.accountId], same),
    fitOf(route.reasons, facts.reasons, contains),
  ];
  if (fits.includes("no")) return "no";
  return fits.includes("unknown") ? "unknown" : "yes";
};

/**
 * The resource whose tags decide what becomes of an event; absent where no route asks for them, or none that does could
 * fit anyway.
 */
export const taggedResourceOf = (event: BackupEvent, routes: readonly Route[]): string | undefined => {
  const facts = factsOf(event);
  const decide = routes.some((route) => route.tags && fitOfRoute(route, facts, noTags) !== "no");
  return decide ? facts.resourceArn : undefined;
};

/** Update of something bad is posted by default, whatever its kind is called. */
const isPostedByDefault = (event: BackupEvent, kind: string): boolean =>
  defaultOf(kind).post || ["warning", "danger"].includes(severityOf(event));

/**
 * Decides what becomes of an event: the default of its kind, then every route that fits, in order; a later one wins
 * for what it sets. A route that may fit, since AWS did not tell what it asks for, mutes nothing, calls nobody and
 * sends nothing elsewhere, but lets an event be posted: in doubt it is not lost. Test messages and unrecognised events are always posted. Pure.
 */
export const routingOf = (
  event: BackupEvent,
  routes: readonly Route[],
  tags: TagsByArn = noTags,
): RoutingDecision => {
  if (event.kind === "test") return { post: true, ...(event.channel && { channel: event.channel }) };
  const facts = factsOf(event);
  let post = isPostedByDefault(event, facts.kind);
  let set: Pick<Route, "mention" | "channel" | "severity"> = {};
  for (const route of routes) {
    const fit = fitOfRoute(route, facts, tags);
    if (fit === "yes") {
      post = route.post ?? post;
      set = { ...set, ...route };
    } else if (fit === "unknown" && route.post) {
      post = true;
    }
  }
  if (!post && event.kind !== "unrecognised") return { post: false };
  const { mention, channel = mainChannel, severity } = set;
  return {
    post: true,
    ...(mention && { mention }),
    ...(channel !== mainChannel && { channel }),
    ...(severity && { severity }),
  };
};

import { vaultNameOf } from "./arn";
import { defaultOf } from "./default-treatment";
import { type BackupEvent, messageKindOf, type Severity, severityOf } from "./model";
import { resourceTypeOf } from "./resource";
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
export type Treatment = Posting | { readonly post: false };

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
      return { ...common, state, resourceType, vaults, reasons: [details.reason, details.messageCategory] };
    }
    case "object": {
      const { outcome: state, service: resourceType, reason, text } = event;
      return { ...common, state, resourceType, vaults: [], reasons: [reason, text] };
    }
    case "notice": {
      const { state, resourceArn, vaultName, reason } = event;
      const vaults = vaultName === undefined ? [] : [vaultName];
      return {
        ...common,
        state,
        resourceType: event.resourceType ?? resourceTypeOf(resourceArn),
        vaults,
        reasons: [reason],
      };
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

const fitOfRoute = (route: Route, facts: Facts): Fit => {
  const fits: readonly Fit[] = [
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

/** News of something bad is posted by default, whatever its kind is called. */
const isPostedByDefault = (event: BackupEvent, kind: string): boolean =>
  defaultOf(kind).post || ["warning", "danger"].includes(severityOf(event));

/**
 * Decides what becomes of an event: the default of its kind, then every route that fits, in order; a later one wins
 * for what it sets. A route that may fit, since AWS did not tell what it asks for, mutes nothing, calls nobody and
 * sends nothing elsewhere, but lets an event be posted: in doubt it is not lost. Test messages and unrecognised events are always posted. Pure.
 */
export const treatmentOf = (event: BackupEvent, routes: readonly Route[]): Treatment => {
  if (event.kind === "test") return { post: true, ...(event.channel && { channel: event.channel }) };
  const facts = factsOf(event);
  let post = isPostedByDefault(event, facts.kind);
  let set: Pick<Route, "mention" | "channel" | "severity"> = {};
  for (const route of routes) {
    const fit = fitOfRoute(route, facts);
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

import { vaultNameOf } from "../model/arn";
import { mainChannel } from "../model/channel-name";
import { type BackupEvent, messageKindOf } from "../model/event";
import { isSameType, resourceTypeOf } from "../model/resource";
import { planNameOf } from "../model/restore-test-plan";
import type { Severity } from "../model/severity";
import { severityOf } from "../model/severity-of";
import type { Mention, Route } from "./route";

/** How a message is posted. */
export type Posting = {
  readonly post: true;
  readonly mention?: Mention;
  /** The name of a further channel; absent for the main channel. */
  readonly channel?: string;
  /** Overrides the event's own severity. */
  readonly severity?: Severity;
  /** A route wants it posted, whatever is usual. */
  readonly isAsked?: true;
  /** It waited for others: even two are one message. */
  readonly isGathered?: true;
  /** The run of a backup plan that it belongs to, where that has a message; and whether no one needs to notice it. */
  readonly thread?: { readonly run: string; readonly isQuiet: boolean };
};

/** How an event is routed. `forwards`: ARNs of topics and buses that get it too, posted or not. */
export type RoutingDecision = (Posting | { readonly post: false }) & {
  readonly forwards?: readonly string[];
};

/** A resource's tags by key. */
export type Tags = Readonly<Record<string, string>>;

/** Tags by resource ARN; absent where they are not known. */
export type TagsByArn = ReadonlyMap<string, Tags>;

const noTags: TagsByArn = new Map();

/** Whether a route matches an event. AWS does not always say what a condition asks for. */
type Match = "yes" | "no" | "unknown";

/** The values that conditions are matched against; absent where not known. */
type Facts = {
  readonly kind: string;
  readonly state?: string | undefined;
  readonly resourceType?: string | undefined;
  /** A copy has two: source and destination. */
  readonly vaults: readonly (string | undefined)[];
  readonly accountId?: string | undefined;
  readonly resourceArn?: string | undefined;
  /** Where the event says them: they need not be read. */
  readonly tags?: Tags | undefined;
  /** AWS's reason, as a sentence or a category. */
  readonly reasons: readonly (string | undefined)[];
  /** The plan whose restore test it is, empty where it is none; absent where not known. */
  readonly restoreTestPlan?: string | undefined;
};

const factsOf = (event: BackupEvent): Facts => {
  const common = { kind: messageKindOf(event), accountId: event.origin.accountId };
  switch (event.kind) {
    case "job": {
      const { details, state } = event;
      const { vaultName, destinationVaultArn, resourceArn } = details;
      // What AWS Backup was not heard about may be there; else what it leaves out is not.
      const isHeard = event.unanswered === undefined;
      const sure = (...values: readonly (string | undefined)[]) =>
        isHeard ? values.filter((value) => value !== undefined) : values;
      const source = sure(vaultName);
      const vaults =
        event.jobType === "copy" ? [...source, ...sure(vaultNameOf(destinationVaultArn))] : source;
      const resourceType = details.resourceType ?? resourceTypeOf(resourceArn);
      const reasons = sure(details.reason, details.messageCategory);
      const plan = planNameOf(details.restoreTestingPlanArn) ?? (isHeard ? "" : undefined);
      return { ...common, state, resourceType, resourceArn, vaults, reasons, restoreTestPlan: plan };
    }
    case "object": {
      const { outcome: state, service: resourceType, resourceArn, reason, text } = event;
      return { ...common, state, resourceType, resourceArn, vaults: [], reasons: [reason, text] };
    }
    case "notice": {
      const { state, resourceArn, vaultName, reason } = event;
      const vaults = vaultName === undefined ? [] : [vaultName];
      const resourceType = event.resourceType ?? resourceTypeOf(resourceArn);
      const { tags } = event.found?.subject ?? {};
      return { ...common, state, resourceType, resourceArn, vaults, tags, reasons: [reason] };
    }
    default:
      return { ...common, vaults: [], reasons: [] };
  }
};

/** AWS writes a state in upper case; notices keep it in lower case, with spaces. */
const stateWord = (state: string): string => state.toUpperCase().replaceAll(" ", "_");

const isOfKind = (kind: string, pattern: string): boolean => {
  if (pattern.endsWith(".*")) return kind.startsWith(pattern.slice(0, -1));
  if (pattern.startsWith("*.")) return kind.endsWith(pattern.slice(1));
  return kind === pattern;
};

/** Whether any value is one of the wanted ones; one that is not known may be. Without a condition everything matches. */
const matchOf = (
  wanted: readonly string[] | undefined,
  given: readonly (string | undefined)[],
  isSame: (given: string, wanted: string) => boolean,
): Match => {
  if (wanted === undefined) return "yes";
  const values = given.filter((value) => value !== undefined);
  if (values.some((value) => wanted.some((one) => isSame(value, one)))) return "yes";
  return values.length === 0 || values.length < given.length ? "unknown" : "no";
};

const same = (given: string, wanted: string): boolean => given === wanted;
const contains = (given: string, wanted: string): boolean =>
  given.toLowerCase().includes(wanted.toLowerCase());

/** Whether a resource has all of the tags. Unknown tags are neither a match nor a mismatch. */
const matchOfTags = (wanted: Route["tags"], given: Tags | undefined): Match => {
  if (wanted === undefined) return "yes";
  if (given === undefined) return "unknown";
  return Object.entries(wanted).every(([key, value]) => given[key] === value) ? "yes" : "no";
};

const matchOfRoute = (route: Route, facts: Facts, tags: TagsByArn): Match => {
  const matches: readonly Match[] = [
    matchOfTags(route.tags, facts.tags ?? tags.get(facts.resourceArn ?? "")),
    matchOf(route.kinds, [facts.kind], isOfKind),
    matchOf(route.states, [facts.state], (given, wanted) => stateWord(given) === wanted),
    matchOf(route.resourceTypes, [facts.resourceType], isSameType),
    matchOf(route.vaults, facts.vaults, same),
    matchOf(route.accounts, [facts.accountId], same),
    matchOf(route.reasons, facts.reasons, contains),
    matchOf(route.restoreTestPlans, [facts.restoreTestPlan], (given, wanted) => given.startsWith(wanted)),
  ];
  if (matches.includes("no")) return "no";
  return matches.includes("unknown") ? "unknown" : "yes";
};

/**
 * The resource whose tags decide how an event is routed; absent where no route asks for tags, or none that does could
 * match.
 */
export const taggedResourceOf = (event: BackupEvent, routes: readonly Route[]): string | undefined => {
  const facts = factsOf(event);
  if (facts.tags) return undefined;
  const decide = routes.some((route) => route.tags && matchOfRoute(route, facts, noTags) !== "no");
  return decide ? facts.resourceArn : undefined;
};

/**
 * Kinds that are logged, not posted. Each is a step toward something that is posted, or recurs all day and needs no
 * action.
 */
const quiet: ReadonlySet<string> = new Set([
  // The job's end is posted, however it ends.
  "backup.started",
  "copy.started",
  "restore.started",
  // The job that created the recovery point was posted.
  "recovery-point.creating",
  "recovery-point.available",
  "recovery-point.completed",
  // The recovery point's deletion is posted: AWS does not promise to mark every manual one.
  "recovery-point.deleting",
  "recovery-point-index.pending",
  "recovery-point-index.active",
  "recovery-point-index.completed",
  "recovery-point-index.deleting",
  "recovery-point-index.deleted",
  // The scan's end is posted if it found something or did not end well.
  "malware-scan.created",
  "malware-scan.running",
  "malware-scan.no-threats-found",
  // A bot's stage posts it, as one message that changes; else the run's end is posted.
  "run.started",
]);

/** Whether a kind of message, such as `backup.failed`, is posted where no route says otherwise. */
export const isPostedByKind = (kind: string): boolean =>
  // Nothing that is backed up changes with an access point; what fails is a warning.
  !quiet.has(kind) && !kind.startsWith("access-point.");

/** What could not be checked may be anything: only a route that names exactly this kind mutes it. */
const mutesByAccident = ({ post, kinds }: Route, kind: string): boolean =>
  post === false && kind.endsWith(".completed-unchecked") && !kinds?.includes(kind);

/** A composite backup is one message: its parts that went well are not worth one each. */
const isPartOfNews = (event: BackupEvent): boolean =>
  event.kind === "job" &&
  event.details.parentJobId !== undefined &&
  ["good", "neutral"].includes(severityOf(event));

/** Bad news is posted by default, whatever its kind. */
const isPostedByDefault = (event: BackupEvent, kind: string): boolean =>
  !((event.kind === "notice" || event.kind === "job") && event.isExpected) &&
  !isPartOfNews(event) &&
  (isPostedByKind(kind) || ["warning", "danger"].includes(severityOf(event)));

/**
 * Decides how an event is posted: the default of its kind, then every matching route, in order; a later one overrides
 * what it sets. A route that may match, since AWS did not say what it asks for, mutes nothing, mentions no one and
 * sends nothing to another channel, but allows an event to be posted, and forwards it: in doubt nothing is lost. Test messages and
 * unrecognized events are always posted. Pure.
 */
export const routingOf = (
  event: BackupEvent,
  routes: readonly Route[],
  tags: TagsByArn = noTags,
): RoutingDecision => {
  if (event.kind === "test") return { post: true, ...(event.channel && { channel: event.channel }) };
  const facts = factsOf(event);
  let post = isPostedByDefault(event, facts.kind);
  let isAsked = false;
  let set: Pick<Route, "mention" | "channel" | "severity"> = {};
  const targets = new Set<string>();
  for (const route of routes) {
    const match = matchOfRoute(route, facts, tags);
    if (route.forward && match !== "no") targets.add(route.forward);
    if (match === "yes") {
      if (!mutesByAccident(route, facts.kind)) post = route.post ?? post;
      isAsked = route.post ?? isAsked;
      set = { ...set, ...route };
    } else if (match === "unknown" && route.post) {
      post = true;
      isAsked = true;
    }
  }
  const forwards = targets.size > 0 && { forwards: [...targets] };
  if (!post && event.kind !== "unrecognized") return { post: false, ...forwards };
  const { mention, channel = mainChannel, severity } = set;
  // A route wants trouble noticed, not that it is over.
  const isOver = event.kind === "notice" && event.found?.isOver;
  return {
    post: true,
    ...(mention && !isOver && { mention }),
    ...(channel !== mainChannel && { channel }),
    ...(severity && !isOver && { severity }),
    ...(isAsked && { isAsked }),
    ...forwards,
  };
};

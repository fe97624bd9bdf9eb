import { z } from "zod";
import type { Severity } from "../../handler/model/event";
import type { Mention, Route as NotifierRoute } from "../../handler/route/route";
import { alongside, choice, hinted, list, named, object, tags, vaultName } from "./field";
import { isMessageKinds, type MessageKinds, messageKindProblem } from "./message-kind";
import { expected, shown } from "./problem";

/** AWS Backup's names. (AWS Backup API Reference, GetSupportedResourceTypes) */
const resourceTypes = [
  ...(["Aurora", "CloudFormation", "DocumentDB", "DSQL", "DynamoDB", "EBS", "EC2", "EFS", "EKS"] as const),
  ...(["FSx", "Neptune", "RDS", "Redshift", "Redshift Serverless", "S3", "SAP HANA on Amazon EC2"] as const),
  ...(["Storage Gateway", "Timestream", "VirtualMachine"] as const),
] as const;

/** A resource type that AWS Backup supports: `EC2`, `RDS`, `DynamoDB`. */
export type ResourceType = (typeof resourceTypes)[number];

/** What an event must match: one value of each list that is set. */
type Conditions<Kinds> = {
  /** `backup.failed`, `copy.*`, `*.failed`. */
  readonly kinds?: readonly Kinds[];
  /** AWS's names of states, in upper case: `EXPIRED`, `ABORTED`. */
  readonly states?: readonly Uppercase<string>[];
  readonly resourceTypes?: readonly ResourceType[];
  /** Names of vaults. A copy has two: source and destination. */
  readonly vaults?: readonly string[];
  /** Ids of AWS accounts. */
  readonly accounts?: readonly string[];
  /** Tags of the resource, which must have all of them. The notifier looks them up if a route needs them. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Texts in AWS's status message. Case does not matter. */
  readonly reasons?: readonly string[];
};

/** Logs events instead of posting them. */
type MutingRoute = Conditions<MessageKinds> & {
  readonly post: false;
  readonly mention?: never;
  readonly channel?: never;
  readonly severity?: never;
};

/** Sets how events are posted. */
type PostingRoute = Conditions<MessageKinds | "unrecognised"> & {
  /** Posts what is muted by default, or by an earlier route. */
  readonly post?: true;
  /**
   * Whom the message mentions: `here`, `channel`, the id of a user group (`S0123ABCDEF`) or of a member
   * (`U0123ABCDEF`); `false` for no one, to override an earlier route.
   */
  readonly mention?: Mention | false;
  /** One of the stage's `channels`, or of its bot's; `main` to override an earlier route. */
  readonly channel?: string;
  /** Overrides the notifier's own severity: color, emoji, and order. */
  readonly severity?: Severity;
};

/** How to handle the events that match all its conditions; without conditions, all events. */
export type Route = MutingRoute | PostingRoute;

const kinds = z.custom<MessageKinds | "unrecognised">(
  (value) => value === "unrecognised" || isMessageKinds(value),
  { error: ({ input }) => messageKindProblem(input, "unrecognised") },
);

const state = z.custom<Uppercase<string>>(
  (value) => typeof value === "string" && /^[A-Z][A-Z_]{1,49}$/.test(value),
  { error: expected("the AWS name of a state, in upper case", "EXPIRED") },
);

const resourceType = z.enum(resourceTypes, {
  error: ({ input }) => hinted(input, resourceTypes, "a resource type of AWS Backup"),
});

const accountId = named(/^\d{12}$/, "an account id of 12 digits", "111122223333");

/** A text that AWS's status message may contain. Fewer than three characters would be in nearly all. */
export const reason = named(
  /^(?=.*\S.*\S.*\S).{3,200}$/,
  "3 to 200 characters of AWS's status message",
  "VSS snapshot",
);

const mention = z.custom<Mention | false>(
  (value) =>
    value === false || (typeof value === "string" && /^(?:here|channel|[SUW][A-Z0-9]{6,20})$/.test(value)),
  {
    error: expected(
      "here, channel, false, or the id of a user group (S...) or a member (U..., W...) in Slack",
      "here",
    ),
  },
);

/** It is part of a parameter's name and of command lines. */
export const channelName = named(
  /^[a-z][a-z0-9-]{0,30}$/,
  "a name of 1 to 31 lowercase letters, digits and -",
  "payments",
);

const settings = ["post", "mention", "channel", "severity"] as const;

const route = object(
  {
    kinds: list(kinds, "kinds of message", ["*.failed"]).optional(),
    states: list(state, "states", ["EXPIRED"]).optional(),
    resourceTypes: list(resourceType, "resource types", ["RDS"]).optional(),
    vaults: list(vaultName, "names of vaults", ["Default"]).optional(),
    accounts: list(accountId, "account ids", ["111122223333"]).optional(),
    tags: tags({ min: 1, max: 10 }, { team: "payments" }).optional(),
    reasons: list(reason, "texts of AWS's status messages", ["VSS"]).optional(),
    post: z.boolean({ error: expected("true or false", false) }).optional(),
    mention: mention.optional(),
    channel: channelName.optional(),
    severity: choice(["good", "neutral", "warning", "danger"]).optional(),
  },
  { kinds: ["*.failed"], mention: "here" },
).superRefine((given, context) => {
  const problem = (path: PropertyKey[], message: string) =>
    context.addIssue({ code: "custom", message, path });
  if (settings.every((name) => given[name] === undefined)) {
    problem([], `expected at least one of ${settings.join(", ")}, got ${shown(given)}; example: post: false`);
  }
  if (given.post !== false) return;
  for (const name of settings.slice(1)) {
    const value = given[name];
    if (value === undefined) continue;
    problem([name], `got ${shown(value)}, but post: false posts nothing; remove one of the two`);
  }
  const unmutable = Array.isArray(given.kinds) ? given.kinds.indexOf("unrecognised") : -1;
  if (unmutable >= 0) {
    problem(
      ["kinds", unmutable],
      "unrecognised events are always posted, so that no one misses them; remove it",
    );
  }
}, alongside);

/** The routes of a stage, in the notifier's own type. */
export const routes = z
  .array(route, { error: expected("routes", [{ kinds: ["*.failed"], mention: "here" }]) })
  .readonly()
  .transform((given) => given as readonly NotifierRoute[]); // Zod adds no absent field, although its type allows undefined.

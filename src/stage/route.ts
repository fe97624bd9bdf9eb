import { z } from "zod";
import type { Severity } from "../../handler/model/event";
import type { Mention, Route as NotifierRoute } from "../../handler/route/route";
import { alongside, choice, hinted, list, named, object, tags, vaultName } from "./field";
import { closedMessageKinds, isMessageKinds, type MessageKinds } from "./message-kind";
import { expected, shown } from "./problem";

/** AWS Backup's own words. (AWS Backup API Reference, GetSupportedResourceTypes) */
const resourceTypes = [
  ...(["Aurora", "CloudFormation", "DocumentDB", "DSQL", "DynamoDB", "EBS", "EC2", "EFS", "EKS"] as const),
  ...(["FSx", "Neptune", "RDS", "Redshift", "Redshift Serverless", "S3", "SAP HANA on Amazon EC2"] as const),
  ...(["Storage Gateway", "Timestream", "VirtualMachine"] as const),
] as const;

/** A type of resource that AWS Backup saves: `EC2`, `RDS`, `DynamoDB`. */
export type ResourceType = (typeof resourceTypes)[number];

/** What an event must meet for a route: one value of each list that is given. */
type Conditions<Kinds> = {
  /** `backup.failed`, `copy.*`, `*.failed`. */
  readonly kinds?: readonly Kinds[];
  /** AWS's own words for the state, in capital letters: `EXPIRED`, `ABORTED`. */
  readonly states?: readonly Uppercase<string>[];
  readonly resourceTypes?: readonly ResourceType[];
  /** Names of vaults. A copy has two, the one it comes from and the one it goes to. */
  readonly vaults?: readonly string[];
  /** Ids of AWS accounts. */
  readonly accounts?: readonly string[];
  /** Tags of the resource; it must have them all. The notifier asks AWS for them where a route needs them. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Texts in AWS's status message, in whatever case. */
  readonly reasons?: readonly string[];
};

/** Lets events be logged, not posted. */
type MutingRoute = Conditions<MessageKinds> & {
  readonly post: false;
  readonly mention?: never;
  readonly channel?: never;
  readonly severity?: never;
};

/** Says how events are posted. */
type PostingRoute = Conditions<MessageKinds | "unrecognised"> & {
  /** Posts what is muted by default, or by an earlier route. */
  readonly post?: true;
  /**
   * Whom the message calls: `here`, `channel`, the id of a user group (`S0123ABCDEF`) or of a member (`U0123ABCDEF`);
   * `false` for nobody, after an earlier route that calls somebody.
   */
  readonly mention?: Mention | false;
  /** One of the stage's `channels`, or of its bot's, or `main` after an earlier route that names one. */
  readonly channel?: string;
  /** How bad it is, instead of what the notifier makes of it: colour, sign, and what comes first. */
  readonly severity?: Severity;
};

/** What becomes of the events that meet all its conditions; without conditions, of all events. */
export type Route = MutingRoute | PostingRoute;

const kinds = z.custom<MessageKinds | "unrecognised">(
  (value) => value === "unrecognised" || isMessageKinds(value),
  { error: ({ input }) => hinted(input, [...closedMessageKinds, "unrecognised"], "a kind of message") },
);

const state = z.custom<Uppercase<string>>(
  (value) => typeof value === "string" && /^[A-Z][A-Z_]{1,49}$/.test(value),
  { error: expected("a state in AWS's own word, in capital letters", "EXPIRED") },
);

const resourceType = z.enum(resourceTypes, {
  error: ({ input }) => hinted(input, resourceTypes, "a resource type of AWS Backup"),
});

const accountId = named(/^\d{12}$/, "an account id of 12 digits", "111122223333");

/** A text that AWS's status message may contain. Less than three characters would be in nearly all. */
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
      "here, channel, false, or the id of a user group (S...) or of a member (U..., W...) of Slack",
      "here",
    ),
  },
);

/** The name is part of a parameter's name and of a command line. */
export const channelName = named(
  /^[a-z][a-z0-9-]{0,30}$/,
  "a name of 1 to 31 lower-case letters, digits and -",
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
    problem([name], `got ${shown(value)}, but with post: false nothing is posted; remove one of the two`);
  }
  const unmutable = Array.isArray(given.kinds) ? given.kinds.indexOf("unrecognised") : -1;
  if (unmutable >= 0) {
    problem(
      ["kinds", unmutable],
      "unrecognised events are always posted, nobody should miss them; remove it",
    );
  }
}, alongside);

/** The routes of a stage, which are the notifier's too. */
export const routes = z
  .array(route, { error: expected("routes", [{ kinds: ["*.failed"], mention: "here" }]) })
  .readonly()
  .transform((given) => given as readonly NotifierRoute[]); // What is absent stays absent, whatever Zod's type says.

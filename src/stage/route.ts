import { z } from "zod";
import type { Mention, Route as NotifierRoute } from "../../handler/route/route";
import { checked, choice, list, matching, named, object, tags } from "./field";
import { isMessageKinds, type MessageKinds, messageKindProblem } from "./message-kind";
import { expected, shown } from "./problem";
import { resourceType } from "./resource-type";
import { forwardTarget } from "./target";

const kinds = matching<MessageKinds | "unrecognized">(
  (value) => value === "unrecognized" || isMessageKinds(value),
  ({ input }) => messageKindProblem(input, "unrecognized"),
);

const state = matching<Uppercase<string>>(
  (value) => typeof value === "string" && /^[A-Z][A-Z_]{1,49}$/.test(value),
  expected("the AWS name of a state, in upper case", "EXPIRED"),
);

/** Also vaults that only AWS can create, as that of EFS's automatic backups. (Amazon EFS User Guide, automatic backups) */
const anyVaultName = named(
  /^(?:[0-9A-Za-z_-]{2,50}|aws(?:\/[0-9A-Za-z_-]{1,50}){1,4})$/,
  "a vault name: 2 to 50 letters, digits, - and _, or one of AWS's own such as aws/efs/automatic-backup-vault",
  "Default",
);

const accountId = named(/^\d{12}$/, "an account id of 12 digits", "111122223333");

/** A text that AWS's status message may contain. Fewer than three characters would be in nearly all. */
export const reason = named(
  /^(?=.*\S.*\S.*\S).{3,200}$/,
  "3 to 200 characters of AWS's status message",
  "VSS snapshot",
);

const mention = matching<Mention | false>(
  (value) =>
    value === false || (typeof value === "string" && /^(?:here|channel|[SUW][A-Z0-9]{6,20})$/.test(value)),
  expected(
    "here, channel, false, or the id of a user group (S...) or a member (U..., W...) in Slack",
    "here",
  ),
);

/** It is part of a parameter's name and of command lines. */
export const channelName = named(
  /^[a-z][a-z0-9-]{0,30}$/,
  "a name of 1 to 31 lowercase letters, digits and -",
  "payments",
);

/** What a route that posts can set besides. */
const postings = ["mention", "channel", "severity"] as const;

const settings = ["post", ...postings, "forward"] as const;

const example = { kinds: ["*.failed"], mention: "here" };

const route = checked(
  object(
    {
      /** `backup.failed`, `copy.*`, `*.failed`. */
      kinds: list(kinds, "kinds of message", ["*.failed"]).optional(),
      /** AWS's names of states, in upper case: `EXPIRED`, `ABORTED`. */
      states: list(state, "states", ["EXPIRED"]).optional(),
      /** AWS Backup's names or those that messages show: `EC2`, `RDS`, `VMware VM`. */
      resourceTypes: list(resourceType, "resource types", ["RDS"]).optional(),
      /** Names of vaults. A copy has two: source and destination. */
      vaults: list(anyVaultName, "names of vaults", ["Default"]).optional(),
      /** Ids of AWS accounts. */
      accounts: list(accountId, "account ids", ["111122223333"]).optional(),
      /** Tags of the resource, also AWS's own (`aws:...`), which must have all of them. The notifier looks them up if a route needs them. */
      tags: tags({ min: 1, max: 10, allowsSystemTags: true }, { team: "payments" }).optional(),
      /** Texts in AWS's status message. Case does not matter. */
      reasons: list(reason, "texts of AWS's status messages", ["VSS"]).optional(),
      /** `true` posts what is muted by default, or by an earlier route; `false` logs events instead of posting them. */
      post: z.boolean({ error: expected("true or false", false) }).optional(),
      /**
       * Whom the message mentions: `here`, `channel`, the id of a user group (`S0123ABCDEF`) or of a member
       * (`U0123ABCDEF`); `false` for no one, to override an earlier route.
       */
      mention: mention.optional(),
      /** One of the stage's `channels`, or of its bot's; `main` to override an earlier route. */
      channel: channelName.optional(),
      /** Overrides the notifier's own severity: color, emoji, and order. */
      severity: choice(["good", "neutral", "warning", "danger"]).optional(),
      /**
       * ARN of an SNS topic or EventBridge bus of this account and Region that gets the event as JSON, posted or not. An
       * event goes to the targets of all matching routes.
       */
      forward: forwardTarget.optional(),
    },
    example,
  ),
  (given, report) => {
    if (settings.every((name) => given[name] === undefined)) {
      report(
        [],
        `expected at least one of ${settings.join(", ")}, got ${shown(given)}; example: post: false`,
      );
    }
    if (given.post !== false) return;
    for (const name of postings) {
      const value = given[name];
      if (value === undefined) continue;
      report([name], `got ${shown(value)}, but post: false posts nothing; remove one of the two`);
    }
    const unmutable = Array.isArray(given.kinds) ? given.kinds.indexOf("unrecognized") : -1;
    if (unmutable >= 0) {
      const message = "unrecognized events are always posted, so that no one misses them; remove it";
      report(["kinds", unmutable], message);
    }
  },
);

type Settings = z.input<typeof route>;

/** Logs events instead of posting them. */
type MutingRoute = { post: false } & {
  [Name in keyof Settings]: Name extends "kinds"
    ? readonly MessageKinds[]
    : Name extends "mention" | "channel" | "severity"
      ? never
      : Settings[Name];
};

/** Sets how events are posted. */
type PostingRoute = Settings & { post?: true };

/** How to handle the events that match all its conditions, by one value of each list; without conditions, all events. */
type Route = MutingRoute | PostingRoute;

/** The routes of a stage, in the notifier's own type: Zod adds no absent field, although its type allows undefined. */
export const routes = z
  .array(route as z.ZodType<NotifierRoute, Route>, { error: expected("routes", [example]) })
  .readonly();

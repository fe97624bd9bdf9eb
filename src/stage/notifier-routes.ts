import type { Route } from "../../handler/route/route";
import { botChannelsText, restoreTestPlanNameOf } from "../outputs";
import type { MessageKinds } from "./message-kind";

type RoutingSettings = {
  readonly mutedKinds: readonly MessageKinds[];
  readonly routes: readonly Route[];
  readonly benignReasons: readonly string[];
  readonly bot?: unknown;
  readonly name: string;
  readonly restoreTests?: readonly unknown[] | undefined;
  /** `digestAt` is a time where the watch sums up each day. */
  readonly watch?: { readonly digestAt: string | false } | undefined;
};

/** A bot posts when a job starts and edits that message when it ends, so the start adds no message. */
const botRoutes: readonly Route[] = [{ kinds: ["*.started"], post: true }];

/** The digest sums up what went well, so it is logged only: a calm day is one message. */
const digestRoutes: readonly Route[] = [
  {
    kinds: [
      "backup.started",
      "backup.completed",
      "copy.started",
      "copy.completed",
      "run.started",
      "run.completed",
    ],
    post: false,
  },
];

/**
 * Each restore test is one message, its verdict, which says how the restore went, too. A bot's message of the restore is edited
 * instead. Restores of others' tests, and any of which AWS does not say whose they are, are posted.
 */
const restoreTestRoutes = (stage: string): readonly Route[] => [
  { kinds: ["restore.*"], restoreTestPlans: [restoreTestPlanNameOf(stage, "")], post: false },
];

/**
 * What a benign reason can apply to: a job that still saved something, and a copy whose original exists.
 * A failed backup saved nothing, whatever AWS reports about it.
 */
const excusable: readonly MessageKinds[] = ["*.completed-with-issues", "*.partial", "copy.failed"];

/**
 * All of a stage's settings for routing and muting, as routes for the notifier: what a bot posts in addition to the
 * defaults; what a digest sums up; the muted kinds, which routes can post again; the routes; the benign reasons, which override them all.
 */
export const notifierRoutesOf = ({
  mutedKinds,
  routes,
  benignReasons,
  bot,
  name,
  restoreTests = [],
  watch,
}: RoutingSettings): readonly Route[] => [
  ...(bot === undefined ? [] : botRoutes),
  ...(watch?.digestAt ? digestRoutes : []),
  ...(restoreTests.length > 0 && bot === undefined ? restoreTestRoutes(name) : []),
  ...(mutedKinds.length > 0 ? [{ kinds: mutedKinds, post: false }] : []),
  ...routes,
  ...(benignReasons.length > 0
    ? [{ kinds: excusable, reasons: benignReasons, mention: false, severity: "neutral" } as const]
    : []),
];

/**
 * Lambda's environment holds 4 KB in all, some of it for other variables. (AWS Lambda Developer Guide, Lambda quotas)
 * Whether a quote counts as one byte or as its JSON escape is not documented; with this limit it does not matter.
 */
const maxBytes = 3000;

/** Why routes and the bot's channels do not fit into the function's environment; `undefined` if they do. */
export const sizeProblemOf = (
  routes: readonly Route[],
  botChannels: Readonly<Record<string, string>> = {},
): string | undefined => {
  const bytes = Buffer.byteLength(JSON.stringify(routes) + botChannelsText(botChannels));
  return bytes <= maxBytes
    ? undefined
    : `take ${bytes} bytes as JSON, with mutedKinds, benignReasons and bot.channels, but the function's environment has room for ${maxBytes}; merge routes with the same settings, or use groups of kinds, such as "*.failed"`;
};

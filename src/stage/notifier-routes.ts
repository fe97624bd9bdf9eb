import type { Route } from "../../handler/route/route";
import { botChannelsText } from "../outputs";
import type { MessageKinds } from "./message-kind";

type QuietAndLoud = {
  readonly mutedKinds: readonly MessageKinds[];
  readonly routes: readonly Route[];
  readonly benignReasons: readonly string[];
  readonly bot?: unknown;
};

/** A bot's message of a job begins with the job, and costs no second one at its end. */
const botRoutes: readonly Route[] = [{ kinds: ["*.started"], post: true }];

/**
 * What an accepted reason excuses: a job that saved something all the same, and a copy whose original is still there.
 * A backup that failed saved nothing, whatever AWS says about it.
 */
const excusable: readonly MessageKinds[] = ["*.completed-with-issues", "*.partial", "copy.failed"];

/**
 * All that a stage says about quiet and loud, as the routes that the notifier knows: what a bot posts beside the
 * defaults; the muted kinds, which routes may still post; the routes; the benign reasons, which have the last word.
 */
export const notifierRoutesOf = ({
  mutedKinds,
  routes,
  benignReasons,
  bot,
}: QuietAndLoud): readonly Route[] => [
  ...(bot === undefined ? [] : botRoutes),
  ...(mutedKinds.length > 0 ? [{ kinds: mutedKinds, post: false }] : []),
  ...routes,
  ...(benignReasons.length > 0
    ? [{ kinds: excusable, reasons: benignReasons, mention: false, severity: "neutral" } as const]
    : []),
];

/**
 * Lambda's environment has 4 KB in all, and other variables need some. (AWS Lambda Developer Guide, Lambda quotas)
 * Whether quotes count as JSON escapes them is not documented; with this limit it does not matter.
 */
const maxBytes = 3000;

/** Why routes, and the bot's channels that they name, do not fit into the function's environment; `undefined` where they do. */
export const sizeProblemOf = (
  routes: readonly Route[],
  botChannels: Readonly<Record<string, string>> = {},
): string | undefined => {
  const bytes = Buffer.byteLength(JSON.stringify(routes) + botChannelsText(botChannels));
  return bytes <= maxBytes
    ? undefined
    : `take ${bytes} bytes as JSON, with mutedKinds, benignReasons and bot.channels, and the function's environment has room for ${maxBytes}; join routes that set the same, or name several kinds at once, such as "*.failed"`;
};

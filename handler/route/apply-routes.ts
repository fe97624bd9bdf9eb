import { type Invocation, logFieldsOf } from "../context";
import type { Update } from "../deduplicate/update";
import { routingOf, type TagsByArn, taggedResourceOf } from "./match";

/** What a stage wants to read, and what it does not. */
export type Routed = { readonly posted: readonly Update[]; readonly muted: readonly Update[] };

/** The tags that routing needs, as far as they can be read. */
const tagsFor = async (
  updates: readonly Update[],
  { settings, readTags, log }: Pick<Invocation, "settings" | "readTags" | "log">,
): Promise<TagsByArn> => {
  if (readTags === undefined) return new Map();
  const arns = updates.flatMap(({ event }) => taggedResourceOf(event, settings.routes) ?? []);
  if (arns.length === 0) return new Map();
  const { tags, problem } = await readTags(arns);
  if (problem !== undefined) log({ outcome: "tags-not-read", reason: problem });
  return tags;
};

/** Decides how each update is posted, and logs what the stage does not want to read. */
export const applyRoutes = async (
  updates: readonly Update[],
  invocation: Pick<Invocation, "settings" | "readTags" | "log" | "history">,
): Promise<Routed> => {
  const { settings, history, log } = invocation;
  const tags = await tagsFor(updates, invocation);
  const posted: Update[] = [];
  const muted: Update[] = [];
  for (const update of updates) {
    const { forwards, ...routing } = routingOf(update.event, settings.routes, tags);
    const routed = forwards ? { ...update, forwards } : update;
    if (routing.post) {
      posted.push({ ...routed, posting: routing });
      continue;
    }
    muted.push(routed);
    log({ outcome: "muted", ...logFieldsOf(update.event) });
    if (update.identity) history.remember(update.identity);
  }
  return { posted, muted };
};

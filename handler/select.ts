import { advise } from "./advise/advise";
import { aboutOf, type Work } from "./context";
import { type Update, updatesOf } from "./deduplicate/update";
import { enrich } from "./enrich/enrich";
import type { BackupEvent } from "./model/event";
import type { ReceivedRecord } from "./parse/parse";
import { routingOf, type TagsByArn, taggedResourceOf } from "./route/match";

/** Asking AWS Backup must leave time to post: it takes a third of what there is at most. */
const longestEnrichmentMilliseconds = 8000;

/** Leaves out what Slack was told already, and logs it. */
const dropAlreadySent = (news: readonly Update[], { history, log, tally }: Work): readonly Update[] =>
  news.filter(({ event, identity, records }) => {
    const novelty = identity ? history.noveltyOf(identity) : "new";
    if (novelty === "new") return true;
    log({ outcome: novelty, ...aboutOf(event) });
    tally.count("Duplicates", records.length);
    return false;
  });

const unanswered = (event: BackupEvent, problem: string): BackupEvent =>
  event.kind === "job" ? { ...event, unanswered: problem } : event;

/** Completes what is news, as far as AWS Backup answers in time. */
const complete = async (news: readonly Update[], work: Work): Promise<readonly Update[]> => {
  const { aws, log, tally } = work;
  const budgetMilliseconds = Math.min(longestEnrichmentMilliseconds, work.remainingMilliseconds() / 3);
  const events = news.map(({ event }) => event);
  const isMuted = (event: BackupEvent): boolean => !routingOf(event, work.settings.routes).post;
  const enriched = await enrich(events, aws, { budgetMilliseconds, now: work.now, isMuted });
  return news.map((one, index) => {
    const { event = one.event, problem } = enriched[index] ?? {};
    if (problem !== undefined) {
      log({ outcome: "not-enriched", ...aboutOf(event), reason: problem });
      tally.count("NotEnriched");
    }
    return { ...one, event: problem === undefined ? event : unanswered(event, problem) };
  });
};

/** The tags that decide about news, as far as they can be read. */
const tagsFor = async (news: readonly Update[], { settings, readTags, log }: Work): Promise<TagsByArn> => {
  if (readTags === undefined) return new Map();
  const arns = news.flatMap(({ event }) => taggedResourceOf(event, settings.routes) ?? []);
  if (arns.length === 0) return new Map();
  const { tags, problem } = await readTags(arns);
  if (problem !== undefined) log({ outcome: "tags-unread", reason: problem });
  return tags;
};

/** What a stage wants to read, and what it does not. */
export type Selected = { readonly wanted: readonly Update[]; readonly muted: readonly Update[] };

/** Decides how each is posted, and logs what the stage does not want to read. */
const route = async (news: readonly Update[], work: Work): Promise<Selected> => {
  const { settings, history, log } = work;
  const tags = await tagsFor(news, work);
  const wanted: Update[] = [];
  const muted: Update[] = [];
  for (const one of news) {
    const treatment = routingOf(one.event, settings.routes, tags);
    if (treatment.post) {
      wanted.push({ ...one, posting: treatment });
      continue;
    }
    muted.push(one);
    log({ outcome: "muted", ...aboutOf(one.event) });
    if (one.identity) history.remember(one.identity);
  }
  return { wanted, muted };
};

/** What of a batch is news: not told before, completed; what of it is wanted has advice. */
export const select = async (records: readonly ReceivedRecord[], work: Work): Promise<Selected> => {
  const { history, log, tally } = work;
  const fresh = dropAlreadySent(updatesOf(records), work);
  const [problem, completed] = await Promise.all([
    history.recall(fresh.flatMap(({ identity }) => identity ?? [])),
    complete(fresh, work),
  ]);
  if (problem !== undefined) {
    log({ outcome: "ledger-failed", reason: problem });
    tally.count("LedgerFailures");
  }
  const { wanted, muted } = await route(dropAlreadySent(completed, work), work);
  return { wanted: await advise(wanted, work), muted };
};

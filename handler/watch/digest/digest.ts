import type { Aws } from "../../aws/request";
import { sendAll } from "../../aws/sqs";
import type { Digest } from "../../model/digest";
import { unseenOf } from "../../model/digest";
import { ownEventBody } from "../../model/own-event";
import { createAsker } from "../ask/asker";
import { type Finding, memoryKeyOf } from "../finding";
import { readMemory } from "../memory/remember";
import { createStore, type Store } from "../memory/store";
import { idOf } from "../report/id";
import { subjectsBy } from "../report/subjects";
import { look } from "../see/look";
import type { WatchContext } from "../watch-context";
import { digestOf, sendable } from "./digest-of";
import { seeDay } from "./see-day";
import { aDayBefore } from "./totals";

/** What a digest did. */
export type DigestResult = {
  /** Requests to AWS. */
  readonly calls: number;
  /** What could not be seen. */
  readonly unseen: readonly string[];
  readonly milliseconds: number;
  /** Why it was not sent: one sentence. */
  readonly problem?: string;
};

/** The digest's line in the watch's log. */
export type DigestLine = { readonly outcome: "digest-sent" | "digest-failed" } & DigestResult;

export type DigestContext = Omit<WatchContext, "log"> & { readonly log: (line: DigestLine) => void };

type MadeDigest = { readonly digest: Digest; readonly toKeep: ReadonlyMap<string, unknown> };

/** With this the watch goes on to the end of its time: what was sent must be remembered. */
const storePatienceMilliseconds = 58_000;

/** Everything a digest says, uncut, and what to remember once it was sent. Asks AWS, and changes nothing. */
export const makeDigest = async (
  context: Omit<WatchContext, "log">,
  store: Store = createStore(createAsker(context, storePatienceMilliseconds), context.env.ledgerTableName),
): Promise<MadeDigest> => {
  const { settings, now } = context;
  const memory = await readMemory(store, now);
  if (memory.is === "unknown") {
    const since = now.toISOString();
    const digest: Digest = {
      schema: 1,
      timeZone: settings.timeZone,
      from: aDayBefore(now, settings.timeZone).toISOString(),
      to: since,
      open: [
        { finding: "blind", to: "memory", cause: memory.because, subjects: [{ id: "", since }], total: 1 },
      ],
      services: [],
      oddities: [],
      notifier: {},
    };
    return { digest, toKeep: new Map() };
  }
  const asker = createAsker(context);
  // What a digest needs of the context, `look` needs, too; nothing of it is logged.
  const sight = await look(asker, memory.value, { ...context, log: () => {} });
  const subjects = subjectsBy(sight, []);
  const subjectOf = (finding: Finding) => {
    const subject = subjects(finding);
    // The first that was seen stays: what is asked later may say less.
    const [since = subject.since] = [
      sight.before.open.get(memoryKeyOf(finding))?.subject.since ?? subject.since,
      subject.since,
    ].sort();
    return { ...subject, since };
  };
  const { facts, coverage, findings, before } = sight;
  const unheard = new Set(sight.after.unheard.keys());
  const seen = { facts, coverage, findings, subjectOf, lateAt: before.state.lateAt, unheard };
  const { day, toKeep } = await seeDay(seen, asker, store, context);
  return { digest: digestOf(day), toKeep };
};

/**
 * Sends the day's digest to the notifier's queue: the same on a retry, which the notifier drops. Never throws: `problem` says
 * why it was not sent, and the caller makes the invocation fail.
 */
export const sendDigest = async (given: DigestContext): Promise<DigestResult> => {
  let calls = 0;
  const aws: Aws = (request) => {
    calls += 1;
    return given.aws(request);
  };
  const context: DigestContext = { ...given, aws };
  const { env, now, elapsed, log } = context;
  const startedAt = elapsed();
  const store = createStore(createAsker(context, storePatienceMilliseconds), env.ledgerTableName);
  const { digest, toKeep } = await makeDigest(context, store);
  const event = {
    source: "backup-notifications.watch",
    detailType: "Digest",
    detail: sendable(digest),
  } as const;
  const id = idOf(["digest", env.stage, env.accountId, env.region, now.toISOString()]);
  const { sent, problem } = await sendAll(aws, env.queueUrl, [ownEventBody(event, { ...env, id, at: now })]);
  // What could not be kept is compared, or said, once more.
  if (sent[0]) await store.write(toKeep);
  const result: DigestResult = {
    calls,
    unseen: unseenOf(digest),
    milliseconds: Math.round(elapsed() - startedAt),
    ...(!sent[0] && {
      problem: `the digest did not reach the notifier's queue (${problem ?? "no answer"}); the next try sends it`,
    }),
  };
  log({ outcome: result.problem === undefined ? "digest-sent" : "digest-failed", ...result });
  return result;
};

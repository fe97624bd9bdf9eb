import { type Identity, type Novelty, noveltyOf } from "./identity";
import type { Ledger, Post } from "./ledger";

/** What was sent to Slack, so that nothing is sent twice: in this process, and in the ledger if there is one. */
export type SentHistory = {
  /** Asks the ledger. Returns why it did not answer, if it did not. */
  readonly recall: (identities: readonly Identity[]) => Promise<string | undefined>;
  readonly noveltyOf: (identity: Identity) => Novelty;
  /** To be called once Slack has taken the message. */
  readonly remember: (identity: Identity) => void;
  /** The messages about a subject: one per channel, the newest where there were several. */
  readonly postsOf: (subject: string) => readonly Post[];
  /** To be called once Slack has taken the message that shows a subject from now on. */
  readonly keepPost: (subject: string, post: Post) => void;
  /** Waits until everything is written to the ledger. Returns the problems it had. */
  readonly flush: () => Promise<readonly string[]>;
};

/** Some hundred bytes each. */
const maxSubjects = 5000;

type Known = { readonly states: ReadonlySet<string>; readonly posts: readonly Post[] };

const nothing: Known = { states: new Set(), posts: [] };

/** One message per channel: the newest. Slack's message ids are timestamps. */
const newestOf = (posts: readonly Post[]): readonly Post[] => {
  const byChannel = new Map<string, Post>();
  for (const post of posts) {
    const other = byChannel.get(post.channel);
    if (other === undefined || other.ts < post.ts) byChannel.set(post.channel, post);
  }
  return [...byChannel.values()];
};

/** A history that forgets the least recently used subjects. */
export const createSentHistory = (ledger?: Ledger): SentHistory => {
  const sent = new Map<string, Known>();
  let writing: ReturnType<Ledger["write"]>[] = [];

  const keep = (subject: string, states: readonly string[], posts: readonly Post[] = []): void => {
    const known = sent.get(subject) ?? nothing;
    sent.delete(subject);
    sent.set(subject, {
      states: new Set([...known.states, ...states]),
      posts: posts.length === 0 ? known.posts : newestOf([...known.posts, ...posts]),
    });
    const [oldest] = sent.keys();
    if (sent.size > maxSubjects && oldest !== undefined) sent.delete(oldest);
  };

  return {
    recall: async (identities) => {
      if (ledger === undefined || identities.length === 0) return undefined;
      const { entries, problem } = await ledger.read([...new Set(identities.map(({ subject }) => subject))]);
      for (const [subject, { states, posts }] of entries) keep(subject, states, posts);
      return problem;
    },
    noveltyOf: (identity) => noveltyOf(identity, (sent.get(identity.subject) ?? nothing).states),
    remember: (identity) => {
      keep(identity.subject, [identity.state, ...identity.facts]);
      if (ledger !== undefined) writing.push(ledger.write(identity));
    },
    postsOf: (subject) => sent.get(subject)?.posts ?? [],
    keepPost: (subject, post) => {
      keep(subject, [], [post]);
      if (ledger !== undefined) writing.push(ledger.writePost(subject, post));
    },
    flush: async () => {
      const written = await Promise.all(writing);
      writing = [];
      return written.flatMap(({ problem }) => problem ?? []);
    },
  };
};

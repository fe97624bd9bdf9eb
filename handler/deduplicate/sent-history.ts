import { type Identity, type Novelty, noveltyOf } from "./identity";
import type { Ledger, Post } from "./ledger";

/** What Slack was told, so that nothing is told twice: in this process, and in the ledger where there is one. */
export type History = {
  /** Asks the ledger. Returns why it did not answer, where it did not. */
  readonly recall: (identities: readonly Identity[]) => Promise<string | undefined>;
  readonly noveltyOf: (identity: Identity) => Novelty;
  /** To be called once Slack has taken the message. */
  readonly remember: (identity: Identity) => void;
  /** The messages that tell of a subject: one a channel, the newest where there were several. */
  readonly postsOf: (subject: string) => readonly Post[];
  /** To be called once Slack has taken the message that tells of a subject from now on. */
  readonly keepPost: (subject: string, post: Post) => void;
  /** Waits until the ledger has it all. Returns the problems it had. */
  readonly settle: () => Promise<readonly string[]>;
};

/** Some hundred bytes each. */
const maxSubjects = 5000;

type Known = { readonly states: ReadonlySet<string>; readonly posts: readonly Post[] };

const nothing: Known = { states: new Set(), posts: [] };

/** One message a channel: the newest. Slack's names of messages are times. */
const newestOf = (posts: readonly Post[]): readonly Post[] => {
  const byChannel = new Map<string, Post>();
  for (const post of posts) {
    const other = byChannel.get(post.channel);
    if (other === undefined || other.ts < post.ts) byChannel.set(post.channel, post);
  }
  return [...byChannel.values()];
};

/** A history that forgets the subjects it has not heard of for longest. */
export const createSentHistory = (ledger?: Ledger): History => {
  const told = new Map<string, Known>();
  let writing: ReturnType<Ledger["write"]>[] = [];

  const keep = (subject: string, states: readonly string[], posts: readonly Post[] = []): void => {
    const known = told.get(subject) ?? nothing;
    told.delete(subject);
    told.set(subject, {
      states: new Set([...known.states, ...states]),
      posts: posts.length === 0 ? known.posts : newestOf([...known.posts, ...posts]),
    });
    const [oldest] = told.keys();
    if (told.size > maxSubjects && oldest !== undefined) told.delete(oldest);
  };

  return {
    recall: async (identities) => {
      if (ledger === undefined || identities.length === 0) return undefined;
      const { entries, problem } = await ledger.read([...new Set(identities.map(({ subject }) => subject))]);
      for (const [subject, { states, posts }] of entries) keep(subject, states, posts);
      return problem;
    },
    noveltyOf: (identity) => noveltyOf(identity, (told.get(identity.subject) ?? nothing).states),
    remember: (identity) => {
      keep(identity.subject, [identity.state]);
      if (ledger !== undefined) writing.push(ledger.write(identity));
    },
    postsOf: (subject) => told.get(subject)?.posts ?? [],
    keepPost: (subject, post) => {
      keep(subject, [], [post]);
      if (ledger !== undefined) writing.push(ledger.writePost(subject, post));
    },
    settle: async () => {
      const written = await Promise.all(writing);
      writing = [];
      return written.flatMap(({ problem }) => problem ?? []);
    },
  };
};

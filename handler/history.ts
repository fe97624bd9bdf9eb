import { type Identity, type Worth, worthOf } from "./identity";
import type { Ledger } from "./ledger";

/** What Slack was told, so that nothing is told twice: in this process, and in the ledger where there is one. */
export type History = {
  /** Asks the ledger. Returns why it did not answer, where it did not. */
  readonly recall: (identities: readonly Identity[]) => Promise<string | undefined>;
  readonly worthOf: (identity: Identity) => Worth;
  /** To be called once Slack has taken the message. */
  readonly remember: (identity: Identity) => void;
  /** Waits until the ledger has it all. Returns the problems it had. */
  readonly settle: () => Promise<readonly string[]>;
};

/** Some hundred bytes each. */
const maxSubjects = 5000;

const nothing: ReadonlySet<string> = new Set();

/** A history that forgets the subjects it has not heard of for longest. */
export const createHistory = (ledger?: Ledger): History => {
  const told = new Map<string, ReadonlySet<string>>();
  let writing: ReturnType<Ledger["write"]>[] = [];

  const keep = (subject: string, states: readonly string[]): void => {
    const known = told.get(subject) ?? nothing;
    told.delete(subject);
    told.set(subject, new Set([...known, ...states]));
    const [oldest] = told.keys();
    if (told.size > maxSubjects && oldest !== undefined) told.delete(oldest);
  };

  return {
    recall: async (identities) => {
      if (ledger === undefined || identities.length === 0) return undefined;
      const { entries, problem } = await ledger.read([...new Set(identities.map(({ subject }) => subject))]);
      for (const [subject, states] of entries) keep(subject, states);
      return problem;
    },
    worthOf: (identity) => worthOf(identity, told.get(identity.subject) ?? nothing),
    remember: (identity) => {
      keep(identity.subject, [identity.state]);
      if (ledger !== undefined) writing.push(ledger.write(identity));
    },
    settle: async () => {
      const written = await Promise.all(writing);
      writing = [];
      return written.flatMap(({ problem }) => problem ?? []);
    },
  };
};

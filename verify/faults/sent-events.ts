/** Something that AWS says once, however often it is delivered: a job's state, or a message of its own. */
export type Fact = {
  readonly key: string;
  /** What like facts are told under together: `backup FAILED`, `unrecognised`. */
  readonly family: string;
  /** Of a job's fact: the job. A start may be left out where the same job's end was told. */
  readonly job?: string;
  readonly firstSentAtMilliseconds: number;
  /** How often it was sent. */
  copies: number;
};

export type NewFact = Pick<Fact, "key" | "family" | "job"> & {
  /** Words that stand in Slack's message and name this fact: a job's within its family, others alone. */
  readonly tokens: readonly string[];
  /** Of SNS; it is in the event wherever the event lies. */
  readonly messageId?: string;
};

/** The states that a job does not leave any more. */
export const isEnd = ({ family }: Fact): boolean => /COMPLETED|FAILED|EXPIRED|ABORTED|PARTIAL/.test(family);

export const isStart = ({ family }: Fact): boolean => /CREATED|RUNNING/.test(family);

/** Every fact of a run, and how to find it again. */
export type FactBook = {
  readonly facts: () => readonly Fact[];
  /** Notes that an event with this body was sent. */
  readonly sent: (fact: NewFact, body: string, atMilliseconds: number) => Fact;
  /** The fact that a message's token names. */
  readonly named: (token: string, family: string | undefined) => Fact | undefined;
  /** The fact in an event's body; `verbatim` where the body is exactly as it was sent. */
  readonly inBody: (body: string) => { readonly fact: Fact; readonly verbatim: boolean } | undefined;
  /** How many events were sent. */
  readonly eventCount: () => number;
};

const messageIdPattern = /"MessageId":\s*"([^"]+)"/;

/** Starts an empty book. */
export const createFactBook = (): FactBook => {
  const byKey = new Map<string, Fact>();
  const byToken = new Map<string, Fact>();
  const byBody = new Map<string, Fact>();
  const byMessageId = new Map<string, Fact>();
  let events = 0;

  return {
    facts: () => [...byKey.values()],
    sent: ({ tokens, messageId, ...about }, body, atMilliseconds) => {
      events += 1;
      const fact: Fact = byKey.get(about.key) ?? {
        ...about,
        firstSentAtMilliseconds: atMilliseconds,
        copies: 0,
      };
      fact.copies += 1;
      byKey.set(fact.key, fact);
      byBody.set(body, fact);
      if (messageId) byMessageId.set(messageId, fact);
      for (const token of tokens) byToken.set(about.job ? `${token} ${fact.family}` : token, fact);
      return fact;
    },
    named: (token, family) => byToken.get(`${token} ${family}`) ?? byToken.get(token),
    inBody: (body) => {
      const exact = byBody.get(body);
      if (exact) return { fact: exact, verbatim: true };
      const fact = byMessageId.get(messageIdPattern.exec(body.replaceAll('\\"', '"'))?.[1] ?? "");
      return fact && { fact, verbatim: false };
    },
    eventCount: () => events,
  };
};

/** An event that AWS sends, however often it is delivered: a job's state, or a message without a job. */
export type SentEvent = {
  readonly key: string;
  /** Events of one family share a group message: `backup FAILED`, `unrecognized`. */
  readonly family: string;
  /** The job, for a job's state. A start may be suppressed once the same job's end was reported. */
  readonly job?: string;
  readonly firstSentAtMilliseconds: number;
};

export type NewEvent = Pick<SentEvent, "key" | "family" | "job"> & {
  /** Words in Slack's message that identify this event: a job's within its family, others alone. */
  readonly tokens: readonly string[];
  /** The SNS message ID, which stays in the event wherever it is stored. */
  readonly messageId?: string;
};

/** The final states of a job. */
export const isEnd = ({ family }: SentEvent): boolean =>
  /COMPLETED|FAILED|EXPIRED|ABORTED|PARTIAL/.test(family);

export const isStart = ({ family }: SentEvent): boolean => /CREATED|RUNNING/.test(family);

/** Every event of a run, and how to find it again. */
export type SentEvents = {
  readonly all: () => readonly SentEvent[];
  /** Records that an event with this body was sent. */
  readonly record: (event: NewEvent, body: string, atMilliseconds: number) => SentEvent;
  /** The event that a message's token identifies. */
  readonly named: (token: string, family: string | undefined) => SentEvent | undefined;
  /** The event in a body, also where the body was wrapped or rewritten on its way. */
  readonly inBody: (body: string) => SentEvent | undefined;
  /** How many events were sent, copies included. */
  readonly sentCount: () => number;
};

const messageIdPattern = /"MessageId":\s*"([^"]+)"/;

/** Starts an empty record. */
export const createSentEvents = (): SentEvents => {
  const byKey = new Map<string, SentEvent>();
  const byToken = new Map<string, SentEvent>();
  const byBody = new Map<string, SentEvent>();
  const byMessageId = new Map<string, SentEvent>();
  let sentCount = 0;

  return {
    all: () => [...byKey.values()],
    record: ({ tokens, messageId, ...identity }, body, atMilliseconds) => {
      sentCount += 1;
      const event: SentEvent = byKey.get(identity.key) ?? {
        ...identity,
        firstSentAtMilliseconds: atMilliseconds,
      };
      byKey.set(event.key, event);
      byBody.set(body, event);
      if (messageId) byMessageId.set(messageId, event);
      for (const token of tokens) byToken.set(event.job ? `${token} ${event.family}` : token, event);
      return event;
    },
    named: (token, family) => byToken.get(`${token} ${family}`) ?? byToken.get(token),
    inBody: (body) =>
      byBody.get(body) ?? byMessageId.get(messageIdPattern.exec(body.replaceAll('\\"', '"'))?.[1] ?? ""),
    sentCount: () => sentCount,
  };
};

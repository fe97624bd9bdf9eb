import type { Aws } from "../../handler/aws/request";
import { createQueue } from "../../handler/aws/sqs";
import type { Notifier } from "../../handler/context";
import type { RunLedger } from "../../handler/deduplicate/ledger";
import { createSentHistory } from "../../handler/deduplicate/sent-history";
import { newJobMemory } from "../../handler/enrich/job-memory";
import { type BackupEvent, messageKindOf } from "../../handler/model/event";
import type { Severity } from "../../handler/model/severity";
import { notify } from "../../handler/pipeline";
import type { Card } from "../../handler/render/card";
import { messageOf, type SlackMessage } from "../../handler/render/message";
import { routingOf } from "../../handler/route/match";
import type { Route } from "../../handler/route/route";
import { isQuiet } from "../../handler/runs/quiet";
import { runEventOf, runFrom } from "../../handler/runs/run";
import { runOf } from "../../handler/runs/run-key";
import { jobSubjectOf } from "../../handler/slack/bot/bot-channel";
import type { RunMessages } from "../../handler/slack/channel";
import type { Sample } from "./sample";

/** A message that the function sends, and what it is about. */
export type RenderedMessage = {
  readonly message: SlackMessage;
  /** What the message is made of. */
  readonly card: Card;
  /** The channel that a route names; absent for the main one. */
  readonly channel?: string;
  /** Whether it is about one job: then a bot edits one message and posts the details in its thread. */
  readonly isOfOneJob: boolean;
  /** The kind of all events of the message; they are alike. */
  readonly kind: string;
  readonly severity: Severity;
  /** Name of the emoji before its headline, without colons. */
  readonly emoji: string;
  /** Whether the stage posts it; otherwise it only logs it. */
  readonly isPosted: boolean;
  /** Whether, in a stage with a queue, the message of a plan run counts it instead. */
  readonly isCounted: boolean;
  readonly events: readonly BackupEvent[];
};

/** Ten seconds after AWS sent a sample's last event, so that ages read the same every day. */
const nowOf = ({ input }: Sample): number =>
  10_000 + Math.max(...input.Records.map(({ attributes }) => Number(attributes.SentTimestamp)));

/** A list is identified by its resource, whatever limit and time range the request asks for. */
const keyOf = (path: string): string => {
  const { pathname, searchParams } = new URL(path, "https://backup.amazonaws.com");
  const resourceArn = searchParams.get("resourceArn");
  return resourceArn === null ? pathname : `${pathname}?resourceArn=${encodeURIComponent(resourceArn)}`;
};

/** AWS's API, which knows only the sample's answers. */
const awsOf =
  ({ answers }: Sample): Aws =>
  async ({ path }) => {
    const key = keyOf(path);
    const answer = Object.hasOwn(answers, key) ? answers[key] : undefined;
    return answer === undefined
      ? { status: 404, headers: {}, body: JSON.stringify({ Code: "ResourceNotFoundException" }) }
      : { status: 200, headers: {}, body: JSON.stringify(answer) };
  };

/** Whether a backup's plan run counts it, and nothing else is posted. */
const isCounted = (event: BackupEvent, routes: readonly Route[]): boolean => {
  const routing = routingOf(event, routes);
  const of = runOf(event);
  return routing.post && of !== undefined && isQuiet({ event: of.job, posting: routing });
};

/** A ledger that knows the sample's run. */
const runLedgerOf = (facts: readonly string[]): RunLedger => ({
  read: async (subjects) => ({
    entries: new Map(subjects.map((subject) => [subject, { states: facts, posts: [] }])),
  }),
  add: async (_subject, states) => ({ states: [...facts, ...states], posts: [] }),
  claim: async () => true,
});

const deadLetterQueueUrl = "https://sqs.eu-west-1.amazonaws.com/111122223333/dead-letters";

/**
 * Runs a sample through the function's own code, from the invocation to what it posts. Messages that the stage would
 * not post are included, and marked.
 */
export const renderSample = async (
  sample: Sample,
  stage: string,
  stageRoutes: readonly Route[] = [],
): Promise<readonly RenderedMessage[]> => {
  const messages: RenderedMessage[] = [];
  const routes = [...stageRoutes, ...(sample.routes ?? [])];
  const aws = awsOf(sample);
  const { run } = sample;
  const add = (
    card: Card,
    events: readonly BackupEvent[],
    more: Pick<RenderedMessage, "isOfOneJob" | "channel">,
  ): void => {
    const [first] = events;
    if (first === undefined) throw new Error(`sample ${sample.id} makes a message without events`);
    messages.push({
      message: messageOf(card),
      card,
      kind: messageKindOf(first),
      severity: card.severity,
      emoji: card.emoji,
      isPosted: events.some((event) => routingOf(event, routes).post),
      isCounted: events.every((event) => isCounted(event, routes)),
      events,
      ...more,
    });
  };
  const runs: RunMessages = {
    hasMessage: () => false,
    show: async (subject, card) => {
      const event = runEventOf(subject, runFrom(run?.facts ?? []));
      add(card, event ? [event] : [], { isOfOneJob: false });
      return { outcome: "delivered", slackStatus: 200 };
    },
  };
  const notifier: Notifier = {
    settings: {
      stage,
      webhookParameterName: "/backup-notifications/prod/slack-webhook-url",
      slackHosts: [],
      routes: [...routes, { post: true }],
      deadLetterQueueUrl,
    },
    aws,
    jobMemory: newJobMemory(),
    history: createSentHistory(),
    ...(run && { runLedger: runLedgerOf(run.facts) }),
    queue: { ...createQueue(aws, deadLetterQueueUrl), send: async () => undefined },
    channels: () => ({
      ...(run?.isShown && { runs }),
      send: async (outgoing) => {
        const { card, updates, channel } = outgoing;
        add(
          card,
          updates.map(({ event }) => event),
          {
            isOfOneJob: jobSubjectOf(outgoing) !== undefined,
            ...(channel !== undefined && { channel }),
          },
        );
        return { outcome: "delivered", slackStatus: 200 };
      },
    }),
    sleep: async () => undefined,
    log: () => undefined,
    report: () => undefined,
    random: () => 0,
    now: () => nowOf(sample),
  };
  await notify(sample.input, () => 60_000, notifier);
  return messages;
};

import type { Aws } from "../../handler/aws/request";
import { createQueue } from "../../handler/aws/sqs";
import type { Notifier } from "../../handler/context";
import { createSentHistory } from "../../handler/deduplicate/sent-history";
import { type BackupEvent, messageKindOf, type Severity } from "../../handler/model/event";
import { notify } from "../../handler/pipeline";
import type { Card } from "../../handler/render/card";
import { messageOf, type SlackMessage } from "../../handler/render/message";
import { routingOf } from "../../handler/route/match";
import type { Route } from "../../handler/route/route";
import { jobSubjectOf } from "../../handler/slack/bot/bot-channel";
import type { Sample } from "./sample";

/** What a message of the function is about, and the message. */
export type Told = {
  readonly message: SlackMessage;
  /** What the message is made of. */
  readonly card: Card;
  /** The channel that a route names; absent for the main one. */
  readonly channel?: string;
  /** Whether it is about one job: then a bot edits one message, and tells the whole in its thread. */
  readonly isOfOneJob: boolean;
  /** Of all events that the message tells of; they are alike. */
  readonly kind: string;
  readonly severity: Severity;
  /** Name of the sign before its headline, without colons. */
  readonly emoji: string;
  /** Whether the stage posts it; otherwise it only logs it. */
  readonly isPosted: boolean;
  readonly events: readonly BackupEvent[];
};

/** Ten seconds after AWS sent the samples' events: ages read the same every day. */
const now = Date.parse("2026-08-22T04:03:10Z");

/** A list is known by what it lists, however many of how far back are asked for. */
const keyOf = (path: string): string => {
  const { pathname, searchParams } = new URL(path, "https://backup.amazonaws.com");
  const resourceArn = searchParams.get("resourceArn");
  return resourceArn === null ? pathname : `${pathname}?resourceArn=${encodeURIComponent(resourceArn)}`;
};

/** AWS's API, which knows the sample's answers and nothing else. */
const awsOf =
  ({ answers }: Sample): Aws =>
  async ({ path }) => {
    const key = keyOf(path);
    const answer = Object.hasOwn(answers, key) ? answers[key] : undefined;
    return answer === undefined
      ? { status: 404, headers: {}, body: JSON.stringify({ Code: "ResourceNotFoundException" }) }
      : { status: 200, headers: {}, body: JSON.stringify(answer) };
  };

const deadLetterQueueUrl = "https://sqs.eu-west-1.amazonaws.com/111122223333/dead-letters";

/**
 * Takes a sample the way of the function, with the function's own code, from the invocation to what it posts to a
 * webhook. What the stage would not post is told all the same, and marked.
 */
export const tell = async (
  sample: Sample,
  stage: string,
  stageRoutes: readonly Route[] = [],
): Promise<readonly Told[]> => {
  const told: Told[] = [];
  const routes = [...stageRoutes, ...(sample.routes ?? [])];
  const aws = awsOf(sample);
  const notifier: Notifier = {
    settings: {
      stage,
      webhookParameterName: "/backup-notifications/prod/slack-webhook-url",
      slackHosts: [],
      routes: [...routes, { post: true }],
      deadLetterQueueUrl,
    },
    aws,
    history: createSentHistory(),
    queue: createQueue(aws, deadLetterQueueUrl),
    channels: () => ({
      send: async (bulletin) => {
        const { card, updates, channel } = bulletin;
        const events = updates.map(({ event }) => event);
        const [first] = events;
        if (first === undefined) throw new Error(`sample ${sample.id} makes a message about nothing`);
        told.push({
          message: messageOf(card),
          card,
          ...(channel !== undefined && { channel }),
          isOfOneJob: jobSubjectOf(bulletin) !== undefined,
          kind: messageKindOf(first),
          severity: card.severity,
          emoji: card.emoji,
          isPosted: events.some((event) => routingOf(event, routes).post),
          events,
        });
        return { outcome: "delivered", slackStatus: 200 };
      },
    }),
    sleep: async () => undefined,
    log: () => undefined,
    report: () => undefined,
    random: () => 0,
    now: () => now,
  };
  await notify(sample.input, () => 60_000, notifier);
  return told;
};

import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { HandlerEnv } from "../../handler/env";
import { type LocalBackup, startBackup } from "../../local/aws/backup/backup";
import { envelopeOf, type Publication } from "../../local/aws/backup/vault-event";
import { startEventSource } from "../../local/aws/lambda/event-source";
import { startLambda } from "../../local/aws/lambda/lambda";
import { startSqsEndpoint } from "../../local/aws/sqs/endpoint";
import { createQueuePair, type VirtualQueue } from "../../local/aws/sqs/queue";
import { startParameters } from "../../local/aws/ssm/parameters";
import { type Scheduler, systemScheduler } from "../../local/clock/scheduler";
import { bundleHandler } from "../../src/bundle";
import { secretParameterNames } from "../../src/outputs";
import { accountId, region } from "../samples/aws-events";

const parameterNames = secretParameterNames("demo");
const minuteMs = 60_000;

/**
 * How fast the night passes: an hour in three seconds. With a bot in fifteen: a bot calls Slack twice a job, and a
 * start that arrives after the job's end is dropped.
 */
const speeds = { webhook: 1200, bot: 240 } as const;
const nightMinutes = 140;

/** Applies where the function sets no visibility timeout of its own. */
const visibilityTimeoutSeconds = 180;

/** Where the notifier posts: to a webhook, or as an app. */
export type SlackAddress = {
  readonly way: "webhook" | "bot";
  /** The webhook URL or the bot token. */
  readonly secret: string;
  /** The rest, as environment variables of the function. */
  readonly environment: Partial<HandlerEnv> & Pick<HandlerEnv, "SLACK_HOSTS">;
};

export type StandInOptions = {
  readonly projectDirectory: string;
  readonly slack: SlackAddress;
  readonly onPublished: (publication: Publication, at: Date) => void;
  /** Receives each line of the notifier's log. */
  readonly onLog: (line: string) => void;
};

/** Everything between AWS Backup and Slack, on this machine. */
export type StandIns = {
  readonly backup: LocalBackup;
  readonly scheduler: Scheduler;
  readonly deadLetters: VirtualQueue;
  /** Resolves once every event is delivered or in the dead-letter queue. */
  readonly drained: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Starts AWS Backup, Parameter Store, queue and the notifier, bundled as it is deployed. */
export const startStandIns = async (options: StandInOptions): Promise<StandIns> => {
  const startAt = new Date(Date.now() - nightMinutes * minuteMs);
  const scheduler = systemScheduler({ speed: speeds[options.slack.way], startAt });
  const queueArn = `arn:aws:sqs:${region}:${accountId}:backup-notifications-demo`;
  const { queue, deadLetters } = createQueuePair({
    arn: queueArn,
    deadLettersArn: `${queueArn}-dead-letters`,
    scheduler: systemScheduler(),
    random: Math.random,
    visibilityTimeoutSeconds,
    maxReceiveCount: 20,
  });
  const sqs = await startSqsEndpoint([queue, deadLetters]);
  const parameters = await startParameters();
  const { way, secret, environment } = options.slack;
  parameters.put(parameterNames[way], secret);
  const backup = await startBackup({
    accountId,
    region,
    scheduler,
    timeline: { createdMs: 2 * minuteMs, runningMs: 10 * minuteMs, abortingMs: minuteMs },
    publish: async (publication) => {
      const at = scheduler.now();
      options.onPublished(publication, at);
      queue.send(envelopeOf(publication, randomUUID(), at));
    },
  });
  const lambda = startLambda({
    codeDirectory: bundleHandler(options.projectDirectory),
    handler: "index.handler",
    region,
    timeoutMilliseconds: 30_000,
    onLog: options.onLog,
    environment: {
      STAGE: "demo",
      WEBHOOK_PARAMETER_NAME: way === "webhook" ? parameterNames.webhook : "",
      BOT_TOKEN_PARAMETER_NAME: way === "bot" ? parameterNames.bot : "",
      ...environment,
      ROUTES: '[{"kinds":["*.started"],"post":true}]',
      DEAD_LETTER_QUEUE_URL: `https://sqs.${region}.amazonaws.com/${accountId}/backup-notifications-demo-dead-letters`,
      LEDGER_TABLE_NAME: "",
      AWS_ENDPOINT_URL: parameters.url,
      AWS_ENDPOINT_URL_SQS: sqs.url,
      AWS_ENDPOINT_URL_BACKUP: backup.url,
      AWS_ACCESS_KEY_ID: accountId,
      AWS_SECRET_ACCESS_KEY: "demo",
    },
  });
  const source = startEventSource({
    queue,
    scheduler: systemScheduler(),
    batchSize: 10,
    batchingWindowSeconds: 0,
    functions: [lambda.invoke],
  });
  return {
    backup,
    scheduler,
    deadLetters,
    drained: async () => {
      while (queue.messages().length + source.busyCount() > 0) await delay(50);
    },
    close: async () => {
      source.disable();
      await Promise.all([lambda, backup, parameters, sqs].map((one) => one.close()));
    },
  };
};

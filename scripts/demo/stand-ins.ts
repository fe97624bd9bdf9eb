import { randomUUID } from "node:crypto";
import { type LocalBackup, startBackup } from "../../local/backup/backup";
import { type Scheduler, systemScheduler } from "../../local/backup/scheduler";
import type { Publication } from "../../local/backup/vault-event";
import { startLambda } from "../../local/lambda/lambda";
import { startParameters } from "../../local/parameters/parameters";
import type { SourceAnswer } from "../../local/queue/batch";
import { type LocalQueue, startQueue } from "../../local/queue/queue";
import { bundleHandler } from "../../src/bundle";
import { accountId, region } from "./night";

const parameterName = "/backup-notifications/demo/slack-webhook-url";
const minuteMs = 60_000;

/** How fast the night passes: an hour in three seconds. */
const speed = 1200;
const nightMinutes = 140;

/** A message that came back waits this long: two seconds, where AWS's queue waits minutes. */
const visibilityTimeoutMilliseconds = 2000;

export type StandInOptions = {
  readonly projectDirectory: string;
  readonly webhookUrl: string;
  /** Hosts that the webhook URL may point to. */
  readonly slackHosts: readonly string[];
  readonly onPublished: (publication: Publication, at: Date) => void;
  /** A line of the notifier's log. */
  readonly onLog: (line: string) => void;
};

/** Everything between AWS Backup and Slack, on this machine. */
export type StandIns = {
  readonly backup: LocalBackup;
  readonly scheduler: Scheduler;
  readonly queue: LocalQueue;
  readonly close: () => Promise<void>;
};

/** SNS's envelope, as it lies in a queue. (Amazon SNS Developer Guide, message formats) */
const envelopeOf = ({ topicArn, subject, message, messageAttributes }: Publication, at: Date): string =>
  JSON.stringify({
    Type: "Notification",
    MessageId: randomUUID(),
    TopicArn: topicArn,
    Subject: subject,
    Message: message,
    Timestamp: at.toISOString(),
    MessageAttributes: messageAttributes,
  });

/** Starts AWS Backup, Parameter Store, queue and the notifier, bundled as it is deployed. */
export const startStandIns = async (options: StandInOptions): Promise<StandIns> => {
  const startAt = new Date(Date.now() - nightMinutes * minuteMs);
  const scheduler = systemScheduler({ speed, startAt });
  const parameters = await startParameters();
  parameters.put(parameterName, options.webhookUrl);
  const backup = await startBackup({
    accountId,
    region,
    scheduler,
    timeline: { createdMs: 2 * minuteMs, runningMs: 10 * minuteMs, abortingMs: minuteMs },
    publish: async (publication) => {
      const at = scheduler.now();
      options.onPublished(publication, at);
      queue.send(envelopeOf(publication, at));
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
      WEBHOOK_PARAMETER_NAME: parameterName,
      SLACK_HOSTS: options.slackHosts.join(","),
      ROUTES: '[{"kinds":["*.started"],"post":true}]',
      DEAD_LETTER_QUEUE_URL: `https://sqs.${region}.amazonaws.com/${accountId}/backup-notifications-demo-dead-letters`,
      LEDGER_TABLE_NAME: "",
      // Also for SQS, whose calls are refused there: what comes back, comes back after the queue's own two seconds.
      AWS_ENDPOINT_URL: parameters.url,
      AWS_ENDPOINT_URL_BACKUP: backup.url,
      AWS_ACCESS_KEY_ID: accountId,
      AWS_SECRET_ACCESS_KEY: "demo",
    },
  });
  const queue: LocalQueue = startQueue({
    queueArn: `arn:aws:sqs:${region}:${accountId}:backup-notifications-demo`,
    visibilityTimeoutMilliseconds,
    maxReceiveCount: 20,
    invoke: async (event): Promise<SourceAnswer> => {
      const invocation = await lambda.invoke(event);
      return invocation.status === "ok" ? invocation : { status: "error" };
    },
  });
  return {
    backup,
    scheduler,
    queue,
    close: async () => {
      queue.close();
      await Promise.all([lambda.close(), backup.close(), parameters.close()]);
    },
  };
};

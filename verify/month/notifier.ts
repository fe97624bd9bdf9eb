import type { Http } from "../../handler/aws/http";
import type { Aws } from "../../handler/aws/request";
import { createQueue } from "../../handler/aws/sqs";
import type { Notifier } from "../../handler/context";
import { createLedger } from "../../handler/deduplicate/ledger";
import { createSentHistory } from "../../handler/deduplicate/sent-history";
import { newJobMemory } from "../../handler/enrich/job-memory";
import { notify } from "../../handler/pipeline";
import { createWebhookChannels } from "../../handler/slack/webhook/channels";
import type { LogLine } from "../../handler/telemetry/log";
import type { VirtualQueue } from "../../local/aws/sqs/queue";
import type { Random } from "../../local/clock/seeded-random";
import type { VirtualClock } from "../../local/clock/virtual-clock";
import {
  batchingWindowSeconds,
  batchSize,
  functionTimeoutSeconds,
} from "../../src/delivery/notifier-function";
import { notifierRoutesOf } from "../../src/stage/notifier-routes";
import { deadLettersArn, queueArn, queueUrlOf, region, stage, tableName } from "./names";
import { weeklyTest } from "./restore-tests";

/** A webhook's form; nothing is sent there. */
export const webhookUrl = "https://hooks.slack.com/services/T00000000/B00000000/month";

/** A message that Slack took. */
export type Posted = { readonly at: number; readonly text: string };

/** Of a stage with a digest, which sums up what went well. */
const routes = notifierRoutesOf({
  name: stage,
  restoreTests: [weeklyTest],
  mutedKinds: [],
  routes: [],
  benignReasons: [],
  bot: undefined,
  watch: { digestAt: "08:00" },
});

type Parts = {
  readonly clock: VirtualClock;
  readonly queue: VirtualQueue;
  readonly random: Random;
  readonly aws: Aws;
  readonly isSlackDown: () => boolean;
  readonly onPosted: (text: string) => void;
};

/** The notifier's whole pipeline in this process, between a simulated queue and a simulated Slack. */
export const startNotifier = async ({ clock, queue, random, aws, isSlackDown, onPosted }: Parts) => {
  const posted: Posted[] = [];
  const outcomes = new Map<LogLine["outcome"], number>();
  const problems = new Set<string>();
  let refusedCalls = 0;

  const http: Http = async ({ body = "" }) => {
    if (isSlackDown()) {
      refusedCalls += 1;
      return { status: 503, headers: {}, body: "" };
    }
    posted.push({ at: clock.nowMilliseconds(), text: body });
    onPosted(body);
    return { status: 200, headers: {}, body: "ok" };
  };
  let slept = 0;
  const sleep = async (milliseconds: number): Promise<void> => {
    slept += milliseconds;
  };
  const settings = {
    stage,
    region,
    webhookParameterName: "webhook",
    slackHosts: ["hooks.slack.com"],
    routes,
    deadLetterQueueUrl: queueUrlOf(deadLettersArn),
    ledgerTableName: tableName,
  };
  const ledger = createLedger({ tableName, aws, now: clock.nowMilliseconds });
  const notifier: Notifier = {
    settings,
    aws,
    jobMemory: newJobMemory(),
    history: createSentHistory(ledger),
    runLedger: ledger,
    queue: createQueue(aws, queueUrlOf(deadLettersArn)),
    channels: await createWebhookChannels({ ...settings, aws, http, sleep }),
    sleep,
    log: (line) => {
      outcomes.set(line.outcome, (outcomes.get(line.outcome) ?? 0) + 1);
      if ("reason" in line && problems.size < 20)
        problems.add(`${line.outcome}: ${line.reason}`.slice(0, 200));
    },
    report: () => {},
    random,
    now: clock.nowMilliseconds,
  };

  const invoke = async (): Promise<void> => {
    for (let receipts = queue.receive(batchSize); receipts.length > 0; receipts = queue.receive(batchSize)) {
      const startedAt = slept;
      const event = {
        Records: receipts.map(({ message, receiptHandle }) => ({
          messageId: message.messageId,
          receiptHandle,
          body: message.body,
          messageAttributes: message.messageAttributes,
          attributes: {
            ApproximateReceiveCount: String(message.receiveCount),
            SentTimestamp: String(message.sentAtMilliseconds),
            ApproximateFirstReceiveTimestamp: String(message.firstReceivedAtMilliseconds),
          },
          eventSource: "aws:sqs",
          eventSourceARN: queueArn,
        })),
      };
      const remaining = (): number => functionTimeoutSeconds * 1000 - (slept - startedAt);
      try {
        const { batchItemFailures } = await notify(event, remaining, notifier);
        const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
        for (const { message, receiptHandle } of receipts)
          if (!failed.has(message.messageId)) queue.remove(receiptHandle);
      } catch {
        // All return after the delay that the notifier set, as with Lambda.
      }
    }
  };

  let isDue = false;
  queue.onVisible(() => {
    isDue = true;
  });
  return {
    posted,
    outcomes,
    problems,
    refusedCalls: (): number => refusedCalls,
    batchingWindowMilliseconds: batchingWindowSeconds * 1000,
    /** Processes what is visible, if anything became so. */
    turn: async (): Promise<void> => {
      if (!isDue) return;
      isDue = false;
      await invoke();
    },
  };
};

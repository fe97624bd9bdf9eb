import type { Route } from "../../handler/route/route";
import type { BackupJob } from "../../local/aws/backup/job";
import type { VirtualQueue } from "../../local/aws/sqs/queue";
import { type Random, seededRandom } from "../../local/clock/seeded-random";
import { startVirtualTime, type VirtualTime } from "../../local/clock/virtual-time";
import type { Certificates } from "./certificates";
import { type Chaos, createQueues, type Delivery, direct, type Polling, throughQueue } from "./delivery";
import { createJobs, type Jobs } from "./jobs";
import { queueUrl } from "./names";
import { type Batch, type Notifier, startNotifier } from "./notifier";
import { createObserver } from "./observer";
import { type Reconciliation, reconcile } from "./reconcile";
import { type Sender, smoothTransit, startSender, type Transit } from "./sender";
import { createSentEvents, type SentEvent } from "./sent-events";
import { ledgerTableName, type Services, startServices } from "./services";
import { createWaits } from "./waits";

/** What differs between labs. */
export type Conditions = {
  readonly delivery?: "direct";
  readonly transit?: Partial<Transit>;
  readonly queue?: Chaos;
  /** Slack under its own name and TLS. */
  readonly tls?: true;
  /** A Slack app instead of a webhook. */
  readonly bot?: true;
  /** How many invocations run at once; two where absent. */
  readonly sandboxes?: number;
  readonly polling?: Polling;
  /** AWS Backup throttles further calls; any number where absent. */
  readonly backupCallsPerSecond?: number;
  /** The stage's routes; everything is posted where absent. */
  readonly routes?: readonly Route[];
  /** What these routes mute: a backup job, the state that is sent, and its resource's tags. Nothing where absent. */
  readonly mutes?: (job: BackupJob, state: string, tags: Readonly<Record<string, string>>) => boolean;
};

export type LabOptions = {
  readonly codeDirectory: string;
  readonly seed: number;
  readonly certificates: Certificates;
};

/** Everything between AWS Backup and Slack, on a virtual clock. */
export type Lab = Omit<Services, "close"> & {
  readonly time: VirtualTime;
  readonly certificates: Certificates;
  readonly random: Random;
  readonly jobs: Jobs;
  readonly sender: Sender;
  readonly notifier: Notifier;
  readonly queue: VirtualQueue;
  readonly deadLetters: VirtualQueue;
  /** Milliseconds since 1970, by the lab's clock. */
  readonly now: () => number;
  /** Waits by the lab's clock. */
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Waits until every event is reported, parked or dropped. */
  readonly drained: () => Promise<void>;
  /** Called with the batch of each message that Slack accepts, before it answers. */
  onAccepted: ((batch: Batch) => void) | undefined;
  readonly kill: (batch: Batch) => void;
  /** Suspends the batch's sandbox until its timeout ends it. */
  readonly freeze: (batch: Batch) => void;
  /** Stores the current webhook. */
  readonly storeWebhook: () => void;
  readonly removeWebhook: () => void;
  /** Moves all dead letters back to the queue. (StartMessageMoveTask) */
  readonly redrive: () => void;
  /** Runs a script to its end, and until every event is reported, parked or dropped. */
  readonly run: (script: () => Promise<void>) => Promise<void>;
  readonly reconcile: () => Reconciliation;
  readonly close: () => Promise<void>;
};

const parameterName = "/backup-notifications/faults/slack-webhook-url";
const botParameterName = "/backup-notifications/faults/slack-bot-token";

const everything: readonly Route[] = [{ post: true }];

/** Starts a lab. It keeps nothing; all traffic is on loopback. */
export const startLab = async (conditions: Conditions, options: LabOptions): Promise<Lab> => {
  const { seed, codeDirectory, certificates } = options;
  const tls = conditions.tls && certificates.ofSlack;
  const random = seededRandom(seed);
  const time = await startVirtualTime();
  const { queue, deadLetters } = createQueues(time.clock, random, conditions.queue);
  const sent = createSentEvents();
  let delivery: Delivery | undefined;
  const sender = startSender({
    sent,
    random,
    scheduler: time.clock,
    transit: { ...smoothTransit, ...conditions.transit },
    deliver: (body) => delivery?.deliver(body),
  });
  const services = await startServices({
    scheduler: time.clock,
    queues: [queue, deadLetters],
    publish: sender.publish,
    emit: sender.emit,
    callsPerSecond: conditions.backupCallsPerSecond,
    ...(tls && { tls: tls.certificate }),
    onMessage: (message, answerReached) => {
      const batch = observer.observe(message, answerReached, notifier.running);
      if (batch) lab.onAccepted?.(batch);
    },
  });
  const { slack, parameters, backup, tags } = services;
  const observer = createObserver(sent, services.ledger);
  const webhookUrl = (): string =>
    tls ? `https://${tls.host}${new URL(slack.webhookUrl).pathname}` : slack.webhookUrl;
  const notifier = startNotifier({
    time,
    seed,
    codeDirectory,
    sandboxes: conditions.sandboxes,
    namedHosts: tls ? { [tls.host]: Number(new URL(slack.pageUrl).port) } : {},
    environment: {
      ...services.environment,
      STAGE: "faults",
      WEBHOOK_PARAMETER_NAME: parameterName,
      SLACK_HOSTS: tls?.host ?? "127.0.0.1",
      ROUTES: JSON.stringify(conditions.routes ?? everything),
      DEAD_LETTER_QUEUE_URL: queueUrl("faults-dead-letters"),
      LEDGER_TABLE_NAME: ledgerTableName,
      ...(conditions.bot && {
        BOT_TOKEN_PARAMETER_NAME: botParameterName,
        BOT_CHANNEL: slack.channel,
        SLACK_API_URL: slack.apiUrl,
      }),
      ...(tls && { NODE_EXTRA_CA_CERTS: tls.authorityFile }),
    },
  });
  const storeWebhook = (): void => parameters.put(parameterName, webhookUrl());
  storeWebhook();
  parameters.put(botParameterName, slack.workspace.token());
  const parts = { scheduler: time.clock, queue, deadLetters, notifier, sent, polling: conditions.polling };
  delivery = conditions.delivery === "direct" ? direct(parts) : throughQueue(parts);
  const { openCount } = delivery;
  const waits = createWaits(time, () => sender.inTransit() === 0 && openCount() === 0);

  const lab: Lab = {
    ...services,
    ...waits,
    time,
    certificates,
    random,
    jobs: createJobs(backup, tags, sender, time.clock, random),
    sender,
    notifier,
    queue,
    deadLetters,
    now: time.clock.nowMilliseconds,
    onAccepted: undefined,
    kill: (batch) => {
      observer.noteKilled(batch);
      batch.lambda.kill();
    },
    freeze: (batch) => {
      observer.noteKilled(batch);
      batch.lambda.freeze(time.sandboxes.freeze);
    },
    storeWebhook,
    removeWebhook: () => parameters.remove(parameterName),
    redrive: () => {
      for (const { body, messageAttributes } of deadLetters.takeAll()) queue.send(body, messageAttributes);
    },
    reconcile: () => {
      const jobs = new Map(backup.backupJobs().map((job) => [`backup|${job.id.toLowerCase()}`, job]));
      const jobOf = ({ job }: SentEvent) => jobs.get(job ?? "");
      return reconcile({
        isMuted: (event) => {
          const job = jobOf(event);
          const state = event.family.split(" ")[1] ?? "";
          return job !== undefined && (conditions.mutes?.(job, state, tags.tagsOf(job.resourceArn)) ?? false);
        },
        endOf: jobOf,
        sent,
        messages: observer.messages,
        unrecorded: observer.unrecorded,
        loggedContents: notifier.log.contents,
        counted: notifier.log.counted,
        loggedDelivered: (notifier.log.outcomes.get("delivered") ?? 0) - notifier.log.runs,
        parkedBodies: deadLetters.messages().map(({ body }) => body),
      });
    },
    close: async () => {
      await notifier.close();
      await services.close();
      await time.close();
    },
  };
  return lab;
};

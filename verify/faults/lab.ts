import type { VirtualQueue } from "../../local/aws/sqs/queue";
import { type Random, seededRandom } from "../../local/clock/seeded-random";
import { startVirtualTime, type VirtualTime } from "../../local/clock/virtual-time";
import type { Certificate } from "../../local/http-server";
import { type Delivery, direct, throughQueue } from "./delivery";
import { createJobs, type Jobs } from "./jobs";
import { queueUrl } from "./names";
import { type Batch, type Notifier, startNotifier } from "./notifier";
import { createObserver } from "./observer";
import { type Chaos, createQueues } from "./queues";
import { type Account, settle } from "./reconcile";
import type { Telling } from "./reported";
import { calmTravel, type Sender, startSender, type Travel } from "./sender";
import { createFactBook } from "./sent-events";
import { ledgerTableName, type StandIns, startStandIns } from "./services";
import { createWaits } from "./waits";

export type LabOptions = {
  readonly codeDirectory: string;
  readonly seed: number;
  readonly ledger: boolean;
  readonly delivery: "queue" | "direct";
  readonly travel?: Partial<Travel>;
  readonly queue?: Chaos;
  /** Slack under its own name and TLS, with this certificate and the authority that made it. */
  readonly tls?: { readonly host: string; readonly certificate: Certificate; readonly authorityFile: string };
};

/** Everything between AWS Backup and Slack, on a clock of its own. */
export type Lab = StandIns & {
  readonly time: VirtualTime;
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
  /** Waits until every event is told, parked or given up. */
  readonly drained: () => Promise<void>;
  /** Called with each message that Slack takes, before it answers. */
  onTaken: ((telling: Telling, batch: Batch | undefined) => void) | undefined;
  readonly kill: (batch: Batch) => void;
  /** Stops the batch's sandbox in its tracks: only its timeout ends it. */
  readonly freeze: (batch: Batch) => void;
  /** Stores the webhook of now; `replace` makes a new one first, and the old one is gone. */
  readonly storeWebhook: (options?: { readonly replace: boolean }) => void;
  readonly removeWebhook: () => void;
  /** Sends what lies in the dead-letter queue back to the queue. (StartMessageMoveTask) */
  readonly redrive: () => void;
  /** Plays a script to its end, and until every event is somewhere. */
  readonly play: (script: () => Promise<void>) => Promise<void>;
  readonly settle: () => Account;
  readonly close: () => Promise<void>;
};

const parameterName = "/backup-notifications/faults/slack-webhook-url";
/** Starts a lab. Nothing of it is kept; all traffic is on loopback. */
export const startLab = async (options: LabOptions): Promise<Lab> => {
  const { seed, tls } = options;
  const random = seededRandom(seed);
  const time = await startVirtualTime();
  const { queue, deadLetters } = createQueues(time.clock, random, options.queue);
  const book = createFactBook();
  let delivery: Delivery | undefined;
  const sender = startSender({
    book,
    random,
    scheduler: time.clock,
    travel: { ...calmTravel, ...options.travel },
    arrive: (body) => delivery?.arrive(body),
  });
  const standIns = await startStandIns({
    scheduler: time.clock,
    queues: [queue, deadLetters],
    publish: sender.publish,
    emit: sender.emit,
    ...(tls && { tls: tls.certificate }),
    onMessage: (message, answerReached) => {
      const telling = witness.see(message, answerReached, notifier.running);
      lab.onTaken?.(telling, witness.senderOf(telling));
    },
  });
  const { slack, parameters } = standIns;
  const witness = createObserver(book, options.ledger ? standIns.ledger : undefined);
  const webhookUrl = (): string =>
    tls ? `https://${tls.host}${new URL(slack.webhookUrl).pathname}` : slack.webhookUrl;
  const notifier = startNotifier({
    time,
    seed,
    codeDirectory: options.codeDirectory,
    namedHosts: tls ? { [tls.host]: Number(new URL(slack.pageUrl).port) } : {},
    isSecret: (line) => line.includes("/services/"),
    environment: {
      ...standIns.environment,
      STAGE: "faults",
      WEBHOOK_PARAMETER_NAME: parameterName,
      SLACK_HOSTS: tls?.host ?? "127.0.0.1",
      ROUTES: '[{"post":true}]',
      DEAD_LETTER_QUEUE_URL: queueUrl("faults-dead-letters"),
      LEDGER_TABLE_NAME: options.ledger ? ledgerTableName : "",
      ...(tls && { NODE_EXTRA_CA_CERTS: tls.authorityFile }),
    },
  });
  parameters.put(parameterName, webhookUrl());
  const parts = { scheduler: time.clock, queue, deadLetters, notifier, book };
  delivery = options.delivery === "queue" ? throughQueue(parts) : direct(parts);
  const { openCount } = delivery;
  const waits = createWaits(time, () => sender.travelling() === 0 && openCount() === 0);

  const lab: Lab = {
    ...standIns,
    ...waits,
    time,
    random,
    jobs: createJobs(standIns.backup, sender, time.clock, random),
    sender,
    notifier,
    queue,
    deadLetters,
    now: time.clock.nowMilliseconds,
    onTaken: undefined,
    kill: (batch) => {
      witness.sawKilled(batch);
      batch.lambda.kill();
    },
    freeze: (batch) => {
      witness.sawKilled(batch);
      batch.lambda.freeze(time.sandboxes.freeze);
    },
    storeWebhook: ({ replace } = { replace: false }) => {
      if (replace) slack.replaceWebhook();
      parameters.put(parameterName, webhookUrl());
    },
    removeWebhook: () => parameters.remove(parameterName),
    redrive: () => {
      for (const { body, messageAttributes } of deadLetters.takeAll()) queue.send(body, messageAttributes);
    },
    settle: () =>
      settle({
        book,
        tellings: witness.tellings,
        forgotten: witness.forgotten,
        loggedGroups: notifier.log.groups,
        loggedDelivered: notifier.log.outcomes.get("delivered") ?? 0,
        parkedBodies: deadLetters.messages().map(({ body }) => body),
      }),
    close: async () => {
      await notifier.close();
      await standIns.close();
      await time.close();
    },
  };
  return lab;
};

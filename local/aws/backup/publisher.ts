import type { EventBridgeEvent } from "./eventbridge-event";
import type { Vault } from "./vault";
import { type Publication, publicationOf, type VaultEvent } from "./vault-event";

/** A publication, and the vault whose notifications sent it. */
type Notification = { readonly vaultArn: string; readonly publication: Publication };

/** A publication that was not delivered, and why. AWS Backup reports it to no one. */
export type Dropped = Notification & { readonly reason: string };

export type PublisherOptions = {
  /** Publishes to SNS. */
  readonly publish: (publication: Publication) => Promise<void>;
  /** Sends to EventBridge. */
  readonly emit?: ((event: EventBridgeEvent) => Promise<void>) | undefined;
  /** Checks the topic's policy and its key's. */
  readonly canPublish?: ((topicArn: string, vaultArn: string) => Promise<boolean>) | undefined;
  readonly log?: ((line: string) => void) | undefined;
};

/** Sends events one after the other, while the service goes on. */
export type Publisher = {
  readonly dropped: readonly Dropped[];
  /** To the vault's topic, if the vault has one and subscribes to the event. */
  toTopic(vault: Vault | undefined, event: VaultEvent): void;
  toEventBridge(event: EventBridgeEvent): void;
  /** Resolves once everything queued so far, and everything that follows from it, is sent. */
  settled(): Promise<void>;
  /** Sends nothing more. A message in transit may never arrive. */
  stop(): void;
};

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Runs tasks in order; a task that fails does not stop the next ones. */
const newTaskQueue = (onError: (error: unknown) => void) => {
  let tail: Promise<void> = Promise.resolve();
  let isStopped = false;
  return {
    add: (task: () => Promise<void>): void => {
      tail = tail.then(() => (isStopped ? undefined : task())).catch(onError);
    },
    stop: (): void => {
      isStopped = true;
    },
    settled: async (): Promise<void> => {
      for (let seen: Promise<void> | undefined; seen !== tail; ) {
        seen = tail;
        await seen;
      }
    },
  };
};

export const newPublisher = (options: PublisherOptions): Publisher => {
  const { publish, emit, canPublish, log = () => {} } = options;
  const dropped: Dropped[] = [];
  const queue = newTaskQueue((error) => log(`EventBridge event lost: ${textOf(error)}`));

  const drop = (item: Notification, reason: string): void => {
    dropped.push({ ...item, reason });
    log(`notification of ${item.vaultArn} dropped: ${reason}`);
  };

  const send = async (item: Notification): Promise<void> => {
    const { topicArn } = item.publication;
    try {
      if (canPublish && !(await canPublish(topicArn, item.vaultArn))) {
        return drop(item, `backup.amazonaws.com is not allowed to publish to ${topicArn}`);
      }
      await publish(item.publication);
    } catch (error) {
      drop(item, textOf(error));
    }
  };

  return {
    dropped,
    toTopic: (vault, event) => {
      const notifications = vault?.notifications;
      if (vault === undefined || notifications === undefined) return;
      if (event.name !== "any" && !notifications.events.includes(event.name)) return;
      const publication = publicationOf(notifications.topicArn, event);
      queue.add(() => send({ vaultArn: vault.arn, publication }));
    },
    toEventBridge: (event) => queue.add(async () => emit?.(event)),
    settled: queue.settled,
    stop: queue.stop,
  };
};

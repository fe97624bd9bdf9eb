import { startBackup } from "../../local/aws/backup/backup";
import type { EventBridgeEvent } from "../../local/aws/backup/eventbridge-event";
import type { Publication } from "../../local/aws/backup/vault-event";
import { startTable } from "../../local/aws/dynamodb/table";
import { startSqsEndpoint } from "../../local/aws/sqs/endpoint";
import type { VirtualQueue } from "../../local/aws/sqs/queue";
import { startParameters } from "../../local/aws/ssm/parameters";
import { startTags } from "../../local/aws/tagging/tags";
import type { Scheduler } from "../../local/clock/scheduler";
import { type SlackOptions, startSlack } from "../../local/slack/slack";
import { defaultVaultEvents } from "../../src/stage/vault-event";
import { scratchVaultName, vaultName } from "./jobs";
import { accountId, region, topicArn } from "./names";

/** How long services take to answer while they work. */
const latencies = { slack: 150, backup: 40, ssm: 20, sqs: 15, dynamodb: 8, tagging: 30 } as const;

/** One message a second, a few at once. (Slack developer docs, Rate limits) */
const slackRate = { burst: 4, intervalMilliseconds: 1000 };

/** The first AWS provider that takes every vault event. */
const providerVersion = "6.66";

export const ledgerTableName = "backup-notifications-faults";

type ServiceOptions = {
  readonly scheduler: Scheduler;
  readonly queues: readonly VirtualQueue[];
  readonly publish: (publication: Publication) => void;
  readonly emit: (event: EventBridgeEvent) => void;
  readonly onMessage: NonNullable<SlackOptions["onMessage"]>;
  readonly tls?: SlackOptions["tls"];
  /** AWS Backup's limit; none where absent. */
  readonly callsPerSecond?: number | undefined;
};

/** What the notifier talks to; each can be made to fail. */
export type Services = Awaited<ReturnType<typeof startServices>>;

/** Starts all of them on loopback, on one clock. */
export const startServices = async (options: ServiceOptions) => {
  const { scheduler, queues, publish, emit, onMessage, tls, callsPerSecond } = options;
  let backupCalls = 0;
  const editTimes: number[] = [];
  const backup = await startBackup({
    accountId,
    region,
    scheduler,
    latencyMilliseconds: latencies.backup,
    ...(callsPerSecond !== undefined && { callsPerSecond }),
    onCall: () => {
      backupCalls += 1;
    },
    publish: async (publication) => publish(publication),
    emit: async (event) => emit(event),
  });
  const notifications = { topicArn, events: defaultVaultEvents(providerVersion) };
  for (const name of [vaultName, scratchVaultName]) backup.seedVault({ name, notifications });
  const slack = await startSlack({
    scheduler,
    onMessage,
    onCall: ({ method, atMilliseconds }) => {
      if (method === "chat.update") editTimes.push(atMilliseconds);
    },
    rateLimit: slackRate,
    latencyMilliseconds: latencies.slack,
    ...(tls && { tls }),
  });
  const at = (service: "ssm" | "sqs" | "dynamodb" | "tagging") => ({
    scheduler,
    latencyMilliseconds: latencies[service],
  });
  const parameters = await startParameters(at("ssm"));
  const sqs = await startSqsEndpoint(queues, at("sqs"));
  const tags = await startTags(at("tagging"));
  const ledger = await startTable({ tableName: ledgerTableName, keyName: "fact", ...at("dynamodb") });
  return {
    backup,
    slack,
    parameters,
    sqs,
    ledger,
    tags,
    /** All calls of AWS Backup's API, whatever the answer. */
    backupCallCount: () => backupCalls,
    /** When the bot asked Slack to edit a message, whatever the answer, in milliseconds since 1970. */
    editTimes,
    environment: {
      AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API: tags.url,
      AWS_ENDPOINT_URL_SSM: parameters.url,
      AWS_ENDPOINT_URL_BACKUP: backup.url,
      AWS_ENDPOINT_URL_SQS: sqs.url,
      AWS_ENDPOINT_URL_DYNAMODB: ledger.url,
      AWS_ACCESS_KEY_ID: accountId,
      AWS_SECRET_ACCESS_KEY: "faults",
    },
    close: () => Promise.all([backup, slack, parameters, sqs, ledger, tags].map((one) => one.close())),
  };
};

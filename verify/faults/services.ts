import { startBackup } from "../../local/aws/backup/backup";
import type { EventBridgeEvent } from "../../local/aws/backup/eventbridge";
import type { Publication } from "../../local/aws/backup/vault-event";
import { startTable } from "../../local/aws/dynamodb/table";
import { startSqsEndpoint } from "../../local/aws/sqs/endpoint";
import type { VirtualQueue } from "../../local/aws/sqs/queue";
import { startParameters } from "../../local/aws/ssm/parameters";
import type { Scheduler } from "../../local/clock/scheduler";
import { type SlackOptions, startSlack } from "../../local/slack/slack";
import { defaultVaultEvents } from "../../src/stage/vault-event";
import { vaultName } from "./jobs";
import { accountId, region, topicArn } from "./names";

/** How long services take to answer while they work. */
const latencies = { slack: 150, backup: 40, ssm: 20, sqs: 15, dynamodb: 8 } as const;

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
};

/** What the notifier talks to; each can be made to fail. */
export type Services = Awaited<ReturnType<typeof startServices>>;

/** Starts all of them on loopback, on one clock. */
export const startServices = async (options: ServiceOptions) => {
  const { scheduler, queues, publish, emit, onMessage, tls } = options;
  const backup = await startBackup({
    accountId,
    region,
    scheduler,
    latencyMilliseconds: latencies.backup,
    publish: async (publication) => publish(publication),
    emit: async (event) => emit(event),
  });
  backup.seedVault({
    name: vaultName,
    notifications: { topicArn, events: defaultVaultEvents(providerVersion) },
  });
  const slack = await startSlack({
    scheduler,
    onMessage,
    rateLimit: slackRate,
    latencyMilliseconds: latencies.slack,
    ...(tls && { tls }),
  });
  const at = (service: "ssm" | "sqs" | "dynamodb") => ({
    scheduler,
    latencyMilliseconds: latencies[service],
  });
  const parameters = await startParameters(at("ssm"));
  const sqs = await startSqsEndpoint(queues, at("sqs"));
  const ledger = await startTable({ tableName: ledgerTableName, keyName: "fact", ...at("dynamodb") });
  return {
    backup,
    slack,
    parameters,
    sqs,
    ledger,
    environment: {
      AWS_ENDPOINT_URL_SSM: parameters.url,
      AWS_ENDPOINT_URL_BACKUP: backup.url,
      AWS_ENDPOINT_URL_SQS: sqs.url,
      AWS_ENDPOINT_URL_DYNAMODB: ledger.url,
      AWS_ACCESS_KEY_ID: accountId,
      AWS_SECRET_ACCESS_KEY: "faults",
    },
    close: () => Promise.all([backup, slack, parameters, sqs, ledger].map((one) => one.close())),
  };
};

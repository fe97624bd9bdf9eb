import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { type LocalBackup, startBackup } from "../aws/backup/backup";
import { accountRoot, accountRootConfig, copyRegion, receivingAccountId } from "./account-root";
import { type Emulator, type EmulatorOptions, startEmulator } from "./emulator";
import { newEventBus } from "./event-bus";
import { startGateway } from "./gateway";
import { organizationOf } from "./organization";
import type { AwsProxy } from "./proxy";
import { newPublishAuthorizer } from "./publish-authorizer";
import { newRoleAuthorizer } from "./role-authorizer";
import { type DueSchedule, runSchedule, scheduleNames } from "./schedule-run";
import { newSessions } from "./sessions";
import { startSqsProxy } from "./sqs-proxy";
import { startSsmProxy } from "./ssm-proxy";

/** The whole local AWS: one account in one Region, and another Region and another account to copy to. */
export type LocalAws = {
  readonly gateway: AwsProxy;
  readonly backup: LocalBackup;
  readonly emulator: Emulator;
  /** AWS's messages to roles that called AWS Backup without permission. */
  readonly denials: readonly string[];
  readonly schedules: {
    /** As `<group>/<name>`. */
    readonly names: () => Promise<readonly string[]>;
    /** Lets a schedule's time come. @throws Error that says why its function was not invoked */
    readonly run: (due: DueSchedule) => Promise<void>;
  };
  readonly close: () => Promise<void>;
};

/** The least that AWS's samples of events show after the end of a job. (AWS Backup Developer Guide, EventBridge) */
const eventBridgeLagMilliseconds = 5000;

/** Starts the emulator last: it passes the addresses of the others to the functions that it runs. */
export const startLocalAws = async (
  options: Pick<EmulatorOptions, "program" | "directory" | "onStart">,
): Promise<LocalAws> => {
  const { accountId, region } = accountRoot;
  const denials: string[] = [];
  const started: { emulator?: Emulator } = {};
  const emulatorUrl = (): string => started.emulator?.url ?? "";
  const sessions = newSessions(emulatorUrl);
  const gateway = await startGateway(emulatorUrl, sessions);
  const deliver = newEventBus(gateway.url);
  const authorizeRole = newRoleAuthorizer(emulatorUrl);
  const backup = await startBackup({
    accountId,
    region,
    otherRegions: [copyRegion],
    otherAccounts: [receivingAccountId],
    organizationOf,
    identify: sessions.callerOf,
    authorize: async (call) => {
      const authorized = await authorizeRole(call);
      if (authorized !== true) denials.push(authorized);
      return authorized;
    },
    canPublish: newPublishAuthorizer(gateway.url),
    emit: async (event) => {
      // What EventBridge cannot deliver is lost without a word; whoever waits for the message says so.
      setTimeout(() => void deliver(event).catch(() => {}), eventBridgeLagMilliseconds).unref();
    },
    publish: async ({ topicArn, subject, message, messageAttributes }) => {
      const MessageAttributes = Object.fromEntries(
        Object.entries(messageAttributes).map(([name, { Value }]) => [
          name,
          { DataType: "String", StringValue: Value },
        ]),
      );
      const input = { TopicArn: topicArn, Subject: subject, Message: message, MessageAttributes };
      const sns = new SNSClient(accountRootConfig(gateway.url, topicArn.split(":")[4]));
      await sns.send(new PublishCommand(input));
    },
  });
  const sqsProxy = await startSqsProxy(emulatorUrl);
  const ssmProxy = await startSsmProxy(emulatorUrl);
  const close = async (): Promise<void> => {
    for (const one of [backup, sqsProxy, ssmProxy, gateway, started.emulator]) await one?.close();
  };
  const functionEnvironment = {
    AWS_ENDPOINT_URL_BACKUP: backup.url,
    AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API: gateway.url,
    AWS_ENDPOINT_URL_SQS: sqsProxy.url,
    AWS_ENDPOINT_URL_SSM: ssmProxy.url,
  };
  try {
    const emulator = await startEmulator({ ...options, region, functionEnvironment });
    started.emulator = emulator;
    const schedules = {
      names: () => scheduleNames(emulator.url),
      run: (due: DueSchedule) => runSchedule(emulator.url, due),
    };
    return { gateway, backup, emulator, denials, schedules, close };
  } catch (error) {
    await close();
    throw error;
  }
};

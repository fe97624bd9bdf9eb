import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { type Emulator, startEmulator } from "../local/aws/emulator";
import { type Gateway, startGateway } from "../local/aws/gateway";
import { operator } from "../local/aws/operator";
import { newPublishingJudge } from "../local/aws/publishing";
import { openQueueDoor } from "../local/aws/queue-door";
import { newRoleJudge } from "../local/aws/role-judge";
import { type LocalBackup, startBackup } from "../local/backup/backup";
import { place } from "./place";
import type { Run } from "./run-file";

/** The local AWS, whole: one account, one Region. */
export type Cloud = {
  readonly gateway: Gateway;
  readonly backup: LocalBackup;
  readonly emulator: Emulator;
  /** AWS's sentences to roles that asked AWS Backup for what their policies do not allow. */
  readonly denials: readonly string[];
  readonly close: () => Promise<void>;
};

/** What AWS clients of the run itself are made with. */
export const clientConfig = (cloud: Pick<Cloud, "gateway">) => ({
  region: operator.region,
  credentials: operator.credentials,
  endpoint: cloud.gateway.url,
});

/** Starts AWS Backup first: the emulator hands its address on to the functions that it runs. */
export const startCloud = async (program: string, run: Run): Promise<Cloud> => {
  const { accountId, region } = operator;
  const denials: string[] = [];
  const later: { emulator?: Emulator; publish?: SNSClient; judge?: ReturnType<typeof newPublishingJudge> } =
    {};
  const roleJudge = newRoleJudge(() => later.emulator?.url ?? "");
  const backup = await startBackup({
    accountId,
    region,
    authorize: async (call) => {
      const verdict = await roleJudge(call);
      if (verdict !== true) denials.push(verdict);
      return verdict;
    },
    mayPublish: async (topicArn, vaultArn) => (await later.judge?.(topicArn, vaultArn)) ?? false,
    publish: async ({ topicArn, subject, message, messageAttributes }) => {
      const MessageAttributes = Object.fromEntries(
        Object.entries(messageAttributes).map(([name, { Value }]) => [
          name,
          { DataType: "String", StringValue: Value },
        ]),
      );
      const input = { TopicArn: topicArn, Subject: subject, Message: message, MessageAttributes };
      await later.publish?.send(new PublishCommand(input));
    },
  });
  const queueDoor = await openQueueDoor(() => later.emulator?.url ?? "");
  const functionEnvironment = { AWS_ENDPOINT_URL_BACKUP: backup.url, AWS_ENDPOINT_URL_SQS: queueDoor.url };
  try {
    const directory = place.run;
    const onStart = run.started;
    const emulator = await startEmulator({ program, directory, region, functionEnvironment, onStart });
    later.emulator = emulator;
    const gateway = await startGateway(emulator.url);
    later.publish = new SNSClient(clientConfig({ gateway }));
    later.judge = newPublishingJudge(gateway.url);
    const close = async (): Promise<void> => {
      await backup.close();
      await queueDoor.close();
      await gateway.close();
      await emulator.close();
    };
    return { gateway, backup, emulator, denials, close };
  } catch (error) {
    await backup.close();
    await queueDoor.close();
    throw error;
  }
};

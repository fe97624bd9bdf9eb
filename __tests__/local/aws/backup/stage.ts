import { BackupClient } from "@aws-sdk/client-backup";
import { type BackupOptions, type LocalBackup, startBackup } from "../../../../local/aws/backup/backup";
import type { Publication } from "../../../../local/aws/backup/vault-event";
import { createVirtualClock, type VirtualClock } from "../../../../local/clock/virtual-clock";

export const accountId = "111122223333";
export const region = "eu-west-1";
export const topicArn = `arn:aws:sns:${region}:${accountId}:backup-notifications-dev`;
export const roleArn = `arn:aws:iam::${accountId}:role/AWSBackup-dev`;
export const instanceArn = `arn:aws:ec2:${region}:${accountId}:instance/i-0a1b2c3d4e5f60718`;
export const volumeArn = `arn:aws:ec2:${region}:${accountId}:volume/vol-0aa11bb22cc33dd44`;
export const tableArn = `arn:aws:dynamodb:${region}:${accountId}:table/orders`;
export const databaseArn = `arn:aws:rds:${region}:${accountId}:db:orders`;

/** A service on a clock that stands still, and a real SDK client on it. */
export type Stage = {
  readonly backup: LocalBackup;
  readonly client: BackupClient;
  readonly clock: VirtualClock;
  /** What reached SNS. */
  readonly sent: Publication[];
  /** Lets time pass, and sends everything that follows from it. */
  pass(durationMs: number): Promise<void>;
  close(): Promise<void>;
};

export const clientOf = (url: string, more: { accessKeyId?: string; region?: string } = {}): BackupClient =>
  new BackupClient({
    endpoint: url,
    region: more.region ?? region,
    credentials: { accessKeyId: more.accessKeyId ?? "AKIDEXAMPLE", secretAccessKey: "test" },
    maxAttempts: 1,
  });

export const openStage = async (options: Partial<BackupOptions> = {}): Promise<Stage> => {
  const clock = createVirtualClock();
  const sent: Publication[] = [];
  const backup = await startBackup({
    accountId,
    region,
    scheduler: clock,
    timeline: { createdMs: 10_000, runningMs: 420_000, abortingMs: 5000, deletingMs: 5000 },
    publish: async (publication) => {
      sent.push(publication);
    },
    ...options,
  });
  const client = clientOf(backup.url);
  return {
    backup,
    client,
    clock,
    sent,
    pass: async (durationMs) => {
      clock.advance(durationMs);
      await backup.settled();
    },
    close: async () => {
      client.destroy();
      await backup.close();
    },
  };
};

export const attributesOf = ({ messageAttributes }: Publication): Record<string, string> =>
  Object.fromEntries(Object.entries(messageAttributes).map(([name, { Value }]) => [name, Value]));

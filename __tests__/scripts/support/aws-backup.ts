import {
  BackupClient,
  DeleteBackupVaultCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-backup";
import { type LocalBackup, startBackup } from "../../../local/aws/backup/backup";
import type { Caller } from "../../../local/aws/backup/caller";
import { createVirtualClock, type VirtualClock } from "../../../local/clock/virtual-clock";
import { ownershipTag } from "../../../src/outputs";
import { outputsOf } from "./project-folder";

/** The local AWS Backup, on a clock that only the test advances, with the calls that it received. */
export type AwsBackup = LocalBackup & {
  readonly clock: VirtualClock;
  readonly calls: readonly string[];
  /** From now on this role calls; the account's root before. */
  readonly isCalledBy: (roleArn: string) => void;
  /** From now on this action is denied. */
  readonly deny: (action: string) => void;
  /** Deletes an empty vault, as an operator does in the console. */
  readonly removeVault: (name: string) => Promise<void>;
  /** Names another stage in the vault's ownership tag, or none. */
  readonly setOwner: (vaultName: string, stage: string | undefined) => Promise<void>;
  /** Starts a job in a vault, as another team would, and lets it run. */
  readonly someJob: (vaultName: string, resourceArn: string) => string;
};

/** An instance, a volume and a database, to back up. */
export const resources = {
  instance: outputsOf().instance_arn,
  table: "arn:aws:dynamodb:eu-west-1:111122223333:table/orders",
  volume: "arn:aws:ec2:eu-west-1:111122223333:volume/vol-0123456789abcdef0",
  database: "arn:aws:rds:eu-west-1:111122223333:db:orders",
} as const;

/** Starts it with the stage's vault. A job starts after 10 s and runs for 1 min; a stop or a deletion takes 10 s. */
export const startAwsBackup = async (): Promise<AwsBackup> => {
  const clock = createVirtualClock();
  const calls: string[] = [];
  const denied = new Set<string>();
  const callers: Caller[] = [];
  const backup = await startBackup({
    accountId: "111122223333",
    region: "eu-west-1",
    otherRegions: ["eu-north-1"],
    scheduler: clock,
    timeline: { createdMs: 10_000, runningMs: 60_000, abortingMs: 10_000, deletingMs: 10_000 },
    publish: async () => {},
    identify: async () => callers.at(-1),
    onCall: (operation) => void calls.push(operation),
    authorize: async ({ action }) =>
      denied.has(action) ? "Insufficient privileges to perform this action." : true,
  });
  backup.seedVault({ name: outputsOf().vault_name, tags: { [ownershipTag]: "dev" } });
  const client = new BackupClient({
    region: "eu-west-1",
    endpoint: backup.url,
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
  });
  return {
    ...backup,
    close: async () => {
      client.destroy();
      await backup.close();
    },
    removeVault: async (BackupVaultName) => {
      await client.send(new DeleteBackupVaultCommand({ BackupVaultName }));
      calls.length = 0;
    },
    setOwner: async (vaultName, stage) => {
      const ResourceArn = outputsOf().vault_arn.replace(outputsOf().vault_name, vaultName);
      await client.send(new UntagResourceCommand({ ResourceArn, TagKeyList: [ownershipTag] }));
      if (stage !== undefined) {
        await client.send(new TagResourceCommand({ ResourceArn, Tags: { [ownershipTag]: stage } }));
      }
      calls.length = 0;
    },
    clock,
    calls,
    isCalledBy: (roleArn) =>
      void callers.push({
        accountId: "111122223333",
        arn: `arn:aws:sts::111122223333:assumed-role/${roleArn.split("/").at(-1)}/alice`,
        principalArn: roleArn,
      }),
    deny: (action) => void denied.add(action),
    someJob: (vaultName, resourceArn) => {
      const { id } = backup.startBackupJob({
        BackupVaultName: vaultName,
        ResourceArn: resourceArn,
        IamRoleArn: outputsOf().backup_role_arn,
      });
      return id;
    },
  };
};

import type { AwsEnvironment } from "../foundation/aws-environment";
import type { EncryptionKey } from "../foundation/encryption-key";
import type { NamedStage } from "../stage/load";
import type { SlackSecret } from "./slack-secret";
import type { NotificationTopic } from "./topic";

export type BackupNotificationsProps = {
  readonly stage: NamedStage;
  readonly region: string;
  /** Who names the Region, for the commands to say it. */
  readonly regionFrom?: string;
  /** Whether Terraform and the notifier use AWS's FIPS endpoints. Default: no. */
  readonly usesFips?: boolean;
  /** Whether Terraform may destroy or replace the vault, its key and its role although the vault is not force-destroyed. */
  readonly allowsDestroy: boolean;
  /** Directory of the bundled handler. */
  readonly codeDirectory: string;
  /** Directory of the bundled watch, for stages with one. */
  readonly watchCodeDirectory?: string | undefined;
  /** Directory of the bundled check of restores, for stages with restore tests. */
  readonly restoreTestCodeDirectory?: string | undefined;
  /** Folder of the state file, relative to where Terraform runs: an absolute path would differ per machine. */
  readonly stateDirectory: string;
  /** Provider versions other than those the bindings pin, for machines with a mirror. */
  readonly providerVersions: { readonly aws?: string | undefined; readonly archive?: string | undefined };
};

/** What most of the stack is built on. */
export type StackContext = BackupNotificationsProps & {
  readonly aws: AwsEnvironment;
  readonly key: EncryptionKey;
  readonly topic: NotificationTopic;
  readonly secret: SlackSecret;
};

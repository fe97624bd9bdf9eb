import type { Home } from "../foundation/aws-environment";
import type { EncryptionKey } from "../foundation/encryption-key";
import type { NamedStage } from "../stage/load";
import type { SlackSecret } from "./slack-secret";
import type { NotificationTopic } from "./topic";

export type BackupNotificationsProps = {
  readonly stage: NamedStage;
  readonly region: string;
  /** Directory that holds the bundled handler. */
  readonly codeDirectory: string;
  /** Folder of the state file, seen from the folder that Terraform runs in: an absolute path would differ per machine. */
  readonly stateDirectory: string;
  /** Other provider versions than the bindings ask for, for machines with a mirror. */
  readonly providerVersions: { readonly aws?: string | undefined; readonly archive?: string | undefined };
};

/** What most of a stack is built on. */
export type Base = BackupNotificationsProps & {
  readonly home: Home;
  readonly key: EncryptionKey;
  readonly topic: NotificationTopic;
  readonly secret: SlackSecret;
};

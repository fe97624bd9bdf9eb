import type { EncryptionKey } from "./constructs/encryption-key";
import type { Home } from "./constructs/home";
import type { NotificationTopic } from "./constructs/notification-topic";
import type { SlackSecret } from "./slack-secret";
import type { NamedStage } from "./stage/load";

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

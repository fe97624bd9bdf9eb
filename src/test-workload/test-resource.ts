import type { AwsEnvironment } from "../foundation/aws-environment";
import type { EncryptionKey } from "../foundation/encryption-key";

/** What each resource of the test workload is made with. */
export type TestResourceProps = {
  readonly aws: AwsEnvironment;
  readonly key: EncryptionKey;
  /** Tags by which a backup plan selects it. */
  readonly selectionTags: Readonly<Record<string, string>>;
};

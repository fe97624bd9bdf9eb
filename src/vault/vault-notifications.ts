import { BackupVaultNotifications } from "@cdktf/provider-aws/lib/backup-vault-notifications";
import { Construct } from "constructs";
import type { NotificationTopic } from "../delivery/topic";
import type { VaultEvent } from "../stage/vault-event";

export type VaultNotificationsProps = {
  readonly vault: { readonly name: string; readonly arn: string };
  readonly topic: NotificationTopic;
  readonly events: readonly VaultEvent[];
};

/** Publishes the events of a vault to a topic. */
export class VaultNotifications extends Construct {
  constructor(scope: Construct, id: string, props: VaultNotificationsProps) {
    super(scope, id);
    const { vault, topic } = props;
    topic.grantPublish({
      sid: "AwsBackupPublishes",
      service: "backup.amazonaws.com",
      sourceArns: [vault.arn],
    });
    new BackupVaultNotifications(this, "Resource", {
      backupVaultName: vault.name,
      snsTopicArn: topic.arn,
      backupVaultEvents: [...props.events],
      // AWS Backup may reject a topic that it is not yet allowed to publish to.
      dependsOn: [topic.policy],
    });
  }
}

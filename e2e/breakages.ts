import type { Edit } from "./workspace";

/** A mistake in the product that the main story must notice, and the step that must notice it. */
export type Breakage = {
  readonly name: string;
  readonly edits: readonly Edit[];
  /** How the title of the failing step begins. */
  readonly failsAt: string;
};

const activeJobs = "scripts/vault/active-jobs.ts";

/** Deliberate mistakes: they test the test. */
export const breakages: readonly Breakage[] = [
  {
    name: "topic-policy-for-another-service",
    edits: [
      {
        file: "src/vault/vault-notifications.ts",
        from: 'service: "backup.amazonaws.com"',
        to: 'service: "awsbackup.amazonaws.com"',
      },
    ],
    failsAt: "Slack shows the backup started",
  },
  {
    name: "topic-policy-for-another-account",
    edits: [
      {
        file: "src/delivery/topic.ts",
        from: '"aws:SourceAccount": this.aws.accountId',
        to: '"aws:SourceAccount": "999999999999"',
      },
    ],
    failsAt: "Slack shows the backup started",
  },
  {
    name: "key-policy-without-backup",
    edits: [
      {
        file: "src/foundation/encryption-key.ts",
        from: 'serviceUses("AwsBackupPublishes", "backup.amazonaws.com"),',
        to: "",
      },
    ],
    failsAt: "Slack shows the backup started",
  },
  {
    name: "notifications-not-attached",
    edits: [
      {
        file: "src/vault/vault-notifications.ts",
        from: 'new BackupVaultNotifications(this, "Resource", {',
        to: 'if (!vault) new BackupVaultNotifications(this, "Resource", {',
      },
    ],
    failsAt: "Slack shows the backup started",
  },
  {
    name: "wrong-ssm-permission",
    edits: [
      {
        file: "src/delivery/notifier-role.ts",
        from: '),\n    ["ssm:GetParameter"]',
        to: '),\n    ["ssm:GetParameters"]',
      },
    ],
    failsAt: "npm run deploy again",
  },
  {
    name: "queue-closed-to-the-topic",
    edits: [
      {
        file: "src/delivery/delivery-path.ts",
        from: '{ sid: "TopicDelivers", service: "sns.amazonaws.com", sourceArn: topic.arn }',
        to: '{ sid: "TopicDelivers", service: "s3.amazonaws.com", sourceArn: topic.arn }',
      },
    ],
    failsAt: "npm run deploy again",
  },
  {
    name: "queue-closed-to-the-rule",
    edits: [
      {
        file: "src/delivery/delivery-path.ts",
        from: 'service: "events.amazonaws.com", sourceArn: rule.arn',
        to: 'service: "s3.amazonaws.com", sourceArn: rule.arn',
      },
    ],
    failsAt: "queues and key let SNS and EventBridge deliver",
  },
  {
    name: "role-cannot-read-the-queue",
    edits: [{ file: "src/delivery/notifier-role.ts", from: '"sqs:ReceiveMessage",', to: "" }],
    failsAt: "the notifier's role may do its work",
  },
  {
    name: "role-cannot-describe-jobs",
    edits: [{ file: "src/delivery/notifier-role.ts", from: '"backup:DescribeBackupJob",', to: "" }],
    failsAt: "Slack shows the backup started",
  },
  {
    name: "cleanup-without-vault-filter",
    edits: [
      { file: activeJobs, from: "{ ByBackupVaultName: vaultName, ByState }", to: "{ ByState }" },
      { file: activeJobs, from: ".filter(({ BackupVaultName }) => BackupVaultName === vaultName)", to: "" },
    ],
    failsAt: "the foreign vault, job and recovery point are untouched",
  },
];

import { join } from "node:path";
import type { BreakageName } from "./breakage-name";
import {
  inPolicies,
  ofService,
  type StackChange,
  withActions,
  withoutResources,
  withService,
} from "./stack-change";

/** A mistake in what is deployed, or a module that one npm command loads first. */
export type Mistake =
  | { readonly kind: "stack"; readonly change: StackChange }
  | { readonly kind: "command"; readonly script: string; readonly preload: string };

/** A mistake in the product that the main story must notice, and the step that must notice it. */
export type Breakage = {
  readonly name: BreakageName;
  readonly mistake: Mistake;
  /** How the title of the failing step begins. */
  readonly failsAt: string;
};

const inStack = (name: BreakageName, change: StackChange, failsAt: string): Breakage => ({
  name,
  mistake: { kind: "stack", change },
  failsAt,
});

const toAnotherAccount = inPolicies(
  "aws_sns_topic_policy",
  ofService("backup.amazonaws.com", (statement) => ({
    ...statement,
    Condition: { ...statement.Condition, StringEquals: { "aws:SourceAccount": "999999999999" } },
  })),
);

const closedTo = (service: string): StackChange =>
  inPolicies("aws_sqs_queue", ofService(service, withService("s3.amazonaws.com")));

const started = "Slack shows the backup started";

/** Deliberate mistakes: they test the test. They change what the product makes or does, not its source text. */
export const breakages: readonly Breakage[] = [
  inStack(
    "topic-policy-for-another-service",
    inPolicies(
      "aws_sns_topic_policy",
      ofService("backup.amazonaws.com", withService("awsbackup.amazonaws.com")),
    ),
    started,
  ),
  inStack("topic-policy-for-another-account", toAnotherAccount, started),
  inStack(
    "key-policy-without-backup",
    inPolicies(
      "aws_kms_key",
      ofService("backup.amazonaws.com", () => undefined),
    ),
    started,
  ),
  inStack("notifications-not-attached", withoutResources("aws_backup_vault_notifications"), started),
  inStack(
    "wrong-ssm-permission",
    inPolicies("aws_iam_role_policy", withActions("ssm:GetParameter", "ssm:GetParameters")),
    "npm run deploy again",
  ),
  inStack("queue-closed-to-the-topic", closedTo("sns.amazonaws.com"), "npm run deploy again"),
  inStack(
    "queue-closed-to-the-rule",
    closedTo("events.amazonaws.com"),
    "queues and key let SNS and EventBridge deliver",
  ),
  inStack(
    "role-cannot-read-the-queue",
    inPolicies("aws_iam_role_policy", withActions("sqs:ReceiveMessage")),
    "the notifier's role is allowed",
  ),
  inStack(
    "role-cannot-describe-jobs",
    inPolicies("aws_iam_role_policy", withActions("backup:DescribeBackupJob")),
    started,
  ),
  {
    name: "cleanup-without-vault-filter",
    mistake: { kind: "command", script: "cleanup", preload: join(__dirname, "jobs-of-every-vault.ts") },
    failsAt: "the other team's vault, job and recovery point are untouched",
  },
];

import {
  eventBridgeEvents,
  eventBridgeThroughQueue,
  eventBridgeThroughSns,
} from "../../__tests__/fixtures/eventbridge-events";
import {
  throughQueue,
  throughRawQueue,
  throughSns,
  type VaultEventFixture,
  vaultEvents,
} from "../../__tests__/fixtures/vault-events";
import type { TestEventType } from "../../handler/model/event";

const testEventType: TestEventType = "BACKUP_NOTIFICATIONS_TEST";

const testMessage: VaultEventFixture = {
  name: "test message",
  message: "A test message of stage dev. It is not about a backup.",
  attributes: { EventType: testEventType, Id: "3f1c", AccountId: "111122223333" },
};

const isText = (value: unknown): value is string => typeof value === "string";

const hasFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Keys under which AWS nests JSON as text. */
const nesting: readonly string[] = ["body", "Message"];

const mapped = (value: unknown, change: (key: string, value: unknown) => unknown): unknown => {
  if (Array.isArray(value)) return value.map((item) => mapped(item, change));
  if (!hasFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, change(key, inner)]));
};

/** The event with nested JSON texts parsed, so that a mutation reaches all of it. */
const unfolded = (event: unknown): unknown =>
  mapped(event, (key, value) =>
    nesting.includes(key) && isText(value) && value.startsWith("{")
      ? unfolded(JSON.parse(value))
      : unfolded(value),
  );

/** The reverse: objects under `body` and `Message` become JSON texts again, down to a few levels. */
export const folded = (event: unknown, levels = 8): unknown =>
  levels === 0
    ? event
    : mapped(event, (key, value) => {
        const inner = folded(value, levels - 1);
        return nesting.includes(key) && hasFields(inner) ? JSON.stringify(inner) : inner;
      });

/** Every vault event in every envelope that AWS sends, unfolded. */
export const vaultBases: readonly unknown[] = [...vaultEvents, testMessage]
  .flatMap((fixture) => [throughSns(fixture), throughQueue(fixture), throughRawQueue(fixture)])
  .map(unfolded);

/** The same for every EventBridge event. */
export const eventBridgeBases: readonly unknown[] = eventBridgeEvents
  .flatMap((fixture) => [fixture.event, eventBridgeThroughSns(fixture), eventBridgeThroughQueue(fixture)])
  .map(unfolded);

/** What AWS Backup answers about a job. (AWS Backup API Reference, DescribeBackupJob, DescribeCopyJob, DescribeRestoreJob) */
const job = {
  BackupVaultName: "main",
  BackupVaultArn: "arn:aws:backup:eu-west-1:111122223333:backup-vault:main",
  ResourceArn: "arn:aws:rds:eu-west-1:111122223333:db:orders-db",
  ResourceType: "RDS",
  ResourceName: "orders",
  RecoveryPointArn: "arn:aws:rds:eu-west-1:111122223333:snapshot:awsbackup:job-1",
  CreatedBy: { BackupPlanId: "p", BackupPlanName: "nightly", BackupRuleName: "daily" },
  StatusMessage: "Access denied",
  MessageCategory: "ACCESS_DENIED",
  CreationDate: 1_787_364_000,
  CompletionDate: 1_787_364_250.5,
  BackupSizeInBytes: 8_589_934_592,
};

/** Earlier backups and recovery points of the job's resource. (ListBackupJobs, ListRecoveryPointsByResource) */
const lists = {
  BackupJobs: ["COMPLETED", "FAILED", "COMPLETED", "EXPIRED"].map((State, night) => ({
    ...job,
    BackupJobId: `B-${night}`,
    ResourceType: "S3",
    State,
    MessageCategory: State === "COMPLETED" ? "SUCCESS" : "FAILURE",
    CreationDate: job.CreationDate - (night + 1) * 86_400,
    BackupSizeInBytes: job.BackupSizeInBytes * (night + 3),
  })),
  RecoveryPoints: [
    { RecoveryPointArn: job.RecoveryPointArn, Status: "COMPLETED", CreationDate: 1_783_000_000 },
  ],
};

/** One answer fits every request: it holds both the job and the lists. */
export const answerBases: readonly unknown[] = [
  "COMPLETED",
  "FAILED",
  "EXPIRED",
  "PARTIAL",
  "RUNNING",
].flatMap((state) => [
  { ...job, ...lists, BackupJobId: "A-1", State: state },
  { ...job, ...lists, BackupJobId: "A-1", State: state, ResourceType: "S3", MessageCategory: "SUCCESS" },
  { CopyJob: { ...job, CopyJobId: "A-1", State: state, DestinationBackupVaultArn: job.BackupVaultArn } },
  { ...job, RestoreJobId: "A-1", Status: state, CreatedResourceArn: job.ResourceArn },
]);

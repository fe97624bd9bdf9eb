import { alarmMessage, callEvent } from "../../__tests__/fixtures/cloudtrail-events";
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
import { fieldsOf } from "../../handler/model/fields";

const testEventType: TestEventType = "BACKUP_NOTIFICATIONS_TEST";

const testMessage: VaultEventFixture = {
  name: "test message",
  message: "A test message of stage dev. It is not about a backup.",
  attributes: { EventType: testEventType, Id: "3f1c", AccountId: "111122223333" },
};

const alarm: VaultEventFixture = { name: "alarm", message: JSON.stringify(alarmMessage), attributes: {} };

const request = { backupVaultName: "main", recoveryPointArn: "arn:aws:ec2:eu-west-1::snapshot/snap-0aa1" };

/** Calls that CloudTrail recorded: one that the notifier knows, and one that it does not. */
const calls = ["DeleteRecoveryPoint", "StartBackupJob"].map((eventName) => ({
  name: eventName,
  event: callEvent({ eventName, request }),
}));

/** What the watch found. It sends each kind of cause in the same shape. */
const findings = [
  { finding: "overdue", cause: "missed" },
  { finding: "guard", cause: "vault-lock", isOver: true },
  { finding: "blind", cause: "throttled", to: "jobs" },
].map((found) => ({
  name: found.finding,
  event: {
    version: "1",
    id: "5c9d0e1f",
    source: "backup-notifications.watch",
    "detail-type": "Finding",
    account: "111122223333",
    time: "2026-08-22T04:03:00Z",
    region: "eu-west-1",
    detail: {
      schema: 1,
      ...found,
      subjects: [
        {
          id: "arn:aws:rds:eu-west-1:111122223333:db:orders-db",
          since: "2026-08-22T02:00:00Z",
          lastGoodAt: "2026-08-21T01:24:00Z",
          limitHours: 28,
          planNames: ["nightly"],
          vaultName: "main",
          tags: { team: "shop" },
          text: "no lock",
        },
      ],
      total: 101,
    },
  },
}));

const subjects = [
  {
    id: "arn:aws:rds:eu-west-1:111122223333:db:orders-db",
    since: "2026-08-22T02:00:00Z",
    lastGoodAt: "2026-08-21T01:24:00Z",
    text: "Access denied",
  },
];

/** A day on which everything is worth a word. */
const digest = {
  name: "digest",
  event: {
    version: "1",
    id: "7e1f2a3b",
    source: "backup-notifications.watch",
    "detail-type": "Digest",
    account: "111122223333",
    time: "2026-08-22T06:00:00Z",
    region: "eu-west-1",
    detail: {
      schema: 1,
      timeZone: "Europe/Berlin",
      from: "2026-08-21T06:00:00.000Z",
      to: "2026-08-22T06:00:00.000Z",
      resources: { selected: 43, good: 40, waiting: 1, oldestGoodAt: "2026-08-21T05:00:00.000Z" },
      backupJobs: { COMPLETED: 131, FAILED: 2 },
      copyJobs: { COMPLETED: 43, EXPIRED: 1 },
      restoreJobs: { ABORTED: 1 },
      bytes: { now: 2_300_000_000, yesterday: 2_200_000_000, lastWeek: 0, before: [1, 2, 3] },
      nextRunAt: "2026-08-23T01:00:00.000Z",
      failed: { subjects, total: 1, madeUpFor: 1 },
      open: [
        { finding: "overdue", cause: "missed", subjects, total: 2 },
        { finding: "blind", cause: "throttled", to: "jobs", subjects: [], total: 1 },
      ],
      services: [{ resourceType: "RDS", resources: 43, jobs: { now: 131 }, bytes: { now: 5 } }],
      oddities: [{ oddity: "kept-forever", subjects, total: 14 }],
      restoreTests: {
        types: [
          {
            resourceType: "RDS",
            tests: ["weekly"],
            resources: 43,
            passed: 41,
            neverTested: 1,
            lastAt: "2026-08-17T09:12:00.000Z",
            longestMinutes: [11, 9, 52],
            withinMinutes: 60,
          },
        ],
        troubles: [{ verdict: "failed", subjects, total: 1 }],
      },
      notifier: { heard: { jobs: 130, of: 131 }, parked: 2, waiting: 0, unheard: 1 },
    },
  },
};

const verdictNames = [
  "passed",
  "failed",
  "too-slow",
  "timed-out",
  "not-checked",
  "not-deleted",
  "nothing-eligible",
];

const verdicts = verdictNames.map((verdict) => ({
  name: `restore test ${verdict}`,
  event: {
    version: "1",
    id: "6d0e1f2a",
    source: "backup-notifications.restore-test",
    "detail-type": "Restore Test",
    account: "111122223333",
    time: "2026-08-22T04:03:00Z",
    region: "eu-west-1",
    detail: {
      schema: 1,
      verdict,
      test: "weekly",
      restoreJobId: "1f6a2f0e-0f43-4c0d-8f9d-2f6d5a1b7c11",
      resourceType: "RDS",
      createdArn: "arn:aws:rds:eu-west-1:111122223333:db:awsbackup-restore-test-5d2c8a10",
      startedAt: "2026-08-22T03:40:00.000Z",
      endedAt: "2026-08-22T03:58:00.000Z",
      withinMinutes: 60,
      checkedBy: "built-in",
      checks: [{ outcome: "ok", text: "available" }],
      reason: "no answer",
    },
  },
}));

/** Keys under which AWS nests JSON as text. */
const nesting: readonly string[] = ["body", "Message"];

/** The event with nested JSON texts parsed, so that a mutation reaches all of it. */
const unfolded = (event: object): unknown => JSON.parse(JSON.stringify(event), unfoldedAt);

const unfoldedAt = (key: string, value: unknown): unknown =>
  nesting.includes(key) && typeof value === "string" && value.startsWith("{")
    ? JSON.parse(value, unfoldedAt)
    : value;

/** The reverse: objects under `body` and `Message` become JSON texts again, down to a few levels. */
export const folded = (event: unknown, levels = 8): unknown => {
  if (levels === 0) return event;
  if (Array.isArray(event)) return event.map((item) => folded(item, levels));
  const fields = fieldsOf(event);
  if (fields === undefined) return event;
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => {
      const inner = folded(value, levels - 1);
      return [key, nesting.includes(key) && fieldsOf(inner) ? JSON.stringify(inner) : inner];
    }),
  );
};

/** Every vault event in every envelope that AWS sends, unfolded. */
export const vaultBases: readonly unknown[] = [...vaultEvents, alarm, testMessage]
  .flatMap((fixture) => [throughSns(fixture), throughQueue(fixture), throughRawQueue(fixture)])
  .map(unfolded);

/** The same for every EventBridge event. */
export const eventBridgeBases: readonly unknown[] = [
  ...eventBridgeEvents,
  ...calls,
  ...findings,
  ...verdicts,
  digest,
]
  .flatMap((fixture) => [fixture.event, eventBridgeThroughSns(fixture), eventBridgeThroughQueue(fixture)])
  .map(unfolded);

const textsIn = (value: unknown): readonly string[] =>
  typeof value === "string" ? [value] : Object.values(Object(value)).flatMap(textsIn);

/** AWS's own words, in its events and for what no fixture has. (AWS Backup Developer Guide, API Reference) */
export const awsWords: readonly string[] = [
  ...new Set([...vaultBases, ...eventBridgeBases].flatMap(textsIn)),
  ...["STARTED", "CANCELED", "BACKUP_JOB_FAILED", "BACKUP_PLAN_CREATED", "ACCESS_POINT_CREATED"],
  ...["Recovery Point Change", "aws.ec2", "cn-north-1", "us-gov-west-1", "us-iso-east-1", "RDS", "SUCCESS"],
  ...["arn:aws:s3:::invoices.example.com", "arn:aws:ec2:eu-west-1::image/ami-1"],
];

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

import { ownEventBody } from "../../../handler/model/own-event";
import type { RestoreTestVerdict } from "../../../handler/model/restore-test";
import { accountId, batchOf, queued, region } from "../aws-events";
import type { Sample } from "../sample";

const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:${region}:${accountId}:${resource}`;

const database = {
  schema: 1,
  test: "weekly",
  restoreJobId: "1f6a2f0e-0f43-4c0d-8f9d-2f6d5a1b7c11",
  resourceType: "RDS",
  sourceArn: arn("rds", "db:orders-db"),
  createdArn: arn("rds", "db:awsbackup-restore-test-5d2c8a10"),
  recoveryPointArn: arn("rds", "snapshot:awsbackup:job-7b1c"),
  vaultName: "main",
  startedAt: "2026-08-22T03:40:00.000Z",
  endedAt: "2026-08-22T03:58:00.000Z",
  recoveryPointAt: "2026-08-21T01:30:00.000Z",
  withinMinutes: 60,
  checkedBy: "built-in",
} as const;

const table = {
  ...database,
  restoreJobId: "9e3d51a7-68c1-4b59-a4a8-7cf0f1d7a0b2",
  resourceType: "DynamoDB",
  sourceArn: arn("dynamodb", "table/sessions"),
  createdArn: arn("dynamodb", "table/awsbackup-restore-test-9e3d51a7"),
  recoveryPointArn: arn("backup", "recovery-point:9e3d51a7"),
} as const;

const bucket = {
  ...database,
  restoreJobId: "c0a1b7f4-2d7e-4ad3-9a63-5e8f60b31f77",
  resourceType: "S3",
  sourceArn: "arn:aws:s3:::invoices",
  createdArn: "arn:aws:s3:::awsbackup-restore-test-c0a1b7f4",
  recoveryPointArn: arn("backup", "recovery-point:c0a1b7f4"),
} as const;

const ok = (text: string) => ({ outcome: "ok", text }) as const;
const notOk = (text: string) => ({ outcome: "not-ok", text }) as const;
const unknown = (text: string) => ({ outcome: "unknown", text }) as const;

const at = "2026-08-22T04:03:00.000Z";

const verdict = (title: string, detail: RestoreTestVerdict): Sample => {
  const body = ownEventBody(
    { source: "backup-notifications.restore-test", detailType: "Restore Test", detail },
    { id: `${detail.restoreJobId}-${detail.verdict}`, at: new Date(at), accountId, region },
  );
  return {
    id: `verdict-${detail.verdict}${detail.checkedBy === "no-one" ? "-by-no-one" : ""}`,
    title,
    group: "Restore tests",
    input: batchOf(queued(at, () => JSON.parse(body))),
    answers: {},
  };
};

/** What the function that checks restore tests says of them. */
export const verdictSamples: readonly Sample[] = [
  verdict("Restore test passed", {
    ...database,
    verdict: "passed",
    checks: [ok("available"), ok("postgres 16.4 as its recovery point")],
  }),
  verdict("Restore test failed: objects are missing", {
    ...bucket,
    verdict: "failed",
    checks: [notOk("no object, but its backup has 70 MiB")],
    reason: "no object, but its backup has 70 MiB",
  }),
  verdict("Restore test passed, but too slowly", {
    ...database,
    verdict: "too-slow",
    startedAt: "2026-08-22T02:20:00.000Z",
    endedAt: "2026-08-22T03:52:00.000Z",
    checks: [ok("available"), ok("postgres 16.4 as its recovery point")],
  }),
  verdict("Restore test: no result in time", {
    ...table,
    verdict: "timed-out",
    checks: [],
    reason: "AWS Backup ended the validation without a result",
  }),
  verdict("Restore test not checked: a permission is missing", {
    ...table,
    verdict: "not-checked",
    checks: [ok("ACTIVE"), ok("keys as its source"), unknown("dynamodb answered AccessDeniedException")],
    reason: "dynamodb answered AccessDeniedException",
  }),
  verdict("Restore test not checked, as the stage says", {
    ...table,
    verdict: "not-checked",
    checkedBy: "no-one",
    checks: [],
  }),
  verdict("Restore test: what it restored still exists", {
    ...table,
    verdict: "not-deleted",
    checks: [],
    reason: "Access denied when calling DynamoDB DeleteTable",
  }),
  verdict("Restore test found nothing to restore", {
    schema: 1,
    verdict: "nothing-eligible",
    test: "weekly",
    resourceType: "EFS",
    checkedBy: "built-in",
    checks: [],
  }),
];

import type { HttpAnswer } from "../../../../handler/aws/http";
import type { AwsRequest } from "../../../../handler/aws/request";
import { check } from "../../../../handler/watch/check";
import { type DigestLine, type DigestResult, sendDigest } from "../../../../handler/watch/digest/digest";
import type { WatchedTest, WatchSettings } from "../../../../handler/watch/settings";
import { digestEventOf } from "../../render/digest/digests";
import {
  type Account,
  at,
  backupJob,
  contextOf,
  emptyAccount,
  heard,
  refusal,
  simulatedAws,
  tableArn,
  withDailyPlan,
} from "../support/simulated-aws";

type Instead = (request: AwsRequest, name: string) => HttpAnswer | undefined;

/** Recovery points of vault main, as AWS lists them. */
const withPoints =
  (points: readonly object[], also: Instead = () => undefined): Instead =>
  (request, name) =>
    also(request, name) ??
    (name === "backup /backup-vaults/main/recovery-points/"
      ? { status: 200, headers: {}, body: JSON.stringify({ RecoveryPoints: points }) }
      : undefined);

const calmAccount = (): Account => {
  const account = withDailyPlan(emptyAccount());
  account.tags.set(tableArn("orders"), { backup: "daily" });
  account.backedUp.set(tableArn("orders"), at("2026-06-14T05:10Z"));
  return account;
};

const backUp = (account: Account, date: string, more: Record<string, unknown> = {}): void => {
  const job = backupJob(account, "orders", at(`${date}T05:10Z`), { BackupSizeInBytes: 1000, ...more });
  heard(account, job["BackupJobId"]);
  account.backedUp.set(tableArn("orders"), at(`${date}T05:10Z`));
};

const lines: DigestLine[] = [];

const digestAt = (
  account: Account,
  time: string,
  instead = withPoints([]),
  settings: Partial<WatchSettings> = {},
): Promise<DigestResult> =>
  sendDigest({
    ...contextOf(simulatedAws(account, { instead }), at(time), settings),
    log: (line) => void lines.push(line),
  });

const checkAt = (account: Account, time: string): Promise<unknown> =>
  check(contextOf(simulatedAws(account), at(time)));

const lastSent = (account: Account) => {
  const { body = "{}", id } = account.sent.at(-1) ?? {};
  const envelope = JSON.parse(body);
  return { id, detailType: envelope["detail-type"], digest: envelope.detail };
};

const weekly: WatchedTest = {
  name: "weekly",
  planName: "backup_notifications_dev_weekly",
  types: ["DynamoDB"],
  isChecked: true,
  keepHours: 4,
};

/** A restore of the table for a test that passed, as AWS Backup lists it. */
const testRestore = (endedAt: string): object => ({
  RestoreJobId: "restore-1",
  Status: "COMPLETED",
  ResourceType: "DynamoDB",
  SourceResourceArn: tableArn("orders"),
  CreationDate: at(endedAt).getTime() / 1000 - 720,
  CompletionDate: at(endedAt).getTime() / 1000,
  ValidationStatus: "SUCCESSFUL",
  CreatedBy: {
    RestoreTestingPlanArn: `arn:aws:backup:eu-west-1:111122223333:restore-testing-plan:${weekly.planName}-0f1e2d3c`,
  },
});

describe("a day's digest", () => {
  test("of calm days is calm, and compares with the days before", async () => {
    const account = calmAccount();
    await checkAt(account, "2026-06-14T04:00Z");
    for (let day = 14; day < 23; day++) {
      backUp(account, `2026-06-${day}`);
      await checkAt(account, `2026-06-${day}T07:00Z`);
      expect(await digestAt(account, `2026-06-${day}T08:00Z`)).toMatchObject({ unseen: [] });
    }
    const { detailType, digest } = lastSent(account);
    expect(detailType).toBe("Digest");
    expect(digest).toMatchObject({
      resources: { selected: 1, good: 1, oldestGoodAt: "2026-06-22T05:10:00.000Z" },
      backupJobs: { COMPLETED: 1 },
      bytes: { now: 1000, yesterday: 1000, lastWeek: 1000, before: Array(7).fill(1000) },
      nextRunAt: "2026-06-23T05:00:00.000Z",
      open: [],
      oddities: [],
      notifier: { heard: { jobs: 1, of: 1 }, waiting: 0, parked: 0, unheard: 0 },
    });
    expect(digestEventOf(digest)).toMatchObject({ kind: "digest", severity: "good" });
    expect(account.sent).toHaveLength(9);
  });

  test.each([
    ["spring", ["2026-03-28T07:00Z", "2026-03-29T06:00Z", "2026-03-30T06:00Z"]],
    ["autumn", ["2026-10-24T06:00Z", "2026-10-25T07:00Z", "2026-10-26T07:00Z"]],
  ])("has each job in one digest, also when clocks change in %s", async (_season, times) => {
    const account = calmAccount();
    const [first = "", ...others] = times;
    await checkAt(account, first);
    const begin = at(first).getTime();
    for (let minutes = 5; minutes < 47 * 60; minutes += 30) {
      const job = backupJob(account, "orders", new Date(begin + (minutes - 30) * 60_000));
      heard(account, job["BackupJobId"]);
    }
    const counts: number[] = [];
    for (const time of others) {
      await digestAt(account, time, withPoints([]), { timeZone: "Europe/Berlin" });
      counts.push(lastSent(account).digest.backupJobs.COMPLETED);
    }
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(94);
  });

  test("is the same on a retry, so that the notifier drops it", async () => {
    const account = calmAccount();
    await digestAt(account, "2026-06-14T08:00Z");
    await digestAt(account, "2026-06-14T08:00Z");
    const [one, other] = account.sent;
    expect(one?.id).toBe(other?.id);
  });

  test("names what is overdue, since when it was first seen", async () => {
    const account = calmAccount();
    await checkAt(account, "2026-06-14T07:00Z");
    await checkAt(account, "2026-06-15T09:00Z");
    await digestAt(account, "2026-06-16T09:00Z");
    expect(lastSent(account).digest).toMatchObject({
      resources: { selected: 1, good: 0 },
      open: [
        {
          finding: "overdue",
          total: 1,
          subjects: [{ id: tableArn("orders"), since: "2026-06-15T08:10:00.000Z", limitHours: 27 }],
        },
      ],
    });
  });

  test("counts jobs of which no event came, although their events were sent late since", async () => {
    const account = calmAccount();
    await checkAt(account, "2026-06-14T04:00Z");
    const job = backupJob(account, "orders", at("2026-06-14T05:10Z"));
    account.backedUp.set(tableArn("orders"), at("2026-06-14T05:10Z"));
    await checkAt(account, "2026-06-14T07:00Z");
    heard(account, job["BackupJobId"]);
    await checkAt(account, "2026-06-14T08:00Z");
    await digestAt(account, "2026-06-14T09:00Z");
    const { digest } = lastSent(account);
    expect(digest).toMatchObject({ open: [], notifier: { heard: { jobs: 0, of: 1 }, unheard: 1 } });
    expect(digestEventOf(digest)).toMatchObject({ severity: "warning" });
  });

  test("is of the stage's vaults: what failed into another's is not its failure, and what succeeded there makes up for nothing", async () => {
    const account = calmAccount();
    await checkAt(account, "2026-06-14T04:00Z");
    const theirs = { BackupVaultName: "theirs" };
    backUp(account, "2026-06-14", { State: "FAILED" });
    backupJob(account, "orders", at("2026-06-14T06:00Z"), theirs);
    backupJob(account, "carts", at("2026-06-14T06:00Z"), { ...theirs, State: "FAILED" });
    await digestAt(account, "2026-06-14T08:00Z");
    expect(lastSent(account).digest).toMatchObject({
      backupJobs: { FAILED: 1 },
      failed: { total: 1, madeUpFor: 0, subjects: [{ id: tableArn("orders") }] },
    });
    await digestAt(account, "2026-06-14T08:00Z", withPoints([]), { vaultNames: "all-vaults" });
    expect(lastSent(account).digest).toMatchObject({ backupJobs: { COMPLETED: 1, FAILED: 2 } });
  });

  test("is understood although the recovery points of hundreds of vaults are not seen", async () => {
    const account = calmAccount();
    const vaultNames = Array.from({ length: 230 }, (_, index) => `vault-${index}`);
    const { unseen } = await digestAt(account, "2026-06-14T08:00Z", withPoints([]), { vaultNames });
    expect(unseen).toEqual(["recovery points in 230 vaults, such as vault-0, vault-1, vault-2 (no answer)"]);
    expect(digestEventOf(lastSent(account).digest)).toMatchObject({ kind: "digest" });
  });

  test("says a deleted resource once, and again nothing of it", async () => {
    const account = calmAccount();
    await checkAt(account, "2026-06-14T07:00Z");
    account.tags.delete(tableArn("orders"));
    const odditiesAt = async (time: string): Promise<readonly string[]> => {
      await checkAt(account, time);
      await digestAt(account, time);
      return lastSent(account).digest.oddities.map(({ oddity }: { oddity: string }) => oddity);
    };
    expect(await odditiesAt("2026-06-14T08:00Z")).toEqual(["resource-deleted"]);
    expect(await odditiesAt("2026-06-15T08:00Z")).toEqual([]);
  });

  test("names recovery points that AWS could not delete", async () => {
    const account = calmAccount();
    const point = {
      RecoveryPointArn: "arn:aws:backup:eu-west-1:111122223333:recovery-point:1",
      ResourceArn: tableArn("orders"),
      CreationDate: at("2026-01-01T00:00Z").getTime() / 1000,
      Status: "EXPIRED",
      Lifecycle: { DeleteAfterDays: 35 },
    };
    await digestAt(account, "2026-06-14T08:00Z", withPoints([point]));
    expect(lastSent(account).digest.oddities).toMatchObject([{ oddity: "not-deleted", total: 1 }]);
  });

  test("counts a recovery point and a restore once that AWS names on two pages, or whose page comes again", async () => {
    const account = calmAccount();
    const point = {
      RecoveryPointArn: "arn:aws:backup:eu-west-1:111122223333:recovery-point:1",
      ResourceArn: tableArn("orders"),
      CreationDate: at("2026-01-01T00:00Z").getTime() / 1000,
      Status: "EXPIRED",
      Lifecycle: { DeleteAfterDays: 35 },
    };
    const restore = { ...testRestore("2026-06-14T06:00Z"), DeletionStatus: "FAILED" };
    const instead: Instead = ({ path }, name) => {
      const pages: Readonly<Record<string, object>> = {
        "backup /backup-vaults/main/recovery-points/": { RecoveryPoints: [point], NextToken: "again" },
        "backup /restore-jobs/": path.includes("nextToken")
          ? { RestoreJobs: [restore] }
          : { RestoreJobs: [restore], NextToken: "next" },
      };
      const page = pages[name];
      return page && { status: 200, headers: {}, body: JSON.stringify(page) };
    };
    await digestAt(account, "2026-06-14T08:00Z", instead, { restoreTests: [weekly] });
    expect(lastSent(account).digest.oddities).toMatchObject([
      { oddity: "not-deleted", total: 1 },
      { oddity: "restored-not-deleted", total: 1 },
    ]);
  });

  test.each([
    ["backup /backup-jobs/", "jobs"],
    ["backup /copy-jobs/", "copy jobs"],
    ["backup /resources/", "protected resources"],
    ["backup /backup/plans/", "plans"],
    ["backup /backup-vaults/main/recovery-points/", "recovery points in main"],
    ["tagging GetResources", "resources"],
    ["dynamodb BatchGetItem", "memory"],
    ["sqs GetQueueAttributes", "queues"],
  ])("without an answer to %s says so first, and is not good", async (denied, words) => {
    const account = calmAccount();
    await checkAt(account, "2026-06-14T07:00Z");
    const instead: Instead = (_request, name) =>
      name === denied ? refusal(403, "AccessDeniedException") : undefined;
    const { unseen, problem } = await digestAt(account, "2026-06-14T08:00Z", withPoints([], instead));
    expect(problem).toBeUndefined();
    expect(unseen.join()).toContain(words);
    const event = digestEventOf(lastSent(account).digest);
    expect(event.kind === "digest" && event.severity).not.toBe("good");
  });

  test("says what restore tests showed, also of those that AWS does not list any more", async () => {
    const account = calmAccount();
    const digestWith = async (time: string, restores: readonly object[] | "denied") => {
      const instead: Instead = (_request, name) => {
        if (name !== "backup /restore-jobs/") return undefined;
        return restores === "denied"
          ? refusal(403, "AccessDeniedException")
          : { status: 200, headers: {}, body: JSON.stringify({ RestoreJobs: restores }) };
      };
      await digestAt(account, time, withPoints([], instead), { restoreTests: [weekly] });
      return lastSent(account).digest;
    };
    expect(await digestWith("2026-06-14T08:00Z", [])).toMatchObject({
      restoreTests: { types: [{ resourceType: "DynamoDB", passed: 0, neverTested: 1 }] },
    });
    expect(await digestWith("2026-06-15T08:00Z", [testRestore("2026-06-15T06:00Z")])).toMatchObject({
      restoreTests: { types: [{ passed: 1, neverTested: 0, longestMinutes: [12] }], troubles: [] },
    });
    const unseen = await digestWith("2026-06-16T08:00Z", "denied");
    expect(unseen).not.toHaveProperty("restoreTests");
    expect(unseen.open).toContainEqual(
      expect.objectContaining({ finding: "blind", to: "restore tests", cause: "access-denied" }),
    );
    expect(await digestWith("2026-07-15T08:00Z", [])).toMatchObject({
      restoreTests: { types: [{ passed: 1, neverTested: 0, lastAt: "2026-06-15T06:00:00.000Z" }] },
    });
  });

  test("counts a resource whose ARN may be of several types under the type that AWS Backup names", async () => {
    const account = calmAccount();
    const arn = "arn:aws:rds:eu-west-1:111122223333:cluster:shop";
    for (const type of ["Aurora", "RDS", "DocumentDB", "Neptune"]) account.optIns[type] = true;
    account.tags.set(arn, { backup: "daily" });
    account.types.set(arn, "Aurora");
    account.backedUp.set(arn, at("2026-06-14T05:10Z"));
    await checkAt(account, "2026-06-14T04:00Z");
    backupJob(account, "", at("2026-06-14T05:10Z"), { ResourceArn: arn, ResourceType: "Aurora" });
    const restore = { ...testRestore("2026-06-14T06:00Z"), ResourceType: "Aurora", SourceResourceArn: arn };
    const instead: Instead = (_request, name) =>
      name === "backup /restore-jobs/"
        ? { status: 200, headers: {}, body: JSON.stringify({ RestoreJobs: [restore] }) }
        : undefined;
    const restoreTests = [{ ...weekly, types: ["Aurora"] }];
    await digestAt(account, "2026-06-14T08:00Z", withPoints([], instead), { restoreTests });
    const { digest } = lastSent(account);
    expect(digest.services).toMatchObject([
      { resourceType: "Aurora", resources: 1, jobs: { now: 1 } },
      { resourceType: "DynamoDB", resources: 1 },
    ]);
    expect(digest.restoreTests.types).toMatchObject([
      { resourceType: "Aurora", resources: 1, passed: 1, neverTested: 0, tests: ["weekly"] },
      { resourceType: "DynamoDB", resources: 1, passed: 0, neverTested: 1 },
    ]);
  });

  test("that the queue does not take is a problem, and nothing is remembered of it", async () => {
    const account = calmAccount();
    const before = account.table.size;
    const instead: Instead = (_request, name) =>
      name === "sqs SendMessageBatch" ? refusal(403, "AccessDenied") : undefined;
    const { problem } = await digestAt(account, "2026-06-14T08:00Z", withPoints([], instead));
    expect(problem).toMatch(/^the digest did not reach the notifier's queue \(.+\); the next try sends it$/);
    expect(account.table.size).toBe(before);
    expect(lines.at(-1)).toMatchObject({ outcome: "digest-failed" });
  });
});

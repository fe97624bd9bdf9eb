import { gzipSync } from "node:zlib";
import type { HttpAnswer } from "../../../handler/aws/http";
import type { AwsRequest } from "../../../handler/aws/request";
import { check } from "../../../handler/watch/check";
import { type DigestLine, sendDigest } from "../../../handler/watch/digest/digest";
import type { WatchLine } from "../../../handler/watch/watch-context";
import {
  type Account,
  at,
  backupJob,
  contextOf,
  emptyAccount,
  heard,
  simulatedAws,
  tableArn,
  withDailyPlan,
} from "./support/simulated-aws";

const restoreTests = [
  { name: "weekly", planName: "weekly", types: ["DynamoDB"], isChecked: true, keepHours: 4 },
];

const lists: Readonly<Record<string, object>> = {
  "backup /backup-vaults/main/recovery-points/": { RecoveryPoints: [] },
  "backup /restore-testing/plans": { RestoreTestingPlans: [] },
};

const instead = (_: AwsRequest, name: string): HttpAnswer | undefined =>
  name in lists ? { status: 200, headers: {}, body: JSON.stringify(lists[name]) } : undefined;

const backUp = (account: Account, date: string): void => {
  const job = backupJob(account, "orders", at(`${date}T05:10Z`));
  heard(account, job["BackupJobId"]);
  account.backedUp.set(tableArn("orders"), at(`${date}T05:10Z`));
};

/** An account whose watch wrote an item in another shape. */
const remembering = (key: string, value: unknown, packed = gzipSync(JSON.stringify(value))): Account => {
  const account = withDailyPlan(emptyAccount());
  account.tags.set(tableArn("orders"), { backup: "daily" });
  account.table.set(key, { fact: { S: key }, packed: { B: packed.toString("base64") } });
  backUp(account, "2026-06-14");
  return account;
};

const checkAt = async (account: Account, time: string): Promise<WatchLine | undefined> => {
  const lines: WatchLine[] = [];
  await check(contextOf(simulatedAws(account, { instead }), at(time), { restoreTests }, lines));
  return lines[0];
};

const digestAt = async (account: Account, time: string): Promise<DigestLine | undefined> => {
  const lines: DigestLine[] = [];
  const context = contextOf(simulatedAws(account, { instead }), at(time), { restoreTests });
  await sendDigest({ ...context, log: (line) => void lines.push(line) });
  return lines[0];
};

const table = tableArn("orders");
const begun = { since: 1_781_000_000, listedUntil: 1_781_000_000, unseen: [], lateAt: [] };
const plan = { version: "1", changedAt: 1_781_000_000, selections: {} };

const ofChecks: readonly (readonly [string, unknown])[] = [
  ["watch|state", "odd"],
  ["watch|state", { ...begun, listedUntil: 1e300 }],
  ["watch|plans", [1, 2]],
  ["watch|plans", { "plan-1": null }],
  ["watch|plans", { "plan-1": { version: "1" } }],
  ["watch|plans", { "plan-1": { ...plan, rules: [null] } }],
  ["watch|plans", { "plan-1": { ...plan, selections: { "selection-1": { createdAt: 1, selection: {} } } } }],
  ["watch|resources|0", { [table]: null }],
  ["watch|resources|0", { [table]: { firstSelectedAt: "yesterday" } }],
  ["watch|resources|0", { [table]: { doubt: { jobAt: 1e300 } } }],
  ["watch|open|0", { "overdue||x": null }],
  ["watch|open|0", { "overdue||x": { finding: "overdue", since: 1, reportedAt: 1 } }],
  ["watch|unheard|0", { "backup x": null }],
  ["watch|unheard|0", { "backup x": { kind: "backup" } }],
  ["watch|verdicts|0", { x: "yesterday" }],
];

const ofDigests: readonly (readonly [string, unknown])[] = [
  ["watch|habit|0", { [table]: null }],
  ["watch|habit|0", { [table]: { at: 1, bytes: "x" } }],
  ["watch|tested|0", { [table]: null }],
  ["watch|tested|0", { [table]: { at: 1 } }],
  ["watch|tested-days|0", { DynamoDB: [null] }],
  ["watch|tested-days|0", { DynamoDB: { day: 1 } }],
];

describe("an item of the memory that has another shape", () => {
  test.each(ofChecks)(
    "%s %j is said, is written anew, and stops no check and no digest",
    async (key, value) => {
      const account = remembering(key, value);
      expect(await checkAt(account, "2026-06-15T04:00Z")).toMatchObject({
        outcome: "checked",
        unseen: ["memory: not-understood"],
      });
      expect(await checkAt(account, "2026-06-15T04:30Z")).toMatchObject({ outcome: "checked", unseen: [] });
      expect(await digestAt(account, "2026-06-15T05:00Z")).toMatchObject({
        outcome: "digest-sent",
        unseen: [],
      });
      backUp(account, "2026-06-15");
      await checkAt(account, "2026-06-15T09:00Z");
      expect(await checkAt(account, "2026-06-16T10:00Z")).toMatchObject({ open: { overdue: 1 } });
    },
  );

  test.each(ofDigests)("%s %j is said by the digest, which is sent", async (key, value) => {
    const account = remembering(key, value);
    await checkAt(account, "2026-06-15T04:00Z");
    expect(await digestAt(account, "2026-06-15T05:00Z")).toMatchObject({
      outcome: "digest-sent",
      unseen: ["memory (not understood)"],
    });
    expect(await digestAt(account, "2026-06-16T05:00Z")).toMatchObject({ unseen: [] });
  });

  test("or is not packed, is no reason to stop, either", async () => {
    const account = remembering("watch|resources|0", {}, Buffer.from("not packed"));
    expect(await checkAt(account, "2026-06-15T04:00Z")).toMatchObject({
      outcome: "checked",
      unseen: ["memory: not-understood"],
    });
  });
});

test("a state that an older watch wrote without its lists is understood", async () => {
  const account = remembering("watch|state", { since: begun.since, listedUntil: begun.listedUntil });
  expect(await checkAt(account, "2026-06-15T04:00Z")).toMatchObject({ outcome: "checked", unseen: [] });
});

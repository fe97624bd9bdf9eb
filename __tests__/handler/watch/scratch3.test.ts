import type { HttpAnswer } from "../../../handler/aws/http";
import type { AwsRequest } from "../../../handler/aws/request";
import { check, type WatchLine } from "../../../handler/watch/check";
import { sendDigest } from "../../../handler/watch/digest/digest";
import { scheduleOf } from "../../../handler/watch/cron";
import { rhythmOf } from "../../../handler/watch/runs";
import type { WatchSettings } from "../../../handler/watch/settings";
import { type Account, at, backupJob, contextOf, emptyAccount, heard, refusal, simulatedAws, tableArn, withDailyPlan, wordsOf } from "./support/simulated-aws";
const ok = (body: unknown): HttpAnswer => ({ status: 200, headers: {}, body: JSON.stringify(body) });
const calmAccount = (more: object = {}): Account => {
  const account = withDailyPlan(emptyAccount(), more);
  account.tags.set(tableArn("orders"), { backup: "daily", team: "shop" });
  account.backedUp.set(tableArn("orders"), at("2026-06-14T05:10Z"));
  return account;
};
const backUp = (account: Account, date: string, name = "orders", state = "COMPLETED", more = {}): void => {
  const job = backupJob(account, name, at(`${date}T05:10Z`), { State: state, ...more });
  heard(account, job["BackupJobId"], "backup", state);
  if (state === "COMPLETED") account.backedUp.set(tableArn(name), at(`${date}T05:10Z`));
};
type Options = Parameters<typeof simulatedAws>[1] & { readonly settings?: Partial<WatchSettings> };
const lines: WatchLine[] = [];
const checked = async (account: Account, time: string, { settings, ...options }: Options = {}) => {
  const before = account.sent.length;
  await check(contextOf(simulatedAws(account, options), at(time), settings, lines));
  return wordsOf(account.sent.slice(before).filter(({ body }) => !/"Restore Test"|"Digest"/.test(body)));
};
const noPoints = (_: AwsRequest, name: string) => name === "backup /backup-vaults/main/recovery-points/" ? ok({ RecoveryPoints: [] }) : undefined;
const digest = async (account: Account, time: string, settings = {}) => {
  await sendDigest({ ...contextOf(simulatedAws(account, { instead: noPoints }), at(time), settings), log: () => {} });
  return JSON.parse(account.sent.at(-1)?.body ?? "{}").detail;
};
void refusal;

test.each([
  ["cron(0 2 29 2 ? *)", "UTC"], ["cron(0 5 31 * ? *)", "UTC"], ["cron(30 2 ? * SUN *)", "Europe/Berlin"], ["cron(0 0 L * ? *)", "America/Sao_Paulo"], ["cron(0 5 ? * 2#5 *)", "UTC"], ["cron(0 5 1W * ? *)", "UTC"], ["cron(0/30 0/12 ? * * *)", "Asia/Kathmandu"], ["cron(0 5 ? * MON-FRI *)", "UTC"], ["cron(0 0 1 1,7 ? *)", "UTC"], ["cron(0 5 ? * * 2026-2027)", "UTC"], ["cron(15 2 ? * * *)", "Australia/Lord_Howe"], ["rate(1 day)", "UTC"], ["rate(12 hours)", "UTC"], ["cron(0 5 * * ? *)", "Etc/GMT+12"], ["cron(0 5 ? * * *)", "UTC+1"], ["cron(0 5 ? * * *)", "+02:00"], ["cron(0 5 ? * * *)", "europe/berlin"],["at(2026-06-15T05:00:00)", "UTC"],
])("cron %s %s", (schedule, timeZone) => {
  const rule = { name: "r", schedule, timeZone, startWindowMinutes: 60, completionWindowMinutes: 120, deleteAfterDays: 35 };
  const r = rhythmOf([rule], at("2028-02-20T00:00Z"));
  console.log(schedule, timeZone, r && r.limitMilliseconds / 3600e3, r?.lastDueRun, scheduleOf(schedule, timeZone)?.(at("2028-02-20T00:00Z"), at("2028-06-01T00:00Z")).slice(0, 3));
});

test("EC2 terminated lingering; plan selects", async () => {
  const account = calmAccount();
  account.optIns["EC2"] = true;
  const ec2 = "arn:aws:ec2:eu-west-1:111122223333:instance/i-1";
  account.tags.set(ec2, { backup: "daily" });
  await checked(account, "2026-06-14T04:00Z");
  backUp(account, "2026-06-14");
  console.log("ec2", await checked(account, "2026-06-14T11:00Z"));
});

test("plan edited: same day", async () => {
  const account = calmAccount();
  await checked(account, "2026-06-14T04:00Z");
  backUp(account, "2026-06-14");
  const plan = account.plans.get("plan-1")!;
  account.plans.set("plan-1", { ...plan, version: "2", rules: plan.rules.map((r) => ({ ...r, ScheduleExpression: "cron(0 * ? * * *)" })) });
  console.log("edited", await checked(account, "2026-06-14T12:00Z"), await checked(account, "2026-06-14T16:30Z"));
});

test("plan edited every day: never overdue?", async () => {
  const account = calmAccount();
  await checked(account, "2026-06-14T04:00Z");
  backUp(account, "2026-06-14");
  const plan = account.plans.get("plan-1")!;
  const out: string[] = [];
  for (let d = 15; d < 22; d++) {
    account.plans.set("plan-1", { ...plan, version: `v${d}`, rules: plan.rules.map((r) => ({ ...r, StartWindowMinutes: 60 + d })) });
    out.push(...await checked(account, `2026-06-${d}T04:30Z`));
    out.push(...await checked(account, `2026-06-${d}T12:00Z`));
  }
  console.log("edited daily", out);
});

test("EXPIRED without CompletionDate, ABORTED etc", async () => {
  const account = calmAccount();
  await checked(account, "2026-06-14T04:00Z");
  backUp(account, "2026-06-14", "orders", "EXPIRED", { CompletionDate: undefined });
  console.log(await checked(account, "2026-06-14T15:00Z"), await checked(account, "2026-06-15T15:00Z"));
});

test("same resource two jobs same second", async () => {
  const account = calmAccount();
  await checked(account, "2026-06-14T04:00Z");
  backUp(account, "2026-06-14");
  backUp(account, "2026-06-15", "orders", "PARTIAL");
  account.backedUp.set(tableArn("orders"), at("2026-06-15T05:10Z"));
  account.points.set(tableArn("orders"), [{ createdAt: at("2026-06-15T05:10Z"), status: "PARTIAL" }, { createdAt: at("2026-06-14T05:10Z"), status: "COMPLETED" }]);
  console.log(await checked(account, "2026-06-15T09:00Z"));
  // points throttled forever
});

test("resource moves between plans", async () => {
  const account = calmAccount();
  account.plans.set("plan-2", { ...account.plans.get("plan-1")!, name: "daily" });
  account.selections.set("plan-2", [{ id: "s2", createdAt: at("2026-01-01T00:00Z"), selection: { SelectionName: "x", ListOfTags: [{ ConditionType: "STRINGEQUALS", ConditionKey: "backup", ConditionValue: "two" }] } }]);
  await checked(account, "2026-06-14T04:00Z");
  backUp(account, "2026-06-14");
  const out: string[] = [];
  for (let d = 15; d < 20; d++) { account.tags.set(tableArn("orders"), { backup: d % 2 ? "two" : "daily" }); out.push(...await checked(account, `2026-06-${d}T04:30Z`), ...await checked(account, `2026-06-${d}T12:00Z`)); }
  console.log("moves", out);
});

test("digest subject", async () => {
  const account = calmAccount();
  await checked(account, "2026-06-14T04:00Z");
  backUp(account, "2026-06-14");
  backupJob(account, "orders", at("2026-06-14T06:10Z"), { State: "FAILED", StatusMessage: "x".repeat(100_000), BackupSizeInBytes: 1e300 });
  const d = await digest(account, "2026-06-14T12:00Z");
  console.log(JSON.stringify(d).length, JSON.stringify(d.bytes), JSON.stringify(d.failed).length);
});
test("huge bytes on a completed job", async () => {
  const account = calmAccount();
  await checked(account, "2026-06-14T04:00Z");
  backUp(account, "2026-06-14", "orders", "COMPLETED", { BackupSizeInBytes: 1.7e308 });
  backUp(account, "2026-06-14", "b", "COMPLETED", { BackupSizeInBytes: 1.7e308 });
  const d = await digest(account, "2026-06-14T12:00Z");
  console.log(JSON.stringify(d.bytes), JSON.stringify(d.services));
  const { digestOf } = await import("../../../handler/parse/digest");
  expect(digestOf(d)).toBeDefined();
  console.log((await digest(account, "2026-06-15T12:00Z")).open);
});
test("BatchGet: late event for > 100 jobs and denied ledger", async () => {
  const account = calmAccount();
  await checked(account, "2026-06-14T04:00Z");
  for (let i = 0; i < 250; i++) backupJob(account, `t${i}`, at("2026-06-14T05:10Z"), { BackupJobId: `L${i}` });
  const a = await checked(account, "2026-06-14T07:00Z");
  const b = await checked(account, "2026-06-14T08:00Z");
  const c = await checked(account, "2026-06-14T09:00Z");
  console.log([a, b, c].map((x) => [x.length, x.filter((y) => y.startsWith("late")).length]), JSON.parse(account.sent.at(-1)!.body).detail.total);
});

import { check } from "../../../handler/watch/check";
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
  wordsOf,
} from "./support/simulated-aws";

/** An account with tables, backed up at 05:10 of the first day. */
const accountOf = (...names: readonly string[]): Account => {
  const account = withDailyPlan(emptyAccount());
  for (const name of names) {
    account.tags.set(tableArn(name), { backup: "daily" });
    account.backedUp.set(tableArn(name), at("2026-06-14T05:10Z"));
  }
  return account;
};

type Options = Parameters<typeof simulatedAws>[1];

/** Checks at a time, and what was sent by it in words. */
const checked = async (account: Account, time: string, options: Options = {}): Promise<readonly string[]> => {
  const before = account.sent.length;
  await check(contextOf(simulatedAws(account, options), at(time)));
  return wordsOf(account.sent.slice(before));
};

const backUp = (account: Account, time: string, state: string, name = "orders"): void => {
  const job = backupJob(account, name, at(time), { State: state });
  heard(account, job["BackupJobId"], "backup", state);
};

test("a failed job that made nothing does not vouch for the incomplete backup before it", async () => {
  const account = accountOf("orders");
  await checked(account, "2026-06-14T04:00Z");
  backUp(account, "2026-06-14T05:10Z", "COMPLETED");
  await checked(account, "2026-06-14T09:00Z");
  backUp(account, "2026-06-15T05:10Z", "PARTIAL");
  account.backedUp.set(tableArn("orders"), at("2026-06-15T05:10Z"));
  account.points.set(tableArn("orders"), [
    { createdAt: at("2026-06-15T05:10Z"), status: "PARTIAL" },
    { createdAt: at("2026-06-14T05:10Z"), status: "COMPLETED" },
  ]);
  await checked(account, "2026-06-15T07:00Z");
  backUp(account, "2026-06-15T07:10Z", "FAILED");
  expect(await checked(account, "2026-06-15T09:00Z")).toEqual(["overdue failing orders"]);
});

test("a good backup in another vault does not vouch for the stage's incomplete one", async () => {
  const account = accountOf("orders");
  await checked(account, "2026-06-14T04:00Z");
  backUp(account, "2026-06-14T05:10Z", "COMPLETED");
  await checked(account, "2026-06-14T09:00Z");
  backUp(account, "2026-06-15T05:10Z", "PARTIAL");
  account.backedUp.set(tableArn("orders"), at("2026-06-15T05:10Z"));
  account.lastVaults.set(tableArn("orders"), "main");
  account.points.set(tableArn("orders"), [
    { createdAt: at("2026-06-15T05:10Z"), status: "PARTIAL", vaultName: "main" },
    { createdAt: at("2026-06-15T04:10Z"), status: "COMPLETED", vaultName: "theirs" },
    { createdAt: at("2026-06-14T05:10Z"), status: "COMPLETED", vaultName: "main" },
  ]);
  expect(await checked(account, "2026-06-15T09:00Z")).toEqual(["overdue failing orders"]);
});

test.each([
  ["AVAILABLE", []],
  ["COMPLETED", ["blind no-answer recovery-points orders"]],
  [undefined, ["blind no-answer recovery-points orders"]],
])("a recovery point without a date and with status %s is not one that is bad", async (status, said) => {
  const account = accountOf("orders");
  await checked(account, "2026-06-14T04:00Z");
  backUp(account, "2026-06-14T05:10Z", "COMPLETED");
  await checked(account, "2026-06-14T09:00Z");
  backUp(account, "2026-06-15T05:10Z", "FAILED");
  account.backedUp.set(tableArn("orders"), at("2026-06-15T05:10Z"));
  const instead: NonNullable<Options>["instead"] = (_, name) =>
    name.endsWith("/recovery-points/")
      ? {
          status: 200,
          headers: {},
          body: JSON.stringify({ RecoveryPoints: [{ RecoveryPointArn: "point", Status: status }] }),
        }
      : undefined;
  expect(await checked(account, "2026-06-15T09:00Z", { instead })).toEqual(said);
});

test("many resources that others back up, too, are one message, and are not said to be seen again with each check", async () => {
  const names = Array.from({ length: 200 }, (_, index) => `table-${index}`);
  const account = accountOf(...names);
  for (const name of names) {
    account.lastVaults.set(tableArn(name), "theirs");
    account.points.set(tableArn(name), [
      { createdAt: at("2026-06-14T05:10Z"), status: "COMPLETED", vaultName: "main" },
    ]);
  }
  const said: (readonly string[])[] = [];
  for (let hour = 10; hour < 20; hour++) said.push(await checked(account, `2026-06-14T${hour}:00Z`));
  expect(said.flat()).toEqual(
    ["blind not-all-pages recovery-points ", "over blind not-all-pages recovery-points "].map((one) =>
      one.trim(),
    ),
  );
});

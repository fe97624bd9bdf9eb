import fc from "fast-check";
import type { HttpAnswer } from "../../../handler/aws/http";
import type { AwsRequest } from "../../../handler/aws/request";
import { identityOf, noveltyOf } from "../../../handler/deduplicate/identity";
import { updatesOf } from "../../../handler/deduplicate/update";
import { messageKindOf } from "../../../handler/model/event";
import { withOwn } from "../../../handler/parse/own-event";
import { parse } from "../../../handler/parse/parse";
import { check } from "../../../handler/watch/check";
import type { WatchSettings } from "../../../handler/watch/settings";
import type { WatchLine } from "../../../handler/watch/watch-context";
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
  wordsOf,
} from "./support/simulated-aws";

const hour = 3_600_000;

/** A table that is backed up each day at 05:10, and its account. */
const calmAccount = (more: object = {}): Account => {
  const account = withDailyPlan(emptyAccount(), more);
  account.tags.set(tableArn("orders"), { backup: "daily", team: "shop", cost: "7" });
  account.backedUp.set(tableArn("orders"), at("2026-06-14T05:10Z"));
  return account;
};

const backUp = (account: Account, date: string, name = "orders", state = "COMPLETED"): void => {
  const job = backupJob(account, name, at(`${date}T05:10Z`), { State: state });
  heard(account, job["BackupJobId"], "backup", state);
  if (state === "COMPLETED") account.backedUp.set(tableArn(name), at(`${date}T05:10Z`));
};

type Options = Parameters<typeof simulatedAws>[1] & { readonly settings?: Partial<WatchSettings> };

/** Checks at a time, and what was sent by it in words. */
const checked = async (
  account: Account,
  time: string,
  { settings, ...options }: Options = {},
): Promise<readonly string[]> => {
  const before = account.sent.length;
  await check(contextOf(simulatedAws(account, options), at(time), settings));
  return wordsOf(account.sent.slice(before));
};

/** What the notifier reads of all that was sent. */
const understood = (account: Account) =>
  withOwn(
    parse({
      Records: account.sent.map(({ body }, index) => ({
        messageId: `message-${index}`,
        receiptHandle: "receipt",
        body,
        attributes: { ApproximateReceiveCount: "1" },
        eventSourceARN: "arn:aws:sqs:eu-west-1:111122223333:main",
      })),
    }),
  ).records;

describe("a check", () => {
  test("says nothing on calm days", async () => {
    const account = calmAccount();
    for (let day = 14; day < 20; day++) {
      expect(await checked(account, `2026-06-${day}T04:00Z`)).toEqual([]);
      backUp(account, `2026-06-${day}`);
      expect(await checked(account, `2026-06-${day}T09:00Z`)).toEqual([]);
    }
  });

  test("says once that a resource is overdue, again when that is twice as old, and once that it is over", async () => {
    const account = calmAccount();
    await checked(account, "2026-06-14T04:00Z");
    backUp(account, "2026-06-14");
    expect(await checked(account, "2026-06-15T08:00Z")).toEqual([]);
    expect(await checked(account, "2026-06-15T09:00Z")).toEqual(["overdue missed orders"]);
    expect(await checked(account, "2026-06-15T10:00Z")).toEqual([]);
    expect(await checked(account, "2026-06-17T08:00Z")).toEqual([]);
    expect(await checked(account, "2026-06-17T09:00Z")).toEqual(["overdue missed orders"]);
    expect(await checked(account, "2026-06-18T09:00Z")).toEqual([]);
    backUp(account, "2026-06-19");
    expect(await checked(account, "2026-06-19T09:00Z")).toEqual(["over overdue missed orders"]);
    expect(await checked(account, "2026-06-19T10:00Z")).toEqual([]);
  });

  test("gives each subject what a reader needs, with the tags that routes check only", async () => {
    const account = calmAccount();
    await checked(account, "2026-06-14T04:00Z");
    backUp(account, "2026-06-14");
    await checked(account, "2026-06-15T09:00Z");
    const { detail, source, account: owner } = JSON.parse(account.sent.at(-1)?.body ?? "");
    expect({ source, owner }).toEqual({ source: "backup-notifications.watch", owner: "111122223333" });
    expect(detail).toEqual({
      schema: 1,
      finding: "overdue",
      cause: "missed",
      total: 1,
      subjects: [
        {
          id: tableArn("orders"),
          since: "2026-06-15T08:10:00.000Z",
          lastGoodAt: "2026-06-14T05:10:00.000Z",
          limitHours: 27,
          planNames: ["daily"],
          tags: { team: "shop" },
        },
      ],
    });
  });

  test("says again where a backup that was late is missing after all", async () => {
    const account = calmAccount();
    await checked(account, "2026-06-14T04:00Z");
    backUp(account, "2026-06-14");
    const job = backupJob(account, "orders", at("2026-06-15T05:10Z"), {
      State: "RUNNING",
      CompletionDate: undefined,
    });
    expect(await checked(account, "2026-06-15T09:00Z")).toEqual(["overdue running orders"]);
    const [listed] = account.jobs.slice(-1);
    listed?.set("State", "FAILED").set("CompletionDate", at("2026-06-15T09:30Z").getTime() / 1000);
    heard(account, job["BackupJobId"], "backup", "FAILED");
    expect(await checked(account, "2026-06-15T10:00Z")).toEqual(["overdue failing orders"]);
  });

  test("a change of the plan gives time, and does not say that a backup is no longer overdue", async () => {
    const account = calmAccount();
    await checked(account, "2026-06-14T04:00Z");
    backUp(account, "2026-06-14");
    expect(await checked(account, "2026-06-15T12:00Z")).toEqual(["overdue missed orders"]);
    const plan = account.plans.get("plan-1");
    const rules = plan?.rules.map((rule) => ({ ...rule, StartWindowMinutes: 120 })) ?? [];
    if (plan) account.plans.set("plan-1", { ...plan, version: "2", rules });
    expect(await checked(account, "2026-06-15T13:00Z")).toEqual([]);
    expect(await checked(account, "2026-06-16T04:00Z")).toEqual([]);
    backUp(account, "2026-06-16");
    expect(await checked(account, "2026-06-16T08:00Z")).toEqual(["over overdue missed orders"]);
  });

  test("a limit of the stage counts instead of the one of the rules", async () => {
    const account = calmAccount();
    const settings = { overdue: [{ tags: { team: ["shop"] }, hours: 72 }] };
    await checked(account, "2026-06-14T04:00Z", { settings });
    backUp(account, "2026-06-14");
    expect(await checked(account, "2026-06-17T05:00Z", { settings })).toEqual([]);
    expect(await checked(account, "2026-06-17T05:11Z", { settings })).toEqual(["overdue missed orders"]);
  });

  test("a recovery point that is not good does not make a resource fresh", async () => {
    const account = calmAccount();
    await checked(account, "2026-06-14T04:00Z");
    backUp(account, "2026-06-14");
    await checked(account, "2026-06-14T09:00Z");
    backUp(account, "2026-06-15", "orders", "PARTIAL");
    account.backedUp.set(tableArn("orders"), at("2026-06-15T05:10Z"));
    account.points.set(tableArn("orders"), [
      { createdAt: at("2026-06-15T05:10Z"), status: "PARTIAL" },
      { createdAt: at("2026-06-14T05:10Z"), status: "COMPLETED" },
    ]);
    expect(await checked(account, "2026-06-15T09:00Z")).toEqual(["overdue failing orders"]);
    backUp(account, "2026-06-16");
    expect(await checked(account, "2026-06-16T09:00Z")).toEqual(["over overdue failing orders"]);
  });

  /** Another plan backs the table up into another vault, an hour after the stage's. */
  const backUpElsewhere = (account: Account, date: string): void => {
    account.backedUp.set(tableArn("orders"), at(`${date}T06:10Z`));
    account.lastVaults.set(tableArn("orders"), "theirs");
    backupJob(account, "orders", at(`${date}T06:10Z`), { BackupVaultName: "theirs" });
  };

  test("a backup in another vault does not hide that the stage's is missing", async () => {
    const account = calmAccount();
    account.points.set(tableArn("orders"), [
      { createdAt: at("2026-06-14T06:10Z"), status: "COMPLETED", vaultName: "theirs" },
      { createdAt: at("2026-06-14T05:10Z"), status: "COMPLETED", vaultName: "main" },
    ]);
    const asked: string[] = [];
    const instead = (_: AwsRequest, name: string): undefined => void asked.push(name);
    const said: string[] = [];
    for (const day of ["14", "15", "16", "17"]) {
      said.push(...(await checked(account, `2026-06-${day}T04:00Z`, { instead })));
      if (day !== "16") {
        backUp(account, `2026-06-${day}`);
        account.lastVaults.set(tableArn("orders"), "main");
      }
      said.push(...(await checked(account, `2026-06-${day}T06:00Z`, { instead })));
      backUpElsewhere(account, `2026-06-${day}`);
      said.push(...(await checked(account, `2026-06-${day}T09:00Z`, { instead })));
    }
    expect(said).toEqual(["overdue missed orders", "over overdue missed orders"]);
    expect(asked.filter((name) => name.includes("recovery-points"))).toHaveLength(1);
  });

  test("a rule for another vault neither sets a limit, nor counts as the stage's", async () => {
    const account = calmAccount();
    const [rule] = account.plans.get("plan-1")?.rules ?? [];
    const hourly = { RuleName: "hourly", TargetBackupVaultName: "theirs", Lifecycle: { DeleteAfterDays: 1 } };
    const rules = [rule ?? {}, { ...hourly, ScheduleExpression: "cron(30 * ? * * *)" }];
    account.plans.set("plan-1", { name: "daily", version: "1", createdAt: at("2026-01-01T00:00Z"), rules });
    await checked(account, "2026-06-14T04:00Z");
    backUp(account, "2026-06-14");
    expect(await checked(account, "2026-06-15T04:00Z")).toEqual([]);
    expect(await checked(account, "2026-06-16T12:00Z")).toEqual(["overdue missed orders"]);
  });

  test("a backup in the air-gapped vault of the stage's rule is the stage's", async () => {
    const account = calmAccount({
      TargetLogicallyAirGappedBackupVaultArn: "arn:aws:backup:eu-west-1:111122223333:backup-vault:gapped",
    });
    await checked(account, "2026-06-14T04:00Z");
    for (const day of ["14", "15"]) {
      const created = at(`2026-06-${day}T05:10Z`);
      const job = backupJob(account, "orders", created, { BackupVaultName: "gapped" });
      heard(account, job["BackupJobId"]);
      account.backedUp.set(tableArn("orders"), created);
      account.lastVaults.set(tableArn("orders"), "gapped");
      expect(await checked(account, `2026-06-${day}T12:00Z`)).toEqual([]);
    }
  });

  test("a resource that AWS names as backed up, and does not say when, is neither overdue nor never backed up", async () => {
    const account = calmAccount();
    await checked(account, "2026-06-14T04:00Z");
    backUp(account, "2026-06-14");
    const instead = (_: AwsRequest, name: string) =>
      name === "backup /resources/"
        ? {
            status: 200,
            headers: {},
            body: JSON.stringify({ Results: [{ ResourceArn: tableArn("orders") }] }),
          }
        : undefined;
    expect(await checked(account, "2026-06-16T12:00Z", { instead })).toEqual([
      "blind no-answer recovery-points orders",
    ]);
  });

  test("a new resource has grace, and is found when its first run made nothing", async () => {
    const account = calmAccount();
    await checked(account, "2026-06-14T04:00Z");
    backUp(account, "2026-06-14");
    account.tags.set(tableArn("carts"), { backup: "daily" });
    expect(await checked(account, "2026-06-14T09:00Z")).toEqual([]);
    backUp(account, "2026-06-15");
    expect(await checked(account, "2026-06-15T09:00Z")).toEqual([]);
    expect(await checked(account, "2026-06-15T10:01Z")).toEqual(["never-backed-up missed carts"]);
  });

  test("a resource that a plan names and that has neither tags nor backups is not seen, which is said; one that was deleted is not", async () => {
    const account = calmAccount();
    const resources = [
      ...[tableArn("secret"), tableArn("old"), "arn:aws:dynamodb:us-east-1:111122223333:table/theirs"],
      "arn:aws:newdb:eu-west-1:111122223333:thing/a",
    ];
    account.selections.get("plan-1")?.push({
      id: "selection-2",
      createdAt: at("2026-01-01T00:00Z"),
      selection: { SelectionName: "named", Resources: resources },
    });
    account.tags.set(tableArn("old"), { owner: "me" });
    const said: string[] = [];
    for (const day of ["14", "15", "16", "17"]) {
      said.push(...(await checked(account, `2026-06-${day}T04:00Z`)));
      account.tags.delete(tableArn("old"));
      backUp(account, `2026-06-${day}`);
      said.push(...(await checked(account, `2026-06-${day}T12:00Z`)));
    }
    expect(said).toEqual(["blind not-ours existence secret", "blind not-ours existence secret"]);
    account.tags.set(tableArn("secret"), { owner: "me" });
    backUp(account, "2026-06-18", "secret");
    backUp(account, "2026-06-18");
    expect(await checked(account, "2026-06-18T06:00Z")).toEqual(["over blind not-ours existence secret"]);
  });

  test("a resource of a type that this version does not know is said, where it is in a vault of the stage", async () => {
    const account = calmAccount();
    for (const [name, vault] of [
      ["ours", "main"],
      ["theirs", "theirs"],
    ] as const) {
      const arn = `arn:aws:newdb:eu-west-1:111122223333:thing/${name}`;
      account.backedUp.set(arn, at("2026-06-01T05:10Z"));
      account.lastVaults.set(arn, vault);
    }
    expect(await checked(account, "2026-06-14T04:00Z")).toEqual(["blind not-understood tags ours"]);
    expect(await checked(account, "2026-06-14T05:00Z")).toEqual([]);
  });

  test("a plan and a selection whose clock was years ahead are judged all the same", async () => {
    const account = calmAccount();
    const plan = account.plans.get("plan-1");
    if (plan) account.plans.set("plan-1", { ...plan, createdAt: at("2034-01-01T00:00Z") });
    const [selection] = account.selections.get("plan-1") ?? [];
    if (selection) account.selections.set("plan-1", [{ ...selection, createdAt: at("2034-01-01T00:00Z") }]);
    await checked(account, "2026-06-14T04:00Z");
    backUp(account, "2026-06-14");
    expect(await checked(account, "2026-06-15T08:00Z")).toEqual([]);
    expect(await checked(account, "2026-06-15T09:00Z")).toEqual(["overdue missed orders"]);
  });

  test("a finding of many resources that many plans select fits into a message of the queue", async () => {
    const account = calmAccount();
    const [plan, selections] = [account.plans.get("plan-1"), account.selections.get("plan-1")];
    for (let index = 0; index < 100; index++) {
      const id = `plan-of-a-team-${index}`;
      if (plan) account.plans.set(id, { ...plan, name: id.padEnd(50, "-") });
      if (selections) account.selections.set(id, selections);
      account.tags.set(tableArn(`table-${index}`), { backup: "daily" });
      account.backedUp.set(tableArn(`table-${index}`), at("2026-06-14T05:10Z"));
    }
    await checked(account, "2026-06-14T04:00Z");
    await checked(account, "2026-06-16T12:00Z");
    const { body = "" } = account.sent.at(-1) ?? {};
    expect(body.length).toBeLessThan(256 * 1024);
    const { subjects, total } = JSON.parse(body).detail;
    expect(total).toBe(101);
    expect(subjects.length).toBeGreaterThan(20);
  });

  test("a resource that lost its tag is found, and one that was deleted is not", async () => {
    const account = calmAccount();
    account.tags.set(tableArn("carts"), { backup: "daily" });
    account.backedUp.set(tableArn("carts"), at("2026-06-14T05:10Z"));
    await checked(account, "2026-06-14T04:00Z");
    account.tags.set(tableArn("orders"), {});
    account.tags.delete(tableArn("carts"));
    expect(await checked(account, "2026-06-14T05:00Z")).toEqual(["unprotected not-named orders"]);
    expect(await checked(account, "2026-06-20T05:00Z")).toEqual(["unprotected not-named orders"]);
    account.tags.set(tableArn("orders"), { backup: "daily" });
    expect(await checked(account, "2026-06-20T06:00Z")).toEqual(["over unprotected not-named orders"]);
    // Anew, its first run has to end first.
    expect(await checked(account, "2026-06-20T07:00Z")).toEqual([]);
  });

  test("a resource that loses its tag, has it again and loses it once more within hours is said both times", async () => {
    const account = calmAccount();
    await checked(account, "2026-06-14T09:00Z");
    for (const [time, tags] of [
      ["10:00", {}],
      ["11:00", { backup: "daily" }],
      ["12:00", {}],
    ] as const) {
      account.tags.set(tableArn("orders"), tags);
      await checked(account, `2026-06-14T${time}Z`);
    }
    const identities = understood(account).flatMap(({ event }) => identityOf(event) ?? []);
    expect(identities.map(({ state }) => state)).toEqual(["warning", "over", "warning"]);
    const [first, over, second] = identities;
    const sent = new Set([first, over].flatMap((one) => [one?.state ?? "", ...(one?.facts ?? [])]));
    expect(second && noveltyOf(second, sent)).toBe("new");
  });

  test("a cluster whose ARN may be of several types is judged, although only some of these are opted in", async () => {
    const account = calmAccount();
    Object.assign(account.optIns, { Aurora: true, RDS: true, DocumentDB: false, Neptune: false });
    const arnOf = (name: string): string => `arn:aws:rds:eu-west-1:111122223333:cluster:${name}`;
    for (const [name, type] of [
      ["shop", "Aurora"],
      ["graph", "Neptune"],
      ["new", undefined],
    ] as const) {
      account.tags.set(arnOf(name), { backup: "daily" });
      if (type) account.backedUp.set(arnOf(name), at("2026-06-14T05:10Z"));
      if (type) account.types.set(arnOf(name), type);
    }
    const settings = { mustProtect: { tags: { backup: ["daily"] }, resourceTypes: [] } };
    const [name, prefix] = ["arn:aws:rds:eu-west-1:111122223333:cluster", "not-opted-in"];
    expect(await checked(account, "2026-06-14T04:00Z", { settings })).toEqual([
      `unprotected ${prefix} ${name}:graph`,
    ]);
    backUp(account, "2026-06-14");
    backUp(account, "2026-06-15");
    expect(await checked(account, "2026-06-15T12:00Z", { settings })).toEqual([
      `never-backed-up missed ${name}:new`,
      `overdue missed ${name}:shop`,
    ]);
  });

  test("a plan of the stage that is gone, or selects nothing, is said", async () => {
    const account = calmAccount();
    await checked(account, "2026-06-14T04:00Z");
    const selections = account.selections.get("plan-1") ?? [];
    account.selections.set("plan-1", []);
    expect(await checked(account, "2026-06-14T05:00Z")).toEqual([
      "guard selection plan-1",
      "unprotected no-selection orders",
    ]);
    account.selections.set("plan-1", selections);
    expect(await checked(account, "2026-06-14T06:00Z")).toEqual([
      "over unprotected no-selection orders",
      "over guard selection plan-1",
    ]);
    account.plans.clear();
    expect(await checked(account, "2026-06-14T07:00Z")).toContain("guard plan plan-1");
  });

  test("a plan of the stage whose rules make backups into another's vault only is said, until they are as they were", async () => {
    const account = calmAccount();
    await checked(account, "2026-06-14T04:00Z");
    const plan = account.plans.get("plan-1") ?? {
      name: "",
      version: "",
      createdAt: at("2026-06-14"),
      rules: [],
    };
    const rules = [{ RuleName: "daily", TargetBackupVaultName: "theirs" }];
    account.plans.set("plan-1", { ...plan, version: "2", rules });
    expect(await checked(account, "2026-06-14T05:00Z")).toEqual(["guard rules plan-1"]);
    const instead = ({ path }: AwsRequest) =>
      path === "/backup/plans/plan-1/" ? refusal(400, "ThrottlingException") : undefined;
    account.plans.set("plan-1", { ...plan, version: "3", rules });
    expect(await checked(account, "2026-06-14T06:00Z", { instead })).toEqual([
      "blind throttled rules plan-1",
    ]);
    account.plans.set("plan-1", plan);
    expect(await checked(account, "2026-06-14T07:00Z")).toContain("over guard rules plan-1");
  });

  test("a vault that notifies another topic is said", async () => {
    const account = calmAccount();
    const arn = "arn:aws:backup:eu-west-1:111122223333:backup-vault:main";
    const settings = { expected: [{ of: "vault-notifications" as const, arn, expected: "ours" }] };
    account.notifications.set("main", "ours");
    expect(await checked(account, "2026-06-14T04:00Z", { settings })).toEqual([]);
    account.notifications.delete("main");
    expect(await checked(account, "2026-06-14T05:00Z", { settings })).toEqual([
      `guard vault-notifications ${arn}`,
    ]);
  });

  test("a missing copy is found half a day after its backup, and over with the next copy", async () => {
    const destination = "arn:aws:backup:eu-central-1:111122223333:backup-vault:copies";
    const account = calmAccount({ CopyActions: [{ DestinationBackupVaultArn: destination }] });
    await checked(account, "2026-06-14T04:00Z");
    backUp(account, "2026-06-14");
    expect(await checked(account, "2026-06-14T17:00Z")).toEqual([]);
    expect(await checked(account, "2026-06-14T18:00Z")).toEqual(["copy-overdue missed orders"]);
    const created = at("2026-06-15T05:50Z").getTime() / 1000;
    backUp(account, "2026-06-15");
    account.jobs.push(
      new Map(
        Object.entries({
          CopyJobId: "COPY-1",
          ResourceArn: tableArn("orders"),
          SourceBackupVaultArn: "arn:aws:backup:eu-west-1:111122223333:backup-vault:main",
          DestinationBackupVaultArn: destination,
          State: "COMPLETED",
          CreationDate: created,
          CompletionDate: created + 600,
        }),
      ),
    );
    heard(account, "COPY-1", "copy");
    expect(await checked(account, "2026-06-15T07:00Z")).toEqual(["over copy-overdue missed orders"]);
  });
});

test.each(["12", "19"])(
  "a missing copy of a backup is found by checks once a day at %s:00, and by the first one after days without any",
  async (clock) => {
    const destination = "arn:aws:backup:eu-central-1:111122223333:backup-vault:copies";
    const account = calmAccount({ CopyActions: [{ DestinationBackupVaultArn: destination }] });
    await checked(account, `2026-06-13T${clock}:00Z`);
    backUp(account, "2026-06-14");
    const said = [
      ...(await checked(account, `2026-06-14T${clock}:00Z`)),
      ...(await checked(account, `2026-06-15T${clock}:00Z`)),
    ];
    expect(said).toContain("copy-overdue missed orders");
    const other = calmAccount({ CopyActions: [{ DestinationBackupVaultArn: destination }] });
    await checked(other, `2026-06-13T${clock}:00Z`);
    backUp(other, "2026-06-14");
    expect(await checked(other, `2026-06-18T${clock}:00Z`)).toContain("copy-overdue missed orders");
  },
);

describe("a missing copy of a weekly backup", () => {
  const destination = "arn:aws:backup:eu-central-1:111122223333:backup-vault:copies";
  const missing = async (): Promise<Account> => {
    const account = calmAccount({
      ScheduleExpression: "cron(0 5 ? * SUN *)",
      CopyActions: [{ DestinationBackupVaultArn: destination }],
    });
    await checked(account, "2026-06-14T04:00Z");
    backUp(account, "2026-06-14");
    expect(await checked(account, "2026-06-14T18:00Z")).toEqual(["copy-overdue missed orders"]);
    return account;
  };

  test("is missing all week, is said again, and is over with its copy, however late", async () => {
    const account = await missing();
    const lines: WatchLine[] = [];
    await check(contextOf(simulatedAws(account), at("2026-06-15T18:00Z"), {}, lines));
    expect(lines[0]?.open).toEqual({ "copy-overdue": 1 });
    expect(await checked(account, "2026-06-16T18:00Z")).toEqual(["copy-overdue missed orders"]);
    const created = at("2026-06-17T05:50Z").getTime() / 1000;
    const copy = {
      CopyJobId: "COPY-1",
      ResourceArn: tableArn("orders"),
      DestinationBackupVaultArn: destination,
      State: "COMPLETED",
      CreationDate: created,
      CompletionDate: created + 600,
    };
    account.jobs.push(new Map(Object.entries(copy)));
    expect(await checked(account, "2026-06-20T06:00Z")).toContain("over copy-overdue missed orders");
  });

  test("is forgotten once no rule wants it any more", async () => {
    const account = await missing();
    const plan = account.plans.get("plan-1");
    if (plan) {
      const rules = plan.rules.map((rule) => ({ ...rule, CopyActions: [] }));
      account.plans.set("plan-1", { ...plan, version: "2", rules });
    }
    const lines: WatchLine[] = [];
    await check(contextOf(simulatedAws(account), at("2026-06-15T18:00Z"), {}, lines));
    await check(contextOf(simulatedAws(account), at("2026-06-19T18:00Z"), {}, lines));
    expect(lines.map(({ open, sent }) => [open, sent.over])).toEqual([
      [{}, 0],
      [{}, 0],
    ]);
  });
});

test("copies that two vaults of one name miss, in two Regions, are two updates", async () => {
  const vaults = ["eu-central-1", "us-east-1"].map(
    (region) => `arn:aws:backup:${region}:111122223333:backup-vault:copies`,
  );
  const account = calmAccount({
    CopyActions: vaults.map((DestinationBackupVaultArn) => ({ DestinationBackupVaultArn })),
  });
  await checked(account, "2026-06-14T04:00Z");
  backUp(account, "2026-06-14");
  await checked(account, "2026-06-14T18:00Z");
  const updates = updatesOf(understood(account));
  expect(
    updates.map(({ event }) => event.kind === "notice" && event.found?.subject.vaultArn).toSorted(),
  ).toEqual(vaults);
});

describe("a job of whose end no event came", () => {
  const unheard = async (): Promise<Account> => {
    const account = calmAccount();
    await checked(account, "2026-06-14T04:00Z");
    backupJob(account, "orders", at("2026-06-14T05:10Z"));
    account.backedUp.set(tableArn("orders"), at("2026-06-14T05:10Z"));
    return account;
  };
  const id = `JOB-orders-${at("2026-06-14T05:10Z").getTime()}`;

  test("is sent late, once, an hour after its end", async () => {
    const account = await unheard();
    expect(await checked(account, "2026-06-14T06:00Z")).toEqual([]);
    expect(await checked(account, "2026-06-14T07:00Z")).toEqual([`late ${id}`, `unheard ${id}`]);
    expect(await checked(account, "2026-06-14T08:00Z")).toEqual([]);
    heard(account, id);
    expect(await checked(account, "2026-06-14T09:00Z")).toEqual([]);
  });

  test("is sent with the identity that AWS's own event has", async () => {
    const account = await unheard();
    await checked(account, "2026-06-14T07:00Z");
    const late = account.sent.map(({ body }) => JSON.parse(body)).find(({ detail }) => detail.event);
    expect(late.detail.event).toMatchObject({
      source: "aws.backup",
      "detail-type": "Backup Job State Change",
      time: "2026-06-14T05:40:00.000Z",
      detail: { backupJobId: id, state: "COMPLETED", creationDate: "2026-06-14T05:10:00.000Z" },
    });
    const [update] = updatesOf(understood(account));
    expect(update?.identity).toMatchObject({
      subject: `backup|${id.toLowerCase()}|111122223333|eu-west-1`,
      state: "COMPLETED",
    });
  });

  test("is heard of although its state is newer than this version, or AWS names none", async () => {
    for (const state of ["MELTED", undefined]) {
      const account = await unheard();
      account.jobs[0]?.set("State", state);
      expect(await checked(account, "2026-06-14T07:00Z")).toEqual([`late ${id}`, `unheard ${id}`]);
    }
  });

  test("is heard of although the clock was wrong once, a year ahead", async () => {
    const account = calmAccount();
    await checked(account, "2026-06-14T04:00Z");
    await checked(account, "2027-06-14T04:00Z");
    backupJob(account, "orders", at("2026-06-14T05:10Z"));
    await checked(account, "2026-06-14T05:45Z");
    expect(await checked(account, "2026-06-14T07:00Z")).toContain(`late ${id}`);
  });

  test("is sent with what is known of it where AWS does not list it any more", async () => {
    const account = await unheard();
    await checked(account, "2026-06-14T06:00Z");
    account.jobs.length = 0;
    const lines: WatchLine[] = [];
    await check(contextOf(simulatedAws(account), at("2026-06-14T07:00Z"), {}, lines));
    expect(lines[0]).not.toHaveProperty("problem");
    expect(wordsOf(account.sent)).toEqual([`late ${id}`, `unheard ${id}`]);
    const [update] = updatesOf(understood(account));
    expect(update?.event).toMatchObject({
      kind: "job",
      state: "COMPLETED",
      details: { vaultName: "main", resourceArn: tableArn("orders") },
    });
    expect(update?.identity).toMatchObject({ subject: `backup|${id.toLowerCase()}|111122223333|eu-west-1` });
  });

  test("waits while anything waits in a queue, however long, and is sent afterwards", async () => {
    const account = await unheard();
    account.waiting = 3;
    for (const time of ["06:00", "07:00", "12:00", "23:00"]) {
      expect(await checked(account, `2026-06-14T${time}Z`)).toEqual([]);
    }
    account.waiting = 0;
    expect(await checked(account, "2026-06-15T00:00Z")).toEqual([`late ${id}`, `unheard ${id}`]);
  });
});

describe("what AWS does not answer", () => {
  test("is said, is never over, and is over once it answers", async () => {
    const account = calmAccount();
    await checked(account, "2026-06-14T04:00Z");
    backUp(account, "2026-06-14");
    expect(await checked(account, "2026-06-15T09:00Z")).toEqual(["overdue missed orders"]);
    const instead = ({ path }: AwsRequest) =>
      path.startsWith("/resources/") ? refusal(429, "ThrottlingException") : undefined;
    expect(await checked(account, "2026-06-15T10:00Z", { instead })).toEqual([
      "blind throttled protected-resources",
    ]);
    expect(await checked(account, "2026-06-15T11:00Z", { instead })).toEqual([]);
    expect(await checked(account, "2026-06-15T12:00Z")).toEqual(["over blind throttled protected-resources"]);
  });

  test("of another's plan is not ours to see", async () => {
    const account = calmAccount();
    account.plans.set("plan-2", {
      name: "theirs",
      version: "1",
      createdAt: at("2026-01-01T00:00Z"),
      rules: [],
    });
    const instead = ({ path }: AwsRequest) =>
      path.startsWith("/backup/plans/plan-2/") ? refusal(403, "AccessDeniedException") : undefined;
    expect(await checked(account, "2026-06-14T04:00Z", { instead })).toEqual([
      "blind not-ours rules plan-2",
      "blind not-ours selections plan-2",
    ]);
  });

  test("of a plan that is deleted since is not said to be seen again", async () => {
    const account = calmAccount();
    account.plans.set("plan-2", { name: "theirs", version: "1", createdAt: at("2026-01-01"), rules: [] });
    const instead = ({ path }: AwsRequest) =>
      path.startsWith("/backup/plans/plan-2/") ? refusal(403, "AccessDeniedException") : undefined;
    expect(await checked(account, "2026-06-14T04:00Z", { instead })).toHaveLength(2);
    account.plans.delete("plan-2");
    expect(await checked(account, "2026-06-14T05:00Z")).toEqual([]);
    expect(await checked(account, "2026-06-14T06:00Z")).toEqual([]);
  });

  test("of its memory makes the check fail, and is said once a day", async () => {
    const account = calmAccount();
    const instead = (_: AwsRequest, name: string) =>
      name.startsWith("dynamodb") ? refusal(400, "AccessDeniedException") : undefined;
    const lines: WatchLine[] = [];
    const context = contextOf(simulatedAws(account, { instead }), at("2026-06-14T04:00Z"), {}, lines);
    const { problem } = await check(context);
    await check({ ...context, now: at("2026-06-14T05:00Z") });
    expect(problem).toMatch(/^the table ledger did not answer \(access-denied\)/);
    expect(lines.map(({ outcome }) => outcome)).toEqual(["check-failed", "check-failed"]);
    expect(wordsOf(account.sent)).toEqual(
      ["blind access-denied memory ", "blind access-denied memory "].map((one) => one.trim()),
    );
    expect(new Set(account.sent.map(({ id }) => id)).size).toBe(1);
  });
});

/** A week with troubles, checked every three hours. */
const troubledWeek = async (account: Account, options: (hours: number) => Options): Promise<void> => {
  const start = at("2026-06-14T04:00Z").getTime();
  const names = ["orders", "carts", "users"];
  for (const name of names) account.tags.set(tableArn(name), { backup: "daily" });
  for (let hours = 0; hours < 7 * 24; hours += 3) {
    const now = new Date(start + hours * hour);
    const date = now.toISOString().slice(0, 10);
    if (hours % 24 === 3) {
      backUp(account, date);
      if (hours < 72) backUp(account, date, "carts");
      const job = backupJob(account, "users", at(`${date}T05:10Z`), {
        State: hours === 99 ? "FAILED" : "COMPLETED",
        ...(hours === 99 && { StatusMessage: "no" }),
      });
      if (hours !== 99) account.backedUp.set(tableArn("users"), at(`${date}T05:10Z`));
      if (hours !== 51) heard(account, job["BackupJobId"], "backup", String(job["State"]));
    }
    await check(contextOf(simulatedAws(account, options(hours)), now));
    for (const { body } of account.sent) {
      const { detail } = JSON.parse(body);
      if (detail.event) heard(account, detail.event.detail.backupJobId);
    }
  }
};

const calmWeek = (): Account => withDailyPlan(emptyAccount());

/** All that was said, whatever was said together. */
const said = (account: Account): readonly string[] =>
  [
    ...new Set(
      account.sent.flatMap(({ body }) => {
        const { detail } = JSON.parse(body);
        const prefix = [detail.isOver && "over", detail.finding].filter(Boolean).join(" ");
        if (detail.event) return [`late ${detail.event.detail.backupJobId}`];
        return detail.subjects.map(({ id }: { id: string }) => `${prefix} ${id}`);
      }),
    ),
  ].sort();

describe("a week with troubles", () => {
  test("is said the same in any order and on any pages", async () => {
    const expected = calmWeek();
    await troubledWeek(expected, () => ({}));
    expect(said(expected)).toEqual([
      `late JOB-users-${at("2026-06-16T05:10Z").getTime()}`,
      `over overdue ${tableArn("users")}`,
      `overdue ${tableArn("carts")}`,
      `overdue ${tableArn("users")}`,
      `unheard JOB-users-${at("2026-06-16T05:10Z").getTime()}`,
    ]);
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 3 }), async (seed, pageSize) => {
        const account = calmWeek();
        await troubledWeek(account, () => ({ seed, pageSize }));
        expect(wordsOf(account.sent)).toEqual(wordsOf(expected.sent));
      }),
      { numRuns: 5 },
    );
  });

  test("is understood by the notifier", async () => {
    const account = calmWeek();
    await troubledWeek(account, (hours) => ({
      instead: (_, name) =>
        hours === 30 && name.startsWith("tagging") ? refusal(403, "AccessDeniedException") : undefined,
    }));
    const kinds = understood(account).map(({ event }) => messageKindOf(event));
    expect(kinds.filter((kind) => !/^(?:watch|backup)\./.test(kind))).toEqual([]);
    expect(new Set(kinds)).toEqual(
      new Set(["backup.completed", "watch.blind", "watch.overdue", "watch.unheard"]),
    );
  });

  test("loses nothing where checks break off after any call, and finds nothing else", async () => {
    const expected = calmWeek();
    await troubledWeek(expected, () => ({}));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(fc.nat(40), { freq: 2 }), { minLength: 10, maxLength: 56 }),
        async (breaks) => {
          const account = calmWeek();
          await troubledWeek(account, (hours) => {
            // At most every other check: what broke off is found by the next.
            const left = hours % 6 === 3 && hours > 3 ? breaks[hours / 3] : undefined;
            let calls = 0;
            const instead = (): HttpAnswer | undefined => {
              calls += 1;
              if (left != null && calls > left) throw new Error("the function was stopped");
              return undefined;
            };
            return { instead };
          });
          expect(said(account).filter((one) => !/blind/.test(one))).toEqual(said(expected));
        },
      ),
      { numRuns: 8 },
    );
  });

  test("is never said more, where AWS does not answer some questions, but that it does not", async () => {
    const expected = calmWeek();
    await troubledWeek(expected, () => ({}));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(9), { minLength: 5, maxLength: 200 }), async (dice) => {
        const account = calmWeek();
        let call = 0;
        const instead = ({ service }: AwsRequest): HttpAnswer | undefined =>
          service !== "sqs" && dice[call++ % dice.length] === 0
            ? refusal(400, "ThrottlingException")
            : undefined;
        await troubledWeek(account, (hours) => (hours > 3 ? { instead } : {}));
        const all = new Set(said(expected));
        expect(said(account).filter((one) => !/blind/.test(one) && !all.has(one))).toEqual([]);
      }),
      { numRuns: 8 },
    );
  });
});

import { join } from "node:path";
import { copyProblemsOf } from "../../src/stage/copy-problems";
import { loadStage, stageNames } from "../../src/stage/load";
import { selectionProblemsOf } from "../../src/stage/selection-problems";
import { all, synthesizeNamed } from "../fixtures/stack";

const directory = join(__dirname, "..", "..", "stages");

test("the project starts with two stages", () => {
  expect(stageNames(directory)).toEqual(["dev", "prod"]);
});

test("dev is small and disposable, sends no alarms, posts what starts and ends, and keeps its logs for a year", () => {
  expect(loadStage("dev", directory)).toMatchObject({
    vault: { forceDestroy: true },
    testWorkload: { instanceType: "t4g.nano", table: true },
    notifier: { logRetentionDays: 365 },
    routes: [{ kinds: ["*.started", "backup.completed"], post: true }],
    alarmEmail: false,
    ledger: true,
    dashboard: true,
  });
});

test("prod keeps its recovery points, has the default routing and leaves the alarm address open", () => {
  const prod = loadStage("prod", directory);
  expect(prod).toMatchObject({
    vault: { forceDestroy: false },
    eventBridge: true,
    mutedKinds: [],
    routes: [],
    benignReasons: [],
  });
  expect(prod).not.toHaveProperty("testWorkload");
  expect(prod).not.toHaveProperty("alarmEmail");
});

test("prod posts no event twice, has a dashboard, and notices a day without a backup", () => {
  expect(loadStage("prod", directory)).toMatchObject({
    ledger: true,
    dashboard: true,
    watch: { digestAt: "08:00", timeZone: "Etc/UTC", checkEveryHours: 1 },
  });
});

describe("the examples", () => {
  const examples = join(directory, "examples");

  test.each(stageNames(examples))("%s is valid, and becomes a stack", (name) => {
    const stage = loadStage(name, examples);
    expect(selectionProblemsOf(stage, "eu-central-1")).toEqual([]);
    expect(copyProblemsOf(stage.vault, name, { ...stage, region: "eu-central-1" })).toEqual([]);
    const stack = synthesizeNamed(stage);
    expect(all(stack, "aws_backup_plan").map((plan) => plan["name"])).toEqual(
      (stage.vault?.plans ?? []).map((plan) => plan.name).toSorted(),
    );
  });

  test("are no stages: they have to be copied", () => {
    expect(stageNames(directory)).not.toEqual(expect.arrayContaining([...stageNames(examples)]));
  });
});

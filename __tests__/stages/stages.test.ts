import { join } from "node:path";
import { loadStage, stageNames } from "../../src/stage/load";

const directory = join(__dirname, "..", "..", "stages");

test("there are two stages to begin with", () => {
  expect(stageNames(directory)).toEqual(["dev", "prod"]);
});

test("dev is small, disposable, quiet about alarms, shows what starts too and keeps its logs for a year", () => {
  expect(loadStage("dev", directory)).toMatchObject({
    vault: { forceDestroy: true },
    testWorkload: { instanceType: "t4g.nano" },
    notifier: { logRetentionDays: 365 },
    routes: [{ kinds: ["*.started"], post: true }],
    alarmEmail: false,
    ledger: false,
    dashboard: true,
  });
});

test("prod keeps its recovery points, has the default of quiet and loud and leaves the alarm address open", () => {
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

test("prod tells no event twice, shows a dashboard, and notices a day without a backup", () => {
  expect(loadStage("prod", directory)).toMatchObject({
    ledger: true,
    dashboard: true,
    // A day, and two hours for a backup to be late.
    silenceAlarmHours: 26,
  });
});

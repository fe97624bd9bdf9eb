import type { Stage } from "../../../src/stage";
import { stageSchema } from "../../../src/stage/schema";
import { sharedWatchProblemsOf } from "../../../src/stage/shared-watch";
import { watchSettingsOf, watchSizeProblemsOf } from "../../../src/stage/watch-settings";
import { vaultStage } from "../../fixtures/stack";

const region = "eu-central-1";

const named = (stage: Stage, name = "prod") => ({ ...stageSchema.parse(stage), name });

test("the watch of a usual stage fits into its function's environment", () => {
  expect(watchSizeProblemsOf(named({ ...vaultStage, watch: true }), region)).toEqual([]);
});

test("a stage with eighty existing vaults fits, too", () => {
  const existingVaults = Array.from({ length: 80 }, (_, index) => `vault-of-team-${index}`);
  expect(watchSizeProblemsOf(named({ ...vaultStage, existingVaults, watch: true }), region)).toEqual([]);
});

test("one that does not fit is refused at synth, with the sizes", () => {
  const existingVaults = Array.from({ length: 200 }, (_, index) => `vault-of-team-${index}`);
  expect(
    watchSizeProblemsOf(named({ ...vaultStage, existingVaults, watch: true }), region).map((line) =>
      line.replaceAll(/\d+/g, "N"),
    ),
  ).toEqual([
    "watch: takes N bytes as JSON, but the environment of its function has room for N: N for N existing vaults, N for N plans, N for overdue, N for unprotected; shorten overdue or unprotected, or divide the vaults or plans among several stages",
  ]);
});

test("the watch knows the stage's restore tests, and which of them get a result", () => {
  const weekly = {
    name: "weekly",
    schedule: "cron(0 5 ? * SUN *)",
    what: { resourceTypes: ["DynamoDB"] },
  } as const;
  const unchecked = { ...weekly, name: "drill", validate: false } as const;
  const { watch, ...stage } = named({ ...vaultStage, watch: true, restoreTests: [weekly, unchecked] });
  const values = { topicArn: "topic", keyArn: "key", events: [] };
  expect(watch && watchSettingsOf({ ...stage, watch }, values).restoreTests).toEqual([
    {
      name: "weekly",
      planName: "backup_notifications_prod_weekly",
      keepHours: expect.any(Number),
      types: ["DynamoDB"],
      isChecked: true,
    },
    {
      name: "drill",
      planName: "backup_notifications_prod_drill",
      keepHours: 0,
      types: ["DynamoDB"],
      isChecked: false,
    },
  ]);
});

const placed = { region, accountId: "111122223333" };
const unprotected = { watch: { unprotected: { resourceTypes: ["RDS"] } } } as const;

const shared = (stage: Stage, other: Stage): readonly string[] =>
  sharedWatchProblemsOf(named(stage), region, () => [named(stage), named(other, "other")]);

test("two stages that look for unprotected resources in one account and Region are refused", () => {
  const both = { ...vaultStage, ...placed, ...unprotected };
  expect(shared(both, both)).toEqual([
    "watch.unprotected: other.ts has it too, in the same account and Region, and it is about all of them, so each resource would be reported twice; remove it from one",
  ]);
});

test.each<[string, Stage]>([
  ["another Region", { ...unprotected, region: "eu-west-1" }],
  ["another account", { ...unprotected, accountId: "444455556666" }],
  ["only a watch", { watch: true }],
])("a stage with %s is not in its way", (_what, other) => {
  expect(
    shared({ ...vaultStage, ...placed, ...unprotected }, { ...vaultStage, ...placed, ...other }),
  ).toEqual([]);
});

import type { Stage } from "../../../src/stage";
import { checkStage, stageSchema } from "../../../src/stage/schema";
import { ruleOf, vaultStage } from "../../fixtures/stack";

const problems = (stage: unknown): readonly string[] => checkStage(stage).problems;

const watchOf = (watch: Stage["watch"], stage: Stage = vaultStage) =>
  stageSchema.parse({ ...stage, watch }).watch;

const inZones = (...timeZones: readonly string[]): Stage => ({
  vault: {
    rules: timeZones.map((timeZone, index) => ruleOf({ name: `rule${index}`, timeZone })),
    selectionTags: { backup: "daily" },
  },
});

test("`true` checks hourly, and has its digest at 08:00 in the time zone of the stage's rules", () => {
  expect(watchOf(true, inZones("Europe/Berlin", "Europe/Berlin"))).toEqual({
    digestAt: "08:00",
    timeZone: "Europe/Berlin",
    checkEveryHours: 1,
  });
  expect(watchOf(true)?.timeZone).toBe("Etc/UTC");
});

test("a stage without a watch has none", () => {
  expect(stageSchema.parse(vaultStage).watch).toBeUndefined();
});

test.each<[string, Stage]>([
  ["the stage has no rules with one", { existingVaults: ["Default"] }],
  ["its rules have Europe/Berlin, America/New_York", inZones("Europe/Berlin", "America/New_York")],
])("where %s, the digest's time zone is required, in one sentence", (why, stage) => {
  expect(problems({ ...stage, watch: true })).toEqual([
    `watch.digest.timeZone: expected the IANA time zone of the digest, because ${why}; example: watch: {"digest":{"at":"08:00","timeZone":"Europe/Berlin"}}`,
  ]);
  expect(problems({ ...stage, watch: { digest: { timeZone: "Asia/Tokyo" } } })).toEqual([]);
  expect(problems({ ...stage, watch: { digest: false } })).toEqual([]);
});

test("rules with a mistake are no second problem of the digest", () => {
  const vault = { rules: [{ ...ruleOf(), deleteAfterDays: 0 }], selectionTags: { backup: "daily" } };
  expect(problems({ vault, watch: true })).toEqual([expect.stringMatching(/^vault\.rules/)]);
});

test("it needs the queue and the ledger", () => {
  expect(problems({ ...vaultStage, watch: true, delivery: "direct" })).toEqual([
    'watch: needs delivery: "queue", the watch\'s way to Slack, got "direct"; remove delivery, or remove watch',
  ]);
  expect(problems({ ...vaultStage, watch: true, ledger: false })).toEqual([
    "watch: needs the ledger, which says what was heard, got ledger: false; remove ledger, or remove watch",
  ]);
});

test.each([
  ["02:30", "Europe/Berlin"],
  ["02:00", "America/New_York"],
  ["00:15", "Africa/Cairo"],
])("a digest at %s in %s is refused: clocks skip that time in spring", (at, timeZone) => {
  expect(problems({ ...vaultStage, watch: { digest: { at, timeZone } } })).toEqual([
    expect.stringMatching(
      new RegExp(
        `^watch\\.digest\\.at: expected a time that each day has, got "${at}", which clocks of ${timeZone} skip on \\d{4}-\\d\\d-\\d\\d, so that day would have no digest; example: "08:00"$`,
      ),
    ),
  ]);
});

test.each([
  ["02:30", "Asia/Tokyo"],
  ["03:00", "Europe/Berlin"],
  ["01:59", "Europe/Berlin"],
])("a digest at %s in %s is fine: each day has that time", (at, timeZone) => {
  expect(problems({ ...vaultStage, watch: { digest: { at, timeZone } } })).toEqual([]);
});

test("all mistakes are reported at once, each with its place", () => {
  const watch = {
    digest: { at: "8am", timeZone: "berlin", zone: "x" },
    overdue: [{ hours: 0, plans: ["daily"] }, { hours: 6 }, { resourceTypes: ["Aurora"], hours: 6 }],
    unprotected: {},
    checkEveryHours: 48,
    overdu: [],
  };
  expect(problems({ ...vaultStage, watch, alarmEmail: "nobody" }).map((line) => line.split(":")[0])).toEqual(
    expect.arrayContaining([
      "watch.digest.at",
      "watch.digest.timeZone",
      "watch.digest.zone",
      "watch.overdue[0].hours",
      "watch.overdue[1]",
      "watch.overdue[2].resourceTypes",
      "watch.unprotected",
      "watch.checkEveryHours",
      "watch.overdu",
      "alarmEmail",
    ]),
  );
});

test.each([
  ["yes", 'watch: expected true, or an object, got "yes"; example: true'],
  [false, "watch: expected true, or an object, got false; example: true"],
  [
    { digest: true },
    'watch.digest: expected an object with at and timeZone, or false, got true; example: {"at":"08:00","timeZone":"Europe/Berlin"}',
  ],
  [{ overdue: [] }, 'watch.overdue: expected limits, got []; example: [{"plans":["hourly"],"hours":6}]'],
])("%j is refused", (watch, problem) => {
  expect(problems({ ...vaultStage, watch })).toEqual([problem]);
});

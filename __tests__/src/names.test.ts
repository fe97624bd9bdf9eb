import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { loadStage } from "../../src/stage/load";
import { stageSchema } from "../../src/stage/schema";
import { ruleOf, type Synthesized, synthesize, synthesizeNamed, vaultStage } from "../fixtures/stack";

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "names-"));
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Arguments with a name that must be unique in its account and Region. */
const nameArguments = ["name", "alarm_name", "function_name", "dashboard_name"];

/** Plans and selections have ids, and AWS takes the same name twice. */
const withoutUniqueNames = ["aws_backup_plan", "aws_backup_selection"];

/** By type, how its resources are named, such as `/aws/lambda/*-notifier`: `*` is the stage with what all names share. */
const patternsByType = (stack: Synthesized): readonly (readonly string[])[] =>
  Object.entries(stack.resource)
    .filter(([type]) => !withoutUniqueNames.includes(type))
    .map(([, resources]) =>
      Object.values(resources)
        .flatMap((args) => nameArguments.map((argument) => String(args[argument])))
        .filter((name) => name.includes("backup-notifications-test"))
        .map((name) => name.replace("backup-notifications-test", "*")),
    );

/** What a stage's name would have to end in to give its resources the names of another stage's. */
const collidingEnds = (patterns: readonly string[]): readonly string[] =>
  patterns.flatMap((longer) =>
    patterns.flatMap((shorter) => {
      const [path = "", end = ""] = shorter.split("*");
      const isApart = shorter === longer || !longer.startsWith(`${path}*`) || !longer.endsWith(end);
      return isApart ? [] : longer.slice(path.length + 1, longer.length - end.length);
    }),
  );

test("no stage can be named so that a resource has the name of another stage's", () => {
  const stack = synthesize({
    ...vaultStage,
    eventBridge: true,
    ledger: true,
    silenceAlarmHours: 26,
    testWorkload: {},
    watch: true,
    restoreTests: [
      { name: "weekly", schedule: "cron(0 9 ? * SUN *)", what: { resourceTypes: ["DynamoDB"] } },
    ],
  });
  const ends = [...new Set(patternsByType(stack).flatMap(collidingEnds))];
  expect(ends).toEqual(expect.arrayContaining(["-alarms", "-topic"]));
  for (const end of ends) {
    const name = `x${end}`;
    writeFileSync(join(directory, `${name}.ts`), 'export default { existingVaults: ["Default"] };');
    expect(() => loadStage(name, directory)).toThrow(
      `${basename(directory)}/${name}.ts: expected a file name that does not end in ${end}, because stage "x" names resources like this; rename the file`,
    );
  }
});

test("the role of every function and service fits into IAM's 64 characters, with the longest stage and Region", () => {
  const longest = "s".repeat(16);
  const stage = {
    ...stageSchema.parse({
      vault: {
        rules: [ruleOf({ scan: "full" })],
        selectionTags: { backup: "daily" },
      },
      testWorkload: {},
      watch: true,
      restoreTests: [
        { name: "weekly", schedule: "cron(0 9 ? * SUN *)", what: { resourceTypes: ["DynamoDB"] } },
      ],
    }),
    name: longest,
  };
  const stack = synthesizeNamed(stage, { region: "ap-southeast-99" });
  const names = Object.values(stack.resource["aws_iam_role"] ?? {}).map(({ name }) => String(name));
  expect(names.length).toBeGreaterThan(6);
  expect(names.filter((name) => name.length > 64)).toEqual([]);
});

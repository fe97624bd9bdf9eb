import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadStage, loadStages, stageNames } from "../../../src/stage/load";
import { StageError } from "../../../src/stage/problem";

let scratch: string;
let directory: string;

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "stages-"));
  directory = join(scratch, "stages");
  mkdirSync(directory);
  const write = (file: string, text: string) => writeFileSync(join(directory, file), text);
  write("test.ts", 'export default { existingVaults: ["Default"] };');
  write("live.ts", 'export default { existingVaults: ["Default"], region: "eu-west-1" };');
  write("broken.ts", 'throw new Error("no such thing\\nsecond line");');
  write("wrong.ts", "export default { existingVaults: [], delivery: 5 };");
  write("a-name-that-is-too-long.ts", 'export default { existingVaults: ["Default"] };');
  write("types.d.ts", "");
  write("README.md", "");
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const problemsOf = (load: () => unknown): readonly string[] => {
  try {
    load();
  } catch (error) {
    if (error instanceof StageError) return error.problems;
    throw error;
  }
  return [];
};

test("the stages are the TypeScript files of the directory", () => {
  expect(stageNames(directory)).toEqual(["a-name-that-is-too-long", "broken", "live", "test", "wrong"]);
});

test("a missing directory has no stages", () => {
  expect(problemsOf(() => loadStage("dev", join(directory, "missing")))).toEqual([
    'stage "dev" does not exist; there is no folder missing, which STAGES_DIR may name',
  ]);
});

test("a stage comes with its name and its defaults", () => {
  expect(loadStage("test", directory)).toMatchObject({
    name: "test",
    existingVaults: [{ name: "Default" }],
    delivery: "queue",
  });
});

test.each([
  [
    "tst",
    'stage "tst" does not exist; the stages are a-name-that-is-too-long, broken, live, test, wrong; did you mean test?',
  ],
  [
    "../test",
    'stage "../test" does not exist; the stages are a-name-that-is-too-long, broken, live, test, wrong',
  ],
  ["broken", "stages/broken.ts: cannot be loaded: no such thing"],
  [
    "a-name-that-is-too-long",
    "stages/a-name-that-is-too-long.ts: expected a file name of 1 to 16 lowercase letters, digits and -, because resources are named after it",
  ],
])("stage %s is refused in one line", (name, problem) => {
  expect(problemsOf(() => loadStage(name, directory))).toEqual([problem]);
});

test.each([
  ["one", "test", ["test"]],
  ["several, each once", "test, live,test", ["test", "live"]],
])("STAGE may name %s", (_what, selection, names) => {
  expect(loadStages(selection, directory).map(({ name }) => name)).toEqual(names);
});

test("STAGE=all means every file", () => {
  const only = mkdtempSync(join(tmpdir(), "stages-"));
  writeFileSync(join(only, "one.ts"), 'export default { existingVaults: ["Default"] };');
  writeFileSync(join(only, "two.ts"), 'export default { existingVaults: ["Default"] };');
  expect(loadStages("all", only).map(({ name }) => name)).toEqual(["one", "two"]);
  rmSync(only, { recursive: true });
});

test("a selection of nothing is refused", () => {
  expect(problemsOf(() => loadStages(" , ", directory))).toEqual([
    'STAGE=" , " names no stage; example: STAGE=dev',
  ]);
});

test("the problems of all selected stages come together", () => {
  expect(
    problemsOf(() => loadStages("wrong,broken,test", directory)).map((line) => line.slice(0, 35)),
  ).toEqual([
    "stages/wrong.ts: existingVaults: ex",
    "stages/wrong.ts: delivery: expected",
    "stages/broken.ts: cannot be loaded:",
  ]);
});

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { faults, fuzz, scan } from "../../verify/commands";
import { runFaults } from "../../verify/faults/faults";
import { runOnly } from "../../verify/fuzz/only";
import { runFuzz } from "../../verify/fuzz/run";
import { runScan } from "../../verify/scan/scan";
import { newOperator, type Operator } from "../scripts/support/operator";
import { makeProjectFolder, type ProjectFolder } from "../scripts/support/project-folder";

jest.mock("../../verify/faults/faults", () => ({ runFaults: jest.fn() }));
jest.mock("../../verify/fuzz/run", () => ({ runFuzz: jest.fn() }));
jest.mock("../../verify/fuzz/only", () => ({ runOnly: jest.fn() }));
jest.mock("../../verify/scan/scan", () => ({ runScan: jest.fn() }));

let project: ProjectFolder;
let operator: Operator;

beforeEach(() => {
  jest.clearAllMocks();
  project = makeProjectFolder();
  operator = newOperator({ project });
});

afterEach(() => project.remove());

describe("the fault lab's command line", () => {
  test.each<[readonly string[], object]>([
    [[], { events: 1500, seed: 1, scenario: undefined, list: false }],
    [["--short"], { events: 200, seed: 1, list: false }],
    [["--short", "--events", "50"], { events: 50, seed: 1, list: false }],
    [["--scenario", "crash", "--seed", "7"], { events: 1500, seed: 7, scenario: "crash", list: false }],
    [["--list"], { events: 1500, seed: 1, list: true }],
  ])("%j", async (args, request) => {
    expect(await operator.run(faults, ...args)).toBe(0);
    expect(runFaults).toHaveBeenCalledWith(expect.objectContaining(request), expect.anything());
  });

  test.each<[readonly string[], string]>([
    [["--events", "0"], '--events is "0"; allowed is a whole number from 1 to 100000'],
    [["--events", "many"], '--events is "many"; allowed is a whole number from 1 to 100000'],
    [["--seed", "-1"], '--seed is "-1"; allowed is a whole number from 1 to 999999999'],
    [
      ["--fast"],
      '"--fast" is not a flag of faults; allowed are --short, --events, --seed, --scenario, --list, --help; see `npm run faults -- --help`',
    ],
    [["crash"], '"crash" is one argument too many; allowed is `npm run faults -- [flags]`'],
  ])("%j is wrong usage", async (args, sentence) => {
    expect(await operator.run(faults, ...args)).toBe(2);
    expect(operator.output()).toBe(`Error: ${sentence}`);
    expect(runFaults).not.toHaveBeenCalled();
  });
});

describe("the command line of fuzz", () => {
  test.each<[readonly string[], object]>([
    [[], { inputs: 1_000_000, seed: 2 ** 30 - 1 }],
    [["--inputs", "50000", "--seed", "42"], { inputs: 50_000, seed: 42 }],
  ])("%j runs all", async (args, request) => {
    jest.spyOn(Math, "random").mockReturnValueOnce(0.5);
    expect(await operator.run(fuzz, ...args)).toBe(0);
    expect(runFuzz).toHaveBeenCalledWith(request, expect.anything());
  });

  test("one input is run alone, with the seed of its run", async () => {
    expect(await operator.run(fuzz, "--seed", "0", "--only", "12:3:0:1")).toBe(0);
    expect(runOnly).toHaveBeenCalledWith(0, { chunk: 12, path: "3:0:1" }, expect.anything());
    expect(runFuzz).not.toHaveBeenCalled();
  });

  test.each<[string, string]>([
    ["--inputs 0", '--inputs is "0"; allowed is a whole number from 1 to 1000000000'],
    ["--inputs many", '--inputs is "many"; allowed is a whole number from 1 to 1000000000'],
    ["--seed 1.5", '--seed is "1.5"; allowed is a whole number from 0 to 2147483647'],
    ["--seed 2147483648", '--seed is "2147483648"; allowed is a whole number from 0 to 2147483647'],
    ["--seed 1 --only 7", '--only is "7"; allowed is what a failed run names, such as 1234:17'],
    ["--only 7:1", "--only needs the seed of its run; add --seed <number>"],
    [
      "--loud",
      '"--loud" is not a flag of fuzz; allowed are --inputs, --seed, --only, --help; see `npm run fuzz -- --help`',
    ],
    ["50000", '"50000" is one argument too many; allowed is `npm run fuzz -- [flags]`'],
  ])("%j is wrong usage", async (line, sentence) => {
    expect(await operator.run(fuzz, ...line.split(" "))).toBe(2);
    expect(operator.output()).toBe(`Error: ${sentence}`);
    expect(runFuzz).not.toHaveBeenCalled();
    expect(runOnly).not.toHaveBeenCalled();
  });
});

const addStages = (...names: string[]): void => {
  const folder = join(project.path, "stages");
  mkdirSync(folder);
  for (const name of names) writeFileSync(join(folder, `${name}.ts`), "");
};

describe("the scan's command line", () => {
  const stagesScanned = async (...args: string[]): Promise<unknown> => {
    expect(await operator.run(scan, ...args)).toBe(0);
    return jest.mocked(runScan).mock.calls[0]?.[0];
  };

  beforeEach(() => {
    addStages("dev", "prod", "team");
  });

  test("without names, dev and prod are scanned", async () => {
    expect(await stagesScanned()).toEqual({ stages: ["dev", "prod"] });
  });

  test("stages are named with and without the flag, each is scanned once", async () => {
    expect(await stagesScanned("team")).toEqual({ stages: ["team"] });
    jest.clearAllMocks();
    expect(await stagesScanned("team", "--stage", "dev", "--stage=team")).toEqual({
      stages: ["team", "dev"],
    });
  });

  test.each<[readonly string[], string]>([
    [["prd"], 'there is no stage "prd"; the stages are dev, prod, team'],
    [["--stage", "all"], 'there is no stage "all"; the stages are dev, prod, team'],
    [["--stage"], "--stage needs a value; write --stage <stage>"],
    [["--stages", "dev"], '"--stages" is not a flag of scan; allowed are --stage, --help'],
    [["T0/B0/canary"], "there is no stage something long or with a slash; the stages are dev, prod, team"],
    [["https://hooks.slack.com/services/T0/B0/canary"], "a webhook URL is a credential"],
  ])("%j is wrong usage, said in one sentence", async (args, sentence) => {
    expect(await operator.run(scan, ...args)).toBe(2);
    expect(operator.output()).toContain(`Error: ${sentence}`);
    expect(operator.output()).not.toMatch(/canary/);
    expect(runScan).not.toHaveBeenCalled();
  });
});

test("a default stage that was removed is named", async () => {
  addStages("team");
  expect(await operator.run(scan)).toBe(2);
  expect(operator.output()).toContain('there is no stage "dev"; the stages are team');
});

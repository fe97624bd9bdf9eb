import { readScanArguments } from "../../../verify/scan/arguments";

const known = ["dev", "prod", "team"];

const complaint = (args: readonly string[]) => {
  try {
    readScanArguments(args, known);
  } catch (error) {
    return error;
  }
  throw new Error("nothing was wrong with it");
};

test("without names, dev and prod are scanned", () => {
  expect(readScanArguments([], known)).toEqual({ stages: ["dev", "prod"] });
});

test("stages are named with and without the flag, each is scanned once", () => {
  expect(readScanArguments(["team"], known)).toEqual({ stages: ["team"] });
  expect(readScanArguments(["team", "--stage", "dev", "--stage=team"], known)).toEqual({
    stages: ["team", "dev"],
  });
});

test.each([["--help"], ["-h"], ["dev", "--help"]])("%s asks for help", (...args) => {
  expect(readScanArguments(args, known)).toBe("help");
});

test.each([
  [["prd"], 'there is no stage "prd"; the stages are dev, prod, team'],
  [["--stage", "all"], 'there is no stage "all"; the stages are dev, prod, team'],
  [["--stage"], "the scan takes only names of stages, --stage <stage> and --help"],
  [["--stages", "dev"], "the scan takes only names of stages"],
  [
    ["https://hooks.slack.com/services/T0/B0/canary"],
    "there is no stage of a name that no file can have; the stages are dev, prod, team",
  ],
])("%j is wrong usage, said in one sentence", (args, sentence) => {
  expect(complaint(args)).toMatchObject({ exitCode: 2, message: expect.stringContaining(sentence) });
});

test("a default stage that somebody has removed is named", () => {
  expect(() => readScanArguments([], ["team"])).toThrow('there is no stage "dev"; the stages are team');
});

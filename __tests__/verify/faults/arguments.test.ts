import { readFaultsArguments } from "../../../verify/faults/arguments";

describe("the fault lab's command line", () => {
  test.each([
    [[], { events: 1500, seed: 1, list: false }],
    [["--short"], { events: 200, seed: 1, list: false }],
    [["--short", "--events", "50"], { events: 50, seed: 1, list: false }],
    [["--scenario", "crash", "--seed", "7"], { events: 1500, seed: 7, scenario: "crash", list: false }],
    [["--list"], { events: 1500, seed: 1, list: true }],
  ])("%j", (args, request) => {
    expect(readFaultsArguments(args)).toEqual(request);
  });

  test("asks for help", () => {
    expect(readFaultsArguments(["-h"])).toBe("help");
  });

  test.each([
    [["--events", "0"], '--events is "0"; allowed is a whole number from 1 to 100000, such as 200'],
    [["--events", "many"], '--events is "many"'],
    [["--seed", "-1"], "the fault lab takes only"],
    [["--fast"], "the fault lab takes only --short, --events <number>"],
    [["crash"], "the fault lab takes only"],
  ])("%j is wrong usage", (args, message) => {
    expect(() => readFaultsArguments(args)).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringContaining(message) }),
    );
  });
});

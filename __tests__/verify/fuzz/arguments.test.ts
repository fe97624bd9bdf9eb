import { readFuzzArguments } from "../../../verify/fuzz/arguments";

describe("the command line of fuzz", () => {
  test.each<readonly [string, unknown]>([
    ["", { inputs: 1_000_000, seed: 9 }],
    ["--inputs 50000 --seed 42", { inputs: 50_000, seed: 42 }],
    ["--seed 0 --only 12:3:0:1", { inputs: 1_000_000, seed: 0, only: { chunk: 12, path: "3:0:1" } }],
    ["--help --inputs x", "help"],
    ["-h", "help"],
  ])("%j is read", (line, expected) => {
    expect(readFuzzArguments(line.split(" ").filter(Boolean), () => 9)).toEqual(expected);
  });

  test.each([
    ["--inputs 0", '--inputs is "0"; allowed is a whole number from 1 to 1000000000'],
    ["--inputs many", '--inputs is "many"; allowed is a whole number from 1 to 1000000000'],
    ["--seed 1.5", '--seed is "1.5"; allowed is a whole number from 0 to 2147483647'],
    ["--seed 2147483648", '--seed is "2147483648"; allowed is a whole number from 0 to 2147483647'],
    ["--seed 1 --only 7", '--only is "7"; allowed is what a failed run names, such as 1234:17'],
    ["--only 7:1", "--only 7:1 needs the seed of its run; add --seed <number>"],
    [
      "--loud",
      "fuzz takes only --inputs <number>, --seed <number>, --only <id> and --help; see `npm run fuzz -- --help`",
    ],
    [
      "50000",
      "fuzz takes only --inputs <number>, --seed <number>, --only <id> and --help; see `npm run fuzz -- --help`",
    ],
  ])("%j is wrong usage", (line, message) => {
    expect(() => readFuzzArguments(line.split(" "))).toThrow(
      expect.objectContaining({ message, exitCode: 2 }),
    );
  });
});

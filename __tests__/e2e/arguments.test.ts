import { help, readArguments, UsageError } from "../../e2e/arguments";

const namesOf = (...args: readonly string[]): readonly string[] => {
  const asked = readArguments(args);
  return "stories" in asked ? asked.stories.map(({ name }) => name) : [];
};

test("without a word all stories are played", () => {
  expect(namesOf()).toEqual(["queue", "bot", "direct", "prod"]);
});

test("a story may be chosen, and several", () => {
  expect(namesOf("--story", "direct")).toEqual(["direct"]);
  expect(namesOf("--story", "prod", "--story", "queue")).toEqual(["prod", "queue"]);
});

test("a mistake is tried on the main story", () => {
  expect(namesOf("--break", "wrong-ssm-permission")).toEqual(["queue"]);
  expect(readArguments(["--break", "wrong-ssm-permission"])).toMatchObject({
    kind: "break",
    breakage: { failsAt: "npm run deploy again" },
  });
});

test("help and preparation are asked for by name, and the help tells stories and mistakes", () => {
  expect(readArguments(["--help"])).toEqual({ kind: "help" });
  expect(readArguments(["--prepare"])).toEqual({ kind: "prepare" });
  expect(help).toContain("queue, bot, direct, prod");
  expect(help).toContain("cleanup-without-vault-filter");
});

test.each<[readonly string[], string]>([
  [["--story", "nightmare"], 'there is no story "nightmare"; there are queue, bot, direct, prod'],
  [["--break", "all"], 'there is no mistake "all"; there are topic-policy-for-another-service, '],
  [["--fast"], "Unknown option '--fast'"],
  [["queue"], "Unexpected argument 'queue'"],
])("%j is wrong usage, told in a sentence", (args, words) => {
  expect(() => readArguments(args)).toThrow(UsageError);
  expect(() => readArguments(args)).toThrow(words);
});

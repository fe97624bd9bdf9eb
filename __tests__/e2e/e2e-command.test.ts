import { e2e } from "../../e2e/e2e-command";
import { type PlayOptions, playStories } from "../../e2e/play";
import type { StepResult } from "../../e2e/steps";
import { prepare } from "../../local/run/prepare";
import { newOperator, type Operator } from "../scripts/support/operator";
import { makeProjectFolder, type ProjectFolder } from "../scripts/support/project-folder";

jest.mock("../../e2e/play", () => ({ playStories: jest.fn() }));
jest.mock("../../local/run/prepare", () => ({ prepare: jest.fn() }));

const played = jest.mocked(playStories);
let project: ProjectFolder;
let operator: Operator;

const passed: StepResult = { story: "queue", title: "npm run deploy", seconds: 1, passed: true };

beforeEach(() => {
  jest.clearAllMocks();
  played.mockResolvedValue([passed]);
  project = makeProjectFolder();
  operator = newOperator({ project });
});

afterEach(() => project.remove());

const optionsOf = async (...args: string[]): Promise<PlayOptions | undefined> => {
  await operator.run(e2e, ...args);
  return played.mock.calls[0]?.[0];
};

const namesOf = async (...args: string[]) => (await optionsOf(...args))?.stories.map(({ name }) => name);

test("without a flag all stories are played", async () => {
  expect(await namesOf()).toEqual([
    "queue",
    "bot",
    "direct",
    "prod",
    "workloads",
    "watch",
    "restore-tests",
    "examples",
    "sandbox",
  ]);
  expect(operator.output()).toContain("1 passed, 0 failed; 0 s");
});

test.each([
  [["--story", "direct"], ["direct"]],
  [
    ["--story", "prod", "--story", "queue"],
    ["prod", "queue"],
  ],
])("%j plays %j", async (args, names) => {
  expect(await namesOf(...args)).toEqual(names);
});

test("a mistake is tried on the main story, which must notice it where it is expected", async () => {
  const noticed = { ...passed, title: "npm run deploy again", passed: false };
  played.mockResolvedValue([passed, noticed]);
  const options = await optionsOf("--break", "wrong-ssm-permission");
  expect(options?.stories.map(({ name }) => name)).toEqual(["queue"]);
  expect(options?.breakage?.name).toBe("wrong-ssm-permission");
  expect(await operator.run(e2e, "--break", "wrong-ssm-permission")).toBe(0);
  played.mockResolvedValue([passed]);
  expect(await operator.run(e2e, "--break", "wrong-ssm-permission")).toBe(1);
  expect(operator.output()).toMatch(/Error: wrong-ssm-permission was not noticed where it must be$/);
});

test("a failed step ends with 1", async () => {
  played.mockResolvedValue([{ ...passed, passed: false }]);
  expect(await operator.run(e2e)).toBe(1);
  expect(operator.output()).toContain("0 passed, 1 failed");
});

test("Ctrl-C ends with 130, once the run has stopped what it started", async () => {
  let hasCleanedUp = false;
  played.mockImplementation(async ({ stopped }) => {
    try {
      return await stopped;
    } finally {
      await new Promise((resolve) => setTimeout(resolve, 50));
      hasCleanedUp = true;
    }
  });
  const end = operator.run(e2e);
  while (played.mock.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
  operator.interrupt();
  expect(await end).toBe(130);
  expect(hasCleanedUp).toBe(true);
  expect(operator.output()).toBe("\nStopped. Everything that was started is stopped too.");
});

test("preparation plays nothing, and ends at Ctrl-C", async () => {
  expect(await operator.run(e2e, "--prepare")).toBe(0);
  expect(prepare).toHaveBeenCalledTimes(1);
  expect(played).not.toHaveBeenCalled();
  jest.mocked(prepare).mockReturnValue(new Promise(() => {}));
  const end = operator.run(e2e, "--prepare");
  operator.interrupt();
  expect(await end).toBe(130);
});

test("the help lists stories and mistakes", async () => {
  expect(await operator.run(e2e, "--help")).toBe(0);
  expect(operator.output()).toContain("queue, bot, direct, prod");
  expect(operator.output()).toContain("cleanup-without-vault-filter");
});

test.each<[readonly string[], string]>([
  [["--story", "nightmare"], '--story is "nightmare"; allowed are queue, bot, direct, prod'],
  [["--break", "all"], '--break is "all"; allowed are topic-policy-for-another-service, '],
  [["--fast"], '"--fast" is not a flag of e2e; allowed are --prepare, --story, --break, --help'],
  [["queue"], '"queue" is one argument too many; allowed is `npm run e2e -- [flags]`'],
])("%j is wrong usage, said in one sentence", async (args, sentence) => {
  expect(await operator.run(e2e, ...args)).toBe(2);
  expect(operator.output()).toContain(`Error: ${sentence}`);
  expect(played).not.toHaveBeenCalled();
});

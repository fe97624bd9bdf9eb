import { demo, preview } from "../../showcase/commands";
import { runDemo } from "../../showcase/demo/demo";
import { runPreview } from "../../showcase/preview/preview";
import { newOperator, type Operator } from "../scripts/support/operator";
import { makeProjectFolder, type ProjectFolder } from "../scripts/support/project-folder";

jest.mock("../../showcase/demo/demo", () => ({ runDemo: jest.fn() }));
jest.mock("../../showcase/preview/preview", () => ({ runPreview: jest.fn() }));

let project: ProjectFolder;
let operator: Operator;

beforeEach(() => {
  jest.clearAllMocks();
  project = makeProjectFolder();
  operator = newOperator({ project });
});

afterEach(() => project.remove());

describe("the demo's command line", () => {
  test.each<[readonly string[], object]>([
    [[], { exit: false, webhook: false, bot: false, port: 0 }],
    [["--exit", "--port", "8080"], { exit: true, webhook: false, bot: false, port: 8080 }],
    [["--webhook"], { exit: false, webhook: true, bot: false, port: 0 }],
    [["--bot"], { exit: false, webhook: false, bot: true, port: 0 }],
  ])("%j", async (args, request) => {
    expect(await operator.run(demo, ...args)).toBe(0);
    expect(runDemo).toHaveBeenCalledWith(request, expect.anything());
  });

  test.each<[readonly string[], string]>([
    [["--port", "x"], '--port is "x"; allowed is a whole number from 0 to 65535'],
    [["--port", "70000"], '--port is "70000"; allowed is a whole number from 0 to 65535'],
    [["--port"], "--port needs a value; write --port <number>"],
    [
      ["--loud"],
      '"--loud" is not a flag of demo; allowed are --exit, --webhook, --bot, --port, --help; see `npm run demo -- --help`',
    ],
    [["dev"], '"dev" is one argument too many; allowed is `npm run demo -- [flags]`'],
    [["--bot", "--webhook"], "--webhook and --bot exclude each other; leave one out"],
  ])("refuses %j in one sentence, as wrong usage", async (args, sentence) => {
    expect(await operator.run(demo, ...args)).toBe(2);
    expect(operator.output()).toBe(`Error: ${sentence}`);
    expect(runDemo).not.toHaveBeenCalled();
  });
});

describe("the preview's command line", () => {
  test.each<[readonly string[], object]>([
    [[], { stage: undefined, serve: true, port: 0, pictures: false }],
    [["--stage", "prod", "--port", "8080"], { stage: "prod", serve: true, port: 8080, pictures: false }],
    [["--no-serve"], { serve: false, port: 0, pictures: false }],
    [["--pictures"], { serve: false, port: 0, pictures: true }],
  ])("%j", async (args, request) => {
    expect(await operator.run(preview, ...args)).toBe(0);
    expect(runPreview).toHaveBeenCalledWith(expect.objectContaining(request), expect.anything());
  });

  test.each<[readonly string[], string]>([
    [["--port", "99999"], '--port is "99999"; allowed is a whole number from 0 to 65535'],
    [["--watch"], '"--watch" is not a flag of preview; allowed are --stage, --no-serve, --port, --pictures'],
  ])("%j is wrong usage", async (args, sentence) => {
    expect(await operator.run(preview, ...args)).toBe(2);
    expect(operator.output()).toContain(sentence);
  });
});

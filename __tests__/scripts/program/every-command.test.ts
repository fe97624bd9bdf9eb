import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as e2eCommands from "../../../e2e/e2e-command";
import * as operatorCommands from "../../../scripts/commands/all";
import * as showcaseCommands from "../../../showcase/commands";
import * as verifyCommands from "../../../verify/commands";
import { newOperator } from "../support/operator";
import { makeProjectFolder, type ProjectFolder } from "../support/project-folder";
import { npmCommands, runScript } from "../support/script-process";

/** What every npm command does, whatever its work is. */

const commands = [operatorCommands, showcaseCommands, verifyCommands, e2eCommands].flatMap((room) =>
  Object.values(room),
);
let project: ProjectFolder;

beforeEach(() => {
  project = makeProjectFolder();
});

afterEach(() => project.remove());

test("package.json starts every command, and nothing else with tsx", () => {
  expect(npmCommands.toSorted()).toEqual(commands.map(({ name }) => name).toSorted());
});

/** Files that a process loaded, from the coverage that Node.js writes at its end. */
const loadedFiles = (folder: string): readonly string[] =>
  readdirSync(folder).flatMap((file) =>
    JSON.parse(readFileSync(join(folder, file), "utf8")).result.map(({ url }: { url: string }) => url),
  );

test.each(npmCommands)("%s --help explains the command without loading what it runs", async (name) => {
  const coverage = mkdtempSync(join(tmpdir(), "coverage-"));
  const { exitCode, stdout, stderr } = await runScript(name, ["--help"], {
    cwd: project.path,
    env: { NODE_V8_COVERAGE: coverage },
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  for (const part of [
    `Usage:\n  npm run ${name}`,
    "--help, -h",
    "Environment:",
    "Examples:",
    "Exit codes:",
  ]) {
    expect(stdout).toContain(part);
  }
  const files = loadedFiles(coverage);
  rmSync(coverage, { recursive: true });
  expect(files).toContainEqual(expect.stringContaining("/scripts/program/command-line.ts"));
  expect(files.filter((file) => /\/node_modules\/(?!tsx\/|esbuild\/)|\/local\/|\/src\//.test(file))).toEqual(
    [],
  );
});

test.each(commands)("$name refuses an unknown flag with 2 and one sentence", async (command) => {
  const operator = newOperator({ project });
  expect(await operator.run(command, "--wrong")).toBe(2);
  expect(operator.output()).toMatch(
    new RegExp(`^Error: "--wrong" is not a flag of ${command.name}; allowed are .*--help; see .*$`),
  );
});

const secretUrl = "https://hooks.slack.com/services/T0CANARY/B0CANARY/canary-canary";

test.each([
  [[secretUrl]],
  [["dev", secretUrl]],
  [["--url", secretUrl]],
  [[`--url=${secretUrl}`]],
  [[`--${secretUrl}`]],
  [["dev", "eu-west-1", "services/T0CANARY/B0CANARY/canary-canary"]],
  [["--", secretUrl]],
  [["--help", secretUrl]],
])("every command refuses a webhook URL as an argument and does not repeat it (%#)", async (args) => {
  for (const command of commands) {
    const operator = newOperator({ project });
    expect(await operator.run(command, ...args)).toBe(2);
    expect(operator.output()).toMatch(/shell history.*revoke this one.*set-webhook/);
    expect(operator.output()).not.toMatch(/canary/i);
  }
});

test.each([
  [["xoxb-123456789012-canary"]],
  [["dev", "--token=xoxb-123456789012-canary"]],
  [["--", "xapp-1-canary"]],
])("every command refuses a bot token as an argument and does not repeat it (%#)", async (args) => {
  for (const command of commands) {
    const operator = newOperator({ project });
    expect(await operator.run(command, ...args)).toBe(2);
    expect(operator.output()).toMatch(/shell history.*revoke this one.*set-bot-token/);
    expect(operator.output()).not.toMatch(/canary/i);
  }
});

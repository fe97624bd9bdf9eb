import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as e2eCommands from "../../../e2e/e2e-command";
import * as sandboxCommands from "../../../sandbox/sandbox-command";
import * as operatorCommands from "../../../scripts/commands/all";
import type { Command } from "../../../scripts/program/command";
import * as showcaseCommands from "../../../showcase/commands";
import * as verifyCommands from "../../../verify/commands";
import { newOperator } from "../support/operator";
import { makeProjectFolder, type ProjectFolder } from "../support/project-folder";
import { runScript, tsxScripts } from "../support/script-process";

/** What every npm command does, whatever its work is. */

/** The program of each room, and the commands that it runs. */
const rooms: readonly (readonly [program: string, commands: Readonly<Record<string, Command>>])[] = [
  ["scripts/main.ts", operatorCommands],
  ["showcase/main.ts", showcaseCommands],
  ["verify/main.ts", verifyCommands],
  ["e2e/main.ts", e2eCommands],
  ["sandbox/main.ts", sandboxCommands],
];
const commands = rooms.flatMap(([, room]) => Object.values(room));
let project: ProjectFolder;

beforeEach(() => {
  project = makeProjectFolder();
});

afterEach(() => project.remove());

test("package.json starts every command with its room's program, and nothing else with tsx", () => {
  const programs = rooms.flatMap(([program, room]) =>
    Object.values(room).map(({ name }) => [name, `node --import tsx ${program} ${name}`]),
  );
  expect(tsxScripts).toEqual(Object.fromEntries(programs));
});

/** Files that a process loaded, from the coverage that Node.js writes at its end. */
const loadedFiles = (folder: string): readonly string[] =>
  readdirSync(folder).flatMap((file) =>
    JSON.parse(readFileSync(join(folder, file), "utf8")).result.map(({ url }: { url: string }) => url),
  );

test.each(rooms)("%s explains a command without loading what its commands run", async (_program, room) => {
  const [name = ""] = Object.values(room).map((command) => command.name);
  const coverage = mkdtempSync(join(tmpdir(), "coverage-"));
  const { exitCode, stdout, stderr } = await runScript(name, ["--help"], {
    cwd: project.path,
    env: { NODE_V8_COVERAGE: coverage },
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(stdout).toContain(`Usage:\n  npm run ${name}`);
  const files = loadedFiles(coverage);
  rmSync(coverage, { recursive: true });
  expect(files).toContainEqual(expect.stringContaining("/scripts/program/command-line.ts"));
  expect(files.filter((file) => /\/node_modules\/(?!tsx\/|esbuild\/)|\/local\/|\/src\//.test(file))).toEqual(
    [],
  );
});

test.each(commands)("$name --help explains the command and loads nothing for it", async (command) => {
  const operator = newOperator({ project });
  const loaded = Object.keys(require.cache);
  expect(await operator.run(command, "--help")).toBe(0);
  expect(Object.keys(require.cache)).toEqual(loaded);
  for (const part of [
    `Usage:\n  npm run ${command.name}`,
    "--help, -h",
    "Environment:",
    "Examples:",
    "Exit codes:",
  ]) {
    expect(operator.output()).toContain(part);
  }
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

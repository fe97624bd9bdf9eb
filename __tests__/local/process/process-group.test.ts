import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  isAlive,
  isGroupAlive,
  markOf,
  type ProcessGroup,
  startGroup,
} from "../../../local/process/process-group";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "group-"));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

const start = (source: string, input?: string): Promise<ProcessGroup> =>
  startGroup({
    command: process.execPath,
    args: ["-e", source],
    cwd: directory,
    env: { PATH: process.env["PATH"] },
    logFile: join(directory, "log"),
    ...(input !== undefined && { input }),
  });

const log = () => readFile(join(directory, "log"), "utf8");

test("a program's output goes into its log, and its exit code is returned", async () => {
  const group = await start('console.log("out"); console.error("err"); process.exitCode = 4;');
  expect(await group.ended).toBe(4);
  expect((await log()).split("\n").sort()).toEqual(["", "err", "out"]);
});

test("a secret is passed as input, not as an argument", async () => {
  const source =
    'process.stdin.once("data", (text) => console.log(String(text).length, process.argv.length))';
  const group = await start(source, "a secret");
  expect(await group.ended).toBe(0);
  expect(await log()).toBe("8 1\n");
});

/** Starts a child that ignores SIGTERM, and waits until both listen. */
const stubborn = `
  process.on("SIGTERM", () => {});
  setInterval(() => {}, 1000);
  if (process.argv[1] !== "child") {
    const child = require("node:child_process").spawn(process.execPath, ["-e", process.env.SOURCE, "child"], { stdio: "inherit" });
    child.once("spawn", () => console.log(child.pid));
  }`;

const firstLine = async (): Promise<string> => {
  for (;;) {
    const [line, ...rest] = (await log()).split("\n");
    if (line && rest.length > 0) return line;
    await new Promise(setImmediate);
  }
};

test("a group ends with everything that it started", async () => {
  const group = await startGroup({
    command: process.execPath,
    args: ["-e", stubborn.replace("process.env.SOURCE", '"setInterval(() => {}, 1000)"')],
    cwd: directory,
    env: { PATH: process.env["PATH"] },
    logFile: join(directory, "log"),
  });
  const childPid = Number(await firstLine());
  expect(isGroupAlive(group.mark)).toBe(true);
  await group.end(100);
  expect(isAlive(group.mark)).toBe(false);
  expect(markOf(childPid)).toBeUndefined();
});

test("a process that only has another's pid is not mistaken for it", () => {
  const own = markOf(process.pid);
  expect(own && isAlive(own)).toBe(true);
  expect(isAlive({ pid: process.pid, startedAt: "Thu Jan  1 00:00:00 1970" })).toBe(false);
  expect(isGroupAlive({ pid: process.pid, startedAt: "Thu Jan  1 00:00:00 1970" })).toBe(false);
});

test("a missing program is an error", async () => {
  const missing = {
    command: join(directory, "nothing"),
    args: [],
    cwd: directory,
    env: {},
    logFile: join(directory, "log"),
  };
  await expect(startGroup(missing)).rejects.toThrow(/ENOENT/);
});

import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAlive, markOf, type ProcessGroup, startGroup } from "../../../local/process/process-group";
import { beginRun } from "../../../local/process/run-file";

let directory: string;
const lines: string[] = [];
const say = (line: string): void => void lines.push(line);
const place = () => ({
  run: join(directory, "run"),
  runFile: join(directory, "run.json"),
  name: "end-to-end run",
});

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "run-"));
  lines.length = 0;
});

afterEach(() => rm(directory, { recursive: true, force: true }));

const sleeper = (): Promise<ProcessGroup> =>
  startGroup({
    command: process.execPath,
    args: ["-e", "setInterval(() => {}, 1000)"],
    cwd: directory,
    env: {},
    logFile: join(directory, "log"),
  });

const stale = { pid: process.pid, startedAt: "Thu Jan  1 00:00:00 1970" };

test("a second run in the same folder is refused while the first is in progress", async () => {
  const run = await beginRun(place(), say);
  await expect(beginRun(place(), say)).rejects.toThrow(
    `another end-to-end run (process ${process.pid}) is in progress in this folder; wait for it, or stop it with Ctrl-C`,
  );
  await run.end();
  await (await beginRun(place(), say)).end();
  expect(lines).toEqual([]);
});

test("what a killed run has left is stopped and removed", async () => {
  const orphan = await sleeper();
  await (await beginRun(place(), say)).end();
  await writeFile(join(place().run, "state"), "old");
  await writeFile(place().runFile, JSON.stringify({ run: stale, groups: [orphan.mark] }));
  const run = await beginRun(place(), say);
  expect(await orphan.ended).toBe("SIGTERM");
  expect(lines).toEqual(["An earlier run was killed; stopped 1 program that it left."]);
  expect(existsSync(join(place().run, "state"))).toBe(false);
  await run.end();
});

test("a process that only has the pid of one that a killed run has left is not touched", async () => {
  const innocent = await sleeper();
  const groups = [{ ...innocent.mark, startedAt: stale.startedAt }];
  await writeFile(place().runFile, JSON.stringify({ run: stale, groups }));
  await (await beginRun(place(), say)).end();
  expect(isAlive(innocent.mark)).toBe(true);
  await innocent.end();
});

test("the end of a run stops what is still running", async () => {
  const run = await beginRun(place(), say);
  const group = await sleeper();
  run.started(group.mark);
  await run.end();
  expect(markOf(group.mark.pid)).toBeUndefined();
  expect(existsSync(place().runFile)).toBe(false);
});

test("a half-written file of a killed run does not stop the next run", async () => {
  await writeFile(place().runFile, '{"run":');
  await (await beginRun(place(), say)).end();
  expect(lines).toEqual([]);
});

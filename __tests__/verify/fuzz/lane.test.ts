import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Chunk, type Failure, familyOf } from "../../../verify/fuzz/chunk";
import { runLane } from "../../../verify/fuzz/lane";
import { emptyTally } from "../../../verify/fuzz/tally";

const scratch = mkdtempSync(join(tmpdir(), "lane-"));

afterAll(() => rmSync(scratch, { recursive: true }));

/** A worker that misbehaves at input 7 of chunk 1, and answers for all other chunks. */
const workerThat = (does: string): string => {
  const file = join(scratch, `${does.length}.cjs`);
  const answer = JSON.stringify({ tally: { ...emptyTally(), inputs: 1 }, peakMemoryBytes: 1 });
  writeFileSync(
    file,
    `const { writeFileSync } = require("node:fs");
    process.on("message", ({ number }) => {
      writeFileSync(process.argv[2], number === 1 ? "7         " : "3         ");
      if (number === 1) { ${does} }
      process.send(${answer});
    });
    process.on("disconnect", () => process.exit());`,
  );
  return file;
};

const run = async (workerFile: string, { stopped = false } = {}) => {
  const waiting: Chunk[] = [0, 1, 2].map((number) => ({ seed: 1, number, inputs: 250 }));
  const answered: number[] = [];
  const failures: Failure[] = [];
  const controller = new AbortController();
  if (stopped) controller.abort();
  await runLane({
    workerFile,
    positionFile: join(scratch, "position"),
    next: () => waiting.shift(),
    onAnswer: ({ number }) => void answered.push(number),
    onFailure: (failure) => void failures.push(failure),
    signal: controller.signal,
    hangMilliseconds: 2000,
  });
  return { answered, failures };
};

describe("a lane of a run", () => {
  test("goes through all chunks", async () => {
    expect(await run(workerThat(""))).toEqual({ answered: [0, 1, 2], failures: [] });
  });

  test.each([
    ["never ends", "for (;;);", "did not end within 2 s"],
    ["ends the process", "process.exit(3);", "ended the process (3)"],
    ["kills the process", "process.kill(process.pid, 'SIGKILL'); for (;;);", "ended the process (SIGKILL)"],
  ])("names an input that %s, and goes on with the next chunk", async (_name, does, problem) => {
    const { answered, failures } = await run(workerThat(does));
    expect(failures).toEqual([{ family: familyOf(1).name, id: "1:7", problem, input: "not known" }]);
    expect(answered).toEqual([0, 2]);
  });

  test("starts nothing once the run is stopped", async () => {
    expect(await run(workerThat(""), { stopped: true })).toEqual({ answered: [], failures: [] });
  });
});

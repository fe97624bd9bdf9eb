import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { endGroup, isAlive, isGroupAlive, markOf, type ProcessMark } from "./process-group";

const mark = z.object({ pid: z.number().int().positive(), startedAt: z.string().min(1) });

const runFileSchema = z.object({ run: mark, groups: z.array(mark) });

const read = async (runFile: string): Promise<z.infer<typeof runFileSchema> | undefined> => {
  try {
    return runFileSchema.parse(JSON.parse(await readFile(runFile, "utf8")));
  } catch {
    // None, or one that a killed run left half-written: nothing can be known of it.
    return undefined;
  }
};

/** Ends the groups that still live; how many those were. */
const endAll = async (groups: readonly ProcessMark[]): Promise<number> => {
  const alive = groups.filter(isGroupAlive);
  await Promise.all(alive.map(({ pid }) => endGroup(pid)));
  return alive.length;
};

/** Where a run writes. */
export type RunPaths = {
  /** Everything of one run; empty when it begins. */
  readonly run: string;
  /** Who runs, and what was started. */
  readonly runFile: string;
  /** What it is called in a sentence: `end-to-end run`. */
  readonly name: string;
};

/** The one run that may go on in this folder. */
export type Run = {
  /** Remembers a process group, so that the next run can end it if this one is killed. */
  readonly started: (mark: ProcessMark) => Promise<void>;
  /** Ends what still lives of it, and gives the folder free. */
  readonly end: () => Promise<void>;
};

/**
 * Claims the scratch folder, and takes away what a killed run has left: its processes and its files.
 * @throws Error where another run goes on.
 */
export const beginRun = async (
  { run: runDirectory, runFile, name }: RunPaths,
  say: (line: string) => void,
): Promise<Run> => {
  const earlier = await read(runFile);
  if (earlier && isAlive(earlier.run)) {
    throw new Error(
      `another ${name} (process ${earlier.run.pid}) goes on in this folder; wait for it, or stop it with Ctrl-C there`,
    );
  }
  if (earlier) {
    const ended = await endAll(earlier.groups);
    say(`An earlier run was killed; stopped ${ended} ${ended === 1 ? "program" : "programs"} that it left.`);
  }
  await rm(runDirectory, { recursive: true, force: true });
  for (const folder of ["home", "tmp", "logs"]) await mkdir(join(runDirectory, folder), { recursive: true });

  const own = markOf(process.pid);
  if (own === undefined) throw new Error("`ps` does not know this process; install procps");
  const groups: ProcessMark[] = [];
  let writing = Promise.resolve();
  const save = (): Promise<void> => {
    writing = writing.then(() => writeFile(runFile, JSON.stringify({ run: own, groups })));
    return writing;
  };
  await save();
  return {
    started: (group) => {
      groups.push(group);
      return save();
    },
    end: async () => {
      await writing;
      await endAll(groups);
      await rm(runFile, { force: true });
    },
  };
};

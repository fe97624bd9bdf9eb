import { writeFileSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { endGroup, isAlive, isGroupAlive, markOf, type ProcessMark } from "./process-group";

const mark = z.object({ pid: z.number().int().positive(), startedAt: z.string().min(1) });

const runFileSchema = z.object({ run: mark, groups: z.array(mark) });

const read = async (runFile: string): Promise<z.infer<typeof runFileSchema> | undefined> => {
  try {
    return runFileSchema.parse(JSON.parse(await readFile(runFile, "utf8")));
  } catch {
    // Missing, or half-written by a run that was killed: treated as no run.
    return undefined;
  }
};

/** Ends the groups that are still running, and returns their number. */
const endAll = async (groups: readonly ProcessMark[]): Promise<number> => {
  const alive = groups.filter(isGroupAlive);
  await Promise.all(alive.map(({ pid }) => endGroup(pid)));
  return alive.length;
};

/** Where a run writes. */
export type RunPaths = {
  /** The files of one run; empty when it begins. */
  readonly run: string;
  /** Which process runs, and what it started. */
  readonly runFile: string;
  /** What a sentence calls it: `end-to-end run`. */
  readonly name: string;
};

/** The only run that is allowed in this folder. */
export type Run = {
  /** Records a process group, so that the next run can end it if this one is killed. */
  readonly started: (mark: ProcessMark) => void;
  /** Ends what is still running, and releases the folder. */
  readonly end: () => Promise<void>;
};

/**
 * Claims the scratch folder, and removes what a killed run has left: its processes and its files.
 * @throws Error where another run is in progress.
 */
export const beginRun = async (
  { run: runDirectory, runFile, name }: RunPaths,
  say: (line: string) => void,
): Promise<Run> => {
  const earlier = await read(runFile);
  if (earlier && isAlive(earlier.run)) {
    throw new Error(
      `another ${name} (process ${earlier.run.pid}) is in progress in this folder; wait for it, or stop it with Ctrl-C`,
    );
  }
  if (earlier) {
    const ended = await endAll(earlier.groups);
    say(`An earlier run was killed; stopped ${ended} ${ended === 1 ? "program" : "programs"} that it left.`);
  }
  await rm(runDirectory, { recursive: true, force: true });
  for (const folder of ["home", "tmp", "logs"]) await mkdir(join(runDirectory, folder), { recursive: true });

  const own = markOf(process.pid);
  if (own === undefined) throw new Error("`ps` does not list this process; install procps");
  const groups: ProcessMark[] = [];
  const save = (): void => writeFileSync(runFile, JSON.stringify({ run: own, groups }));
  save();
  return {
    started: (group) => {
      groups.push(group);
      save();
    },
    end: async () => {
      await endAll(groups);
      await rm(runFile, { force: true });
    },
  };
};

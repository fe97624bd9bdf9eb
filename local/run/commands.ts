import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { type GroupProgram, type ProcessGroup, startGroup } from "../process/process-group";
import type { Run } from "../process/run-file";

export type CommandResult = {
  readonly exitCode: number | string;
  /** Everything it wrote, without escape sequences. */
  readonly output: string;
  readonly logFile: string;
};

/** A command; its name is that of its log file. */
export type CommandOptions = Omit<GroupProgram, "logFile"> & { readonly name: string };

const logLines = 40;

/** The last lines of a log, under its name. */
export const endOfLog = async (file: string): Promise<string> => {
  const lines = stripVTControlCharacters(await readFile(file, "utf8"))
    .trimEnd()
    .split("\n")
    .slice(-logLines);
  return [`--- ${file}, last ${lines.length} lines`, ...lines].join("\n");
};

const timeoutMilliseconds = 600_000;

export type Commands = {
  readonly run: (options: CommandOptions) => Promise<CommandResult>;
  /** Ends every command that is still running. */
  readonly endAll: () => Promise<void>;
};

/** Runs other programs, each in its own process group with its own log file in the folder `logs`. */
export const newCommands = (run: Run, logs: string): Commands => {
  const running = new Set<ProcessGroup>();
  let count = 0;
  return {
    run: async ({ name, ...program }) => {
      count += 1;
      const logFile = join(logs, `${String(count).padStart(2, "0")}-${name}.log`);
      const group = await startGroup({ ...program, logFile });
      running.add(group);
      run.started(group.mark);
      const timer = setTimeout(() => void group.end(), timeoutMilliseconds);
      try {
        const exitCode = await group.ended;
        return { exitCode, output: stripVTControlCharacters(await readFile(logFile, "utf8")), logFile };
      } finally {
        clearTimeout(timer);
        running.delete(group);
      }
    },
    endAll: async () => {
      await Promise.all([...running].map((group) => group.end()));
    },
  };
};

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type GroupProgram, type ProcessGroup, startGroup } from "../local/process/process-group";
import type { Run } from "../local/process/run-file";
import { place } from "./paths";

export type CommandResult = {
  readonly exitCode: number | string;
  /** Everything it wrote, without escape sequences. */
  readonly output: string;
  readonly logFile: string;
};

export type CommandOptions = Omit<GroupProgram, "logFile"> & {
  /** Names the log file. */
  readonly name: string;
  readonly timeoutSeconds?: number;
};

export type Commands = {
  readonly run: (options: CommandOptions) => Promise<CommandResult>;
  /** Ends every command that is still running. */
  readonly endAll: () => Promise<void>;
};

/** What a terminal would not show. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one.
export const withoutEscapes = (text: string): string => text.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, "");

/** Runs other programs, each in its own process group with its own log file. */
export const newCommands = (run: Run): Commands => {
  const running = new Set<ProcessGroup>();
  let count = 0;
  return {
    run: async ({ name, timeoutSeconds = 600, ...program }) => {
      count += 1;
      const logFile = join(place.logs, `${String(count).padStart(2, "0")}-${name}.log`);
      const group = await startGroup({ ...program, logFile });
      running.add(group);
      run.started(group.mark);
      const timer = setTimeout(() => void group.end(), timeoutSeconds * 1000);
      try {
        const exitCode = await group.ended;
        return { exitCode, output: withoutEscapes(await readFile(logFile, "utf8")), logFile };
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

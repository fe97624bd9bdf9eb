import { cp, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { projectDirectory } from "./place";

/** What a user has in a clone and needs for the commands. Its dependencies are found in the folder above. */
const parts = [
  "main.ts",
  "cdktf.json",
  "package.json",
  "tsconfig.json",
  "src",
  "handler",
  "scripts",
  "local",
  "stages",
  "docs/policies",
] as const;

/** Copies the project into a folder inside it, as a user clones it, with more of its parts where they are named. */
export const copyProject = async (directory: string, ...more: readonly string[]): Promise<void> => {
  for (const part of [...parts, ...more]) {
    const target = join(directory, part);
    await mkdir(dirname(target), { recursive: true });
    await cp(join(projectDirectory, part), target, { recursive: true });
  }
};

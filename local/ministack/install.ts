import { join } from "node:path";
import { type InstallOptions, installPythonProgram } from "../process/python-program";

/**
 * Installs the emulator; a second call does nothing.
 * @returns the emulator's program.
 * @throws Error in one sentence.
 */
export const installEmulator = (
  directory: string,
  env: NodeJS.ProcessEnv = process.env,
  options: Pick<InstallOptions, "signal"> = {},
): Promise<string> =>
  installPythonProgram(
    {
      title: "the local AWS",
      program: "ministack",
      requirementsFile: join(__dirname, "requirements.txt"),
    },
    { directory, env, ...options },
  );

import { join } from "node:path";
import type { InstallOptions } from "../process/program";
import { installPythonProgram } from "../process/python-program";

/**
 * Installs the emulator; a second call does nothing.
 * @returns the emulator's program.
 * @throws Error in one sentence.
 */
export const installEmulator = (options: InstallOptions): Promise<string> =>
  installPythonProgram(
    { title: "the local AWS", program: "ministack", requirementsFile: join(__dirname, "requirements.txt") },
    options,
  );

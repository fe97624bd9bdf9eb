import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type InstallOptions, lastLineOf, runProgram } from "./program";

/** A program in a Python package. */
export type PythonProgram = {
  /** What a sentence to the user calls it: `the local AWS`. */
  readonly title: string;
  /** Its file in the environment's `bin`. */
  readonly program: string;
  /** Every package that it needs, each file with its hash. */
  readonly requirementsFile: string;
};

/** The oldest Python that the pinned files support. */
const minimum = "3.11";

const isNewEnough = (version: string): boolean =>
  version.localeCompare(minimum, "en", { numeric: true }) >= 0;

/**
 * Finds a Python.
 * @throws Error that says what to install.
 */
const findPython = async (title: string, env: NodeJS.ProcessEnv): Promise<string> => {
  const seen: string[] = [];
  for (const command of ["python3", "python"]) {
    try {
      const { stdout } = await runProgram(command, ["-c", "import sys; print(sys.version.split()[0])"], {
        env,
      });
      const version = stdout.trim();
      if (isNewEnough(version)) return command;
      seen.push(`${command} is ${version}`);
    } catch {
      // Missing, or not a Python: try the next name.
    }
  }
  throw new Error(
    `${title} needs Python ${minimum} or newer, ${seen.length > 0 ? `but ${seen.join(", ")}` : "but none was found"}; install it with its venv module`,
  );
};

/**
 * Installs a program into a virtual environment, every file with its pinned hash; a second call does nothing.
 * @returns the program's path.
 * @throws Error in one sentence.
 */
export const installPythonProgram = async (
  { title, program, requirementsFile }: PythonProgram,
  { directory, env, signal }: InstallOptions,
): Promise<string> => {
  const path = join(directory, "bin", program);
  const stamp = join(directory, "installed");
  const wanted = createHash("sha256")
    .update(await readFile(requirementsFile))
    .digest("hex");
  const installed = existsSync(stamp) ? await readFile(stamp, "utf8") : "";
  if (installed === wanted && existsSync(path)) return path;
  const python = await findPython(title, env);
  await rm(directory, { recursive: true, force: true });
  const options = { env, signal };
  try {
    await runProgram(python, ["-m", "venv", directory], options);
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    const pinned = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", requirementsFile];
    await runProgram(join(directory, "bin", "python"), [...pip, ...pinned], options);
  } catch (error) {
    throw new Error(`${title} could not be installed into ${directory}: ${lastLineOf(error)}`);
  }
  await writeFile(stamp, wanted);
  return path;
};

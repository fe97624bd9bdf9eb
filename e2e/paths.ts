import { join, resolve } from "node:path";

/** The project's folder. */
export const projectDirectory = resolve(__dirname, "..");

const scratch = join(projectDirectory, ".e2e");

/** Where the end-to-end run writes. Only `cache` outlives a run. */
export const place = {
  scratch,
  /** Emulator and providers. */
  cache: join(scratch, "cache"),
  /** Everything of one run. */
  run: join(scratch, "run"),
  logs: join(scratch, "run", "logs"),
  /** The running process, and what it started. */
  runFile: join(scratch, "run.json"),
  name: "end-to-end run",
} satisfies Readonly<Record<string, string>>;

import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { basename, delimiter, join } from "node:path";
import { helpLines } from "./commands";
import { shellWord } from "./control";

type Variables = Readonly<Record<string, string>>;

/**
 * The environment of a person's shell: that of the sandbox's own commands, but interactive and in color, with the shell's
 * commands first in PATH.
 */
export const shellEnvironment = (
  commandEnvironment: Variables,
  bin: string,
  env: NodeJS.ProcessEnv,
): Variables => {
  const { CI: _ci, NO_COLOR: _noColor, ...rest } = commandEnvironment;
  const terminal = ["TERM", "COLORTERM", "LANG", "LC_ALL", "NO_COLOR"].flatMap((name) =>
    env[name] === undefined ? [] : [[name, env[name]] as const],
  );
  return { ...rest, ...Object.fromEntries(terminal), PATH: [bin, rest["PATH"]].join(delimiter) };
};

/** What another terminal reads to become such a shell. Its AWS variables could lead to a real account: they are removed. */
export const exportLines = (environment: Variables, project: string): readonly string[] => [
  `unset CI $(env | sed -n 's/^\\(AWS_[A-Z0-9_]*\\)=.*/\\1/p')`,
  ...Object.entries(environment).map(([name, value]) => `export ${name}=${shellWord(value)}`),
  `cd ${shellWord(project)}`,
];

/** Read by bash and zsh when they start. Ends what still runs in the background, which has no AWS any more. */
const startFile = [
  "PS1='sandbox$ '",
  `help() { printf '%s\\n' ${helpLines.map(shellWord).join(" ")}; }`,
  "trap 'kill $(jobs -p) 2>/dev/null' EXIT",
  "",
].join("\n");

const shellOf = ({ SHELL = "" }: NodeJS.ProcessEnv): string =>
  ["bash", "zsh"].includes(basename(SHELL)) ? SHELL : "bash";

type ShellOptions = {
  readonly environment: Variables;
  /** HOME of the shell. */
  readonly home: string;
  readonly project: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
};

/** Opens a shell in this terminal, and waits until its user leaves it, or until the signal. */
export const openShell = async (options: ShellOptions): Promise<void> => {
  const { environment, home, project, env, signal } = options;
  for (const name of [".bashrc", ".zshrc"]) await writeFile(join(home, name), startFile);
  const shell = spawn(shellOf(env), ["-i"], { cwd: project, env: environment, stdio: "inherit" });
  const hangUp = (): void => void shell.kill("SIGHUP");
  signal.addEventListener("abort", hangUp, { once: true });
  await once(shell, "exit");
  signal.removeEventListener("abort", hangUp);
};

import { setTimeout as delay } from "node:timers/promises";
import type { Command } from "./command";
import type { Clock, Context } from "./context";
import { explain } from "./explain";
import { type ExitCode, Failure, interrupted, wrongUsage } from "./failure";
import { createProcesses } from "./processes";
import { createTerminal } from "./terminal";

/** Waits for the work, or for Ctrl-C and then the end of every program that runs. */
const orInterrupted = (
  work: Promise<void>,
  { cleansUp }: Command,
  { signal, processes, terminal }: Context,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = async (): Promise<void> => {
      await processes.idle();
      await terminal.idle();
      if (!cleansUp) reject(interrupted());
    };
    if (signal.aborted) void stop();
    else signal.addEventListener("abort", () => void stop(), { once: true });
    work.then(resolve, reject);
  });

/** Prints what went wrong. */
const report = (error: unknown, context: Context): ExitCode => {
  const { terminal, signal, env } = context;
  if (signal.aborted || (error instanceof Failure && error.exitCode === 130)) {
    terminal.warn(`\nStopped. ${context.resumeHint() || "Nothing was changed."}`);
    return 130;
  }
  terminal.warn(`Error: ${error instanceof Failure ? error.message : explain(error)}`);
  if (env["DEBUG"] === "1" && error instanceof Error) terminal.warn(error.stack ?? error.message);
  return error instanceof Failure ? error.exitCode : 1;
};

/** Runs a command to its exit code. Never throws. */
export const runCommand = async (
  command: Command,
  args: readonly string[],
  context: Context,
): Promise<ExitCode> => {
  try {
    await orInterrupted(command.run(args, context), command, context);
    return context.exitCode();
  } catch (error) {
    return report(error, context);
  }
};

const clock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) => delay(milliseconds, undefined, { signal }),
};

/** As the AWS SDK finds it where no variable names a Region. */
const profileRegion = async (): Promise<string | undefined> => {
  const { STSClient } = await import("@aws-sdk/client-sts");
  try {
    return (await new STSClient({}).config.region()) || undefined;
  } catch (error) {
    if (error instanceof Error && error.message === "Region is missing") return undefined;
    throw error;
  }
};

/** The context of a real process. */
const createContext = (): Context => {
  const controller = new AbortController();
  const { signal } = controller;
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // Stays registered: the spinner's library ends the process at once where no other handler is registered.
    process.on(name, () => {
      if (signal.aborted) process.exit(130);
      controller.abort(interrupted());
    });
  }
  const terminal = createTerminal(process.env, signal);
  let hint = "";
  let exitCode: ExitCode = 0;
  return {
    projectDir: process.cwd(),
    env: process.env,
    terminal,
    clock,
    signal,
    processes: createProcesses(signal, !terminal.isInteractive),
    ifInterrupted: (text) => {
      hint = text;
    },
    resumeHint: () => hint,
    endWith: (code) => {
      exitCode = code;
    },
    exitCode: () => exitCode,
    awsConfig: (region) => (region === undefined ? {} : { region }),
    profileRegion,
  };
};

const unknownCommand = (commands: readonly Command[]): Command => ({
  name: "",
  run: async () => {
    throw wrongUsage(`the first argument names a command: ${commands.map(({ name }) => name).join(", ")}`);
  },
});

/** Runs, as this process, the command that the first argument names. */
export const main = async (commands: readonly Command[]): Promise<void> => {
  // The SDK's version is pinned and works with every Node.js that package.json allows; its notice about later
  // versions would only hide the output.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  const [name, ...args] = process.argv.slice(2);
  const command = commands.find((one) => one.name === name) ?? unknownCommand(commands);
  process.exit(await runCommand(command, args, createContext()));
};

import { setTimeout as delay } from "node:timers/promises";
import { type Request, readArguments } from "./command-line";
import type { Clock, Context } from "./context";
import { explain } from "./explain";
import { type ExitCode, Failure, interrupted } from "./failure";
import { createProcesses } from "./processes";
import { createTerminal } from "./terminal";
import { type Flags, helpOf, type Usage } from "./usage";

/** A command: how it is typed, and what it does. Returning means done. */
export type Command<F extends Flags> = {
  readonly usage: Usage<F>;
  readonly run: (request: Request<F>, context: Context) => Promise<void>;
};

/** Waits for the work, or for Ctrl-C and the end of every program that runs. */
const orInterrupted = <T>(work: Promise<T>, { signal, processes, terminal }: Context): Promise<T> =>
  new Promise((resolve, reject) => {
    const stop = async (): Promise<void> => {
      await processes.idle();
      await terminal.idle();
      reject(interrupted());
    };
    if (signal.aborted) void stop();
    else signal.addEventListener("abort", () => void stop(), { once: true });
    work.then(resolve, reject);
  });

/** Says what went wrong. */
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

/** Does the work of a program to its exit code. Never throws. */
export const runProgram = async (context: Context, work: () => Promise<void>): Promise<ExitCode> => {
  try {
    await orInterrupted(work(), context);
    return 0;
  } catch (error) {
    return report(error, context);
  }
};

/** Runs a command line to its exit code. Never throws. */
export const runCommand = <F extends Flags>(
  command: Command<F>,
  args: readonly string[],
  context: Context,
): Promise<ExitCode> =>
  runProgram(context, async () => {
    const request = readArguments(command.usage, args, context.env);
    if (request === "help") context.terminal.say(helpOf(command.usage));
    else await command.run(request, context);
  });

const clock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    await delay(milliseconds, undefined, { signal });
  },
};

/** The context of a real process. */
export const createContext = (): Context => {
  const controller = new AbortController();
  const { signal } = controller;
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // Stays registered: the spinner's library ends the process at once where nobody else listens.
    process.on(name, () => {
      if (signal.aborted) process.exit(130);
      controller.abort(interrupted());
    });
  }
  const terminal = createTerminal(process.env, signal);
  let hint = "";
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
    awsConfig: (region) => (region === undefined ? {} : { region }),
  };
};

/** Runs a command as this process. */
export const main = async <F extends Flags>(command: Command<F>): Promise<void> => {
  // The SDK's version is pinned, and works with every Node.js that package.json allows: its notice about later
  // versions would only bury what the command says.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  process.exit(await runCommand(command, process.argv.slice(2), createContext()));
};

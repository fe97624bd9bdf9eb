import { once } from "node:events";
import { copyFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { localEnvironment } from "../local/ministack/environment";
import { startLocalAws } from "../local/ministack/local-aws";
import { beginRun, type Run } from "../local/process/run-file";
import { endOfLog, newCommands } from "../local/run/commands";
import { prepare } from "../local/run/prepare";
import { copyProject } from "../local/run/project-copy";
import { startSlack } from "../local/slack/slack";
import type { Context } from "../scripts/program/context";
import { Failure } from "../scripts/program/failure";
import { senderName } from "../showcase/sender";
import { helpLines, startJob, type World } from "./commands";
import { startControl } from "./control";
import { readOutputs, stage } from "./deployed";
import { place, projectCopy } from "./place";
import { exportLines, openShell, shellEnvironment } from "./shell";

/** How the sandbox was requested. */
export type SandboxRequest = {
  /** Print the environment instead of opening a shell. */
  readonly "no-shell": boolean;
  /** Of the Slack page; 0 picks a free one. */
  readonly port: number;
};

const banner = [
  "This is not Slack. It is a local stand-in that shows what the stage in the sandbox posts.",
  "Nothing left this machine: AWS, the queue and Slack all run on it.",
];

/** Closes what was opened, the last one first. */
type Opened = { readonly later: (close: () => Promise<unknown>) => void };

const withOpened = async (work: (opened: Opened) => Promise<void>): Promise<void> => {
  const closes: (() => Promise<unknown>)[] = [];
  try {
    await work({ later: (close) => void closes.push(close) });
  } finally {
    for (const close of closes.reverse()) await close().catch(() => {}); // The others are closed too.
  }
};

/** Waits for the work, or for what makes it pointless. */
const unless = <T>(work: Promise<T>, ...ends: readonly Promise<never>[]): Promise<T> =>
  Promise.race([work, ...ends]);

const abortOf = (signal: AbortSignal): Promise<never> => {
  const aborted = once(signal, "abort").then(() => {
    throw signal.reason;
  });
  aborted.catch(() => {}); // It may come before anyone waits for it, or after everyone has.
  return aborted;
};

const playIn = async (run: Run, request: SandboxRequest, context: Context, opened: Opened): Promise<void> => {
  const { terminal, signal, env } = context;
  const { say } = terminal;
  signal.throwIfAborted();
  const stopped = abortOf(signal);
  const tools = await unless(prepare(say), stopped);

  const slack = await startSlack({ port: request.port, page: { sender: senderName, banner } });
  opened.later(slack.close);
  const starting = startLocalAws({
    program: tools.emulatorProgram,
    directory: place.run,
    onStart: run.started,
  });
  opened.later(async () => (await starting).close());
  const { gateway, backup, emulator } = await unless(starting, stopped);
  const gone = new AbortController();
  const died = emulator.ended.then((exit) => {
    gone.abort();
    throw new Failure(`the local AWS stopped (${exit}); start the sandbox again`);
  });
  died.catch(() => {}); // When the sandbox ends, the local AWS does too.

  const commands = newCommands(run, place.logs);
  opened.later(commands.endAll);
  const commandEnvironment = localEnvironment({
    awsUrl: gateway.url,
    backupUrl: backup.url,
    providers: tools.providers,
    directory: place.run,
  });
  /** Types `npm run <script> -- dev ...` in the copy of the project. */
  const npm = async (script: string, args: readonly string[], input?: string): Promise<void> => {
    signal.throwIfAborted();
    const { exitCode, logFile } = await commands.run({
      name: script,
      command: "npm",
      args: ["run", "--silent", script, "--", stage, ...args],
      cwd: projectCopy,
      env: commandEnvironment,
      ...(input !== undefined && { input }),
    });
    signal.throwIfAborted();
    if (exitCode !== 0)
      throw new Failure(`\`npm run ${script}\` failed in the sandbox:\n${await endOfLog(logFile)}`);
  };
  const world: World = {
    backup,
    slack,
    outputs: () => readOutputs(projectCopy),
    storeWebhook: () => npm("set-webhook", [], `${slack.webhookUrl}\n`),
  };

  say(`The Slack page is ${slack.pageUrl}; its first message arrives in a minute or two.`);
  await unless(
    terminal.step(`Deploying stage ${stage} to the local AWS`, async (report) => {
      await copyProject(projectCopy);
      await copyFile(join(__dirname, "dev.ts"), join(projectCopy, "stages", `${stage}.ts`));
      await npm("deploy", ["--yes", "--", "--skip-provider-lock"]);
      report("storing the webhook");
      await world.storeWebhook();
    }),
    stopped,
    died,
  );
  const control = await startControl(place.run, world);
  opened.later(control.close);
  await startJob(world, "instance");

  const environment = shellEnvironment(commandEnvironment, control.bin, env);
  const environmentFile = join(place.run, "environment.sh");
  const exports = exportLines(environment, projectCopy);
  await writeFile(environmentFile, `${exports.join("\n")}\n`, { mode: 0o600 });
  say(`\nA first backup has started: see ${slack.pageUrl}\nType these, in ${projectCopy}:\n`);
  for (const line of helpLines) say(line);
  const left = AbortSignal.any([signal, gone.signal]);
  if (terminal.isInteractive && !request["no-shell"]) {
    say(
      `\nAnother terminal becomes such a shell with \`. ${environmentFile}\`. \`exit\` stops and removes everything.\n`,
    );
    const home = join(place.run, "home");
    await openShell({ environment, home, project: projectCopy, env, signal: left });
  } else {
    say(`\nA terminal becomes the sandbox's shell with these lines, or with \`. ${environmentFile}\`:\n`);
    for (const line of exports) say(line);
    say("\nCtrl-C stops and removes everything.");
    if (!left.aborted) await once(left, "abort");
  }
  await Promise.race([died, Promise.resolve()]);
};

/**
 * Keeps a local AWS with stage dev, and a local Slack, until its user leaves.
 * @throws Failure where it could not start, or the local AWS stopped; nothing that it started is left then either.
 */
export const runSandbox = async (request: SandboxRequest, context: Context): Promise<void> => {
  context.ifInterrupted("Everything that was started is stopped, and its files are removed.");
  const run = await beginRun(place, context.terminal.say);
  try {
    await withOpened((opened) => playIn(run, request, context, opened));
  } finally {
    await run.end();
    await rm(place.run, { recursive: true, force: true });
  }
  context.terminal.say("The sandbox is gone: nothing of it runs, and its files are removed.");
};

import { parseArgs } from "node:util";
import { startSlack } from "../local/slack/slack";
import { type Cloud, startCloud } from "./cloud";
import { type Commands, newCommands } from "./commands";
import { commandEnvironment } from "./environment";
import { endOfLog } from "./expectations";
import { prepare, type Tools } from "./prepare";
import { beginRun } from "./run-file";
import type { Story } from "./scene";
import { newSteps, type Steps, tableOf } from "./steps";
import { directStory } from "./stories/direct";
import { prodStory } from "./stories/prod";
import { queueStory } from "./stories/queue";
import { newWorkspace } from "./workspace";

const stories: readonly Story[] = [queueStory, directStory, prodStory];

const help = `npm run e2e -- [--prepare] [--story <name>]...

The real thing on this machine: the real cdktf, Terraform, providers and bundle against a local AWS, AWS Backup and
Slack. Nothing outside of this machine is touched, and no credentials are needed.

  --prepare        only finds or gets what the run needs, and says what it uses
  --story <name>   plays this story only: ${stories.map(({ name }) => name).join(", ")}
  --help           this text

Exit codes: 0 all steps passed, 1 a step failed, 2 wrong usage, 130 interrupted.
Logs stay in .e2e/run/logs until the next run.`;

const say = (line: string): void => console.log(line);

class UsageError extends Error {}

const readArguments = (): { prepareOnly: boolean; chosen: readonly Story[] } | "help" => {
  const names = stories.map(({ name }) => name).join(", ");
  try {
    const { values } = parseArgs({
      options: {
        prepare: { type: "boolean", default: false },
        story: { type: "string", multiple: true, default: [] },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) return "help";
    const unknown = values.story.find((name) => !stories.some((story) => story.name === name));
    if (unknown !== undefined) throw new UsageError(`there is no story "${unknown}"; there are ${names}`);
    const isChosen = ({ name }: Story) => values.story.length === 0 || values.story.includes(name);
    return { prepareOnly: values.prepare, chosen: stories.filter(isChosen) };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      `${error instanceof Error ? error.message : String(error)}; see npm run e2e -- --help`,
    );
  }
};

type Stage = {
  readonly cloud: Cloud;
  readonly tools: Tools;
  readonly commands: Commands;
  readonly steps: Steps;
};

/** Plays a story; whether it came to its end. */
const play = async (story: Story, { cloud, tools, commands, steps }: Stage): Promise<boolean> => {
  const endpoints = { awsUrl: cloud.gateway.url, backupUrl: cloud.backup.url };
  const env = commandEnvironment(endpoints, tools.providers);
  const slack = await startSlack();
  try {
    const workspace = await newWorkspace(story.stage, env, commands);
    await story.play({ cloud, slack, workspace, step: steps.of(story.name) });
    return true;
  } catch {
    // The step has told it.
    return false;
  } finally {
    await slack.close();
  }
};

const interrupted = (): Promise<never> =>
  new Promise((_resolve, reject) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => reject(new Error(`stopped by ${signal}`)));
    }
  });

const runStories = async (chosen: readonly Story[]): Promise<number> => {
  const startedAt = performance.now();
  const run = await beginRun(say);
  const commands = newCommands(run);
  const steps = newSteps(say);
  let cloud: Cloud | undefined;
  try {
    const tools = await steps.of("start")("what the run needs is there", () => prepare(say));
    const started = await steps.of("start")("local AWS and AWS Backup start", () =>
      startCloud(tools.emulatorProgram, run),
    );
    cloud = started;
    const dead = started.emulator.ended.then((exit): never => {
      throw new Error(
        `the local AWS ended in the middle of the run (${exit}); its log is ${started.emulator.logFile}`,
      );
    });
    const stage = { cloud, tools, commands, steps };
    const ends = await Promise.race([
      Promise.all(chosen.map((story) => play(story, stage))),
      dead,
      interrupted(),
    ]);
    if (ends.includes(false)) say(`\n${await endOfLog(cloud.emulator.logFile)}`);
    return ends.includes(false) ? 1 : 0;
  } finally {
    await commands.endAll();
    await cloud?.close();
    await run.end();
    report(steps, (performance.now() - startedAt) / 1000);
  }
};

const report = ({ results }: Steps, seconds: number): void => {
  const failed = results.filter(({ passed }) => !passed).length;
  say(`\n${tableOf(results)}\n`);
  say(`${results.length - failed} passed, ${failed} failed; ${seconds.toFixed(0)} s`);
};

// The SDK's version is pinned, and works with every Node.js that package.json allows.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

const main = async (): Promise<number> => {
  const asked = readArguments();
  if (asked === "help") {
    say(help);
    return 0;
  }
  if (asked.prepareOnly) {
    await prepare(say);
    return 0;
  }
  return runStories(asked.chosen);
};

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(`Error: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(error instanceof UsageError ? 2 : /^stopped by/.test(String(error)) ? 130 : 1);
  },
);

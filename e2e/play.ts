import { beginRun, type Run } from "../local/process/run-file";
import { startSlack } from "../local/slack/slack";
import type { Breakage } from "./breakages";
import { type Cloud, startCloud } from "./cloud";
import { type Commands, newCommands } from "./commands";
import { commandEnvironment } from "./environment";
import { endOfLog, must } from "./expectations";
import { place } from "./paths";
import { prepare, type Tools } from "./prepare";
import type { Story } from "./scene";
import { newSteps, type StepResult, type Steps } from "./steps";
import { newWorkspace } from "./workspace";

export type PlayOptions = {
  readonly stories: readonly Story[];
  /** A deliberate mistake in the product. */
  readonly breakage?: Breakage | undefined;
  readonly say: (line: string) => void;
  /** Rejects when everything must stop. */
  readonly stopped: Promise<never>;
};

type World = {
  readonly cloud: Cloud;
  readonly tools: Tools;
  readonly commands: Commands;
  readonly steps: Steps;
  readonly breakage: Breakage | undefined;
  readonly say: (line: string) => void;
};

/** Plays one story to its end, or to its first failing step, which has then been reported. */
const playStory = async (story: Story, { cloud, tools, commands, steps, breakage }: World): Promise<void> => {
  const endpoints = { awsUrl: cloud.gateway.url, backupUrl: cloud.backup.url };
  const slack = await startSlack();
  try {
    const workspace = await newWorkspace({
      stage: story.stage,
      env: commandEnvironment({ ...endpoints, slackApiUrl: slack.apiUrl }, tools.providers),
      commands,
      breakage,
    });
    await story.play({ cloud, slack, way: story.way, workspace, step: steps.of(story.name) });
  } finally {
    await slack.close();
  }
};

/** What no step has waited for: no role was refused, and nothing was lost. */
const checkNothingWasLost = ({ cloud: { backup, denials }, steps }: World): Promise<void> =>
  steps.of("end")("AWS Backup refused no call of a role, and dropped no notification", async () => {
    const [dropped] = backup.dropped;
    must(denials.length === 0, `refused: ${denials[0]}`);
    must(dropped === undefined, `dropped a notification of ${dropped?.vaultArn}: ${dropped?.reason}`);
  });

const playAll = async (stories: readonly Story[], world: World): Promise<void> => {
  // One failing story does not stop the others: each has its own stage, channel and state.
  const ends = await Promise.allSettled(stories.map((story) => playStory(story, world)));
  const unexpected = ends.find((end) => end.status === "rejected" && !world.steps.hasReported(end.reason));
  if (unexpected?.status === "rejected") throw unexpected.reason;
  if (ends.every(({ status }) => status === "fulfilled")) {
    await checkNothingWasLost(world).catch(() => {}); // The step has reported it.
  } else {
    // The notifier writes its log there too.
    world.say(`\n${await endOfLog(world.cloud.emulator.logFile)}`);
  }
};

const diesWith = ({ emulator }: Cloud): Promise<never> =>
  emulator.ended.then((exit) => {
    throw new Error(`the local AWS stopped during the run (${exit}); its log is ${emulator.logFile}`);
  });

type Progress = {
  readonly say: (line: string) => void;
  /** Nothing is printed from now on: what fails, fails because everything stops. */
  readonly mute: () => void;
  /** Says what is running, where nothing was said for a while; until muted. */
  readonly watch: (steps: Steps) => void;
};

const quietSeconds = 15;

const newProgress = (say: (line: string) => void): Progress => {
  let isMuted = false;
  let timer: NodeJS.Timeout | undefined;
  const sayAndWait = (line: string): void => {
    if (isMuted) return;
    say(line);
    timer?.refresh();
  };
  return {
    say: sayAndWait,
    mute: () => {
      isMuted = true;
      clearInterval(timer);
    },
    watch: ({ running }) => {
      timer = setInterval(() => sayAndWait(`        ... ${running().join("; ")}`), quietSeconds * 1000);
    },
  };
};

/** The same promise, after whose failure nothing is printed. */
const muting = (end: Promise<never>, { mute }: Progress): Promise<never> =>
  end.catch((error: unknown) => {
    mute();
    throw error;
  });

const inWorld = async (
  run: Run,
  commands: Commands,
  steps: Steps,
  progress: Progress,
  options: PlayOptions,
): Promise<void> => {
  const { stories, breakage } = options;
  const { say } = progress;
  const stopped = muting(options.stopped, progress);
  progress.watch(steps);
  const tools = await Promise.race([
    steps.of("start")("everything that the run needs was found", () => prepare(say)),
    stopped,
  ]);
  const starting = steps.of("start")("local AWS and AWS Backup start", () =>
    startCloud(tools.emulatorProgram, run),
  );
  try {
    const cloud = await Promise.race([starting, stopped]);
    say(`Playing ${stories.map(({ name }) => name).join(", ")}; a first deployment takes a minute or two`);
    const world = { cloud, tools, commands, steps, breakage, say };
    await Promise.race([playAll(stories, world), muting(diesWith(cloud), progress), stopped]);
  } finally {
    await commands.endAll();
    await starting.then((cloud) => cloud.close()).catch(() => {});
  }
};

/**
 * Plays stories, all at once: most of their time is spent waiting in Terraform's provider.
 * @returns the result of every step.
 * @throws Error in one sentence where the run could not begin, or was stopped; then nothing that it started still runs.
 */
export const playStories = async (options: PlayOptions): Promise<readonly StepResult[]> => {
  const run = await beginRun(place, options.say);
  const progress = newProgress(options.say);
  const steps = newSteps(progress.say);
  const commands = newCommands(run);
  try {
    await inWorld(run, commands, steps, progress, options);
    return steps.results;
  } catch (error) {
    if (steps.hasReported(error)) return steps.results;
    throw error;
  } finally {
    progress.mute();
    await run.end();
  }
};

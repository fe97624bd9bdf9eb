import { join } from "node:path";
import { startLocalAws } from "../local/ministack/local-aws";
import { beginRun, type Run } from "../local/process/run-file";
import { type Commands, endOfLog, newCommands } from "../local/run/commands";
import { prepare, type Tools } from "../local/run/prepare";
import { startSlack } from "../local/slack/slack";
import type { Breakage } from "./breakages";
import type { Cloud } from "./cloud";
import { commandEnvironment } from "./environment";
import { must } from "./expectations";
import { place } from "./paths";
import type { LoneStory, Story } from "./scene";
import { newSteps, type Step, type StepResult, type Steps } from "./steps";
import { newWorkspace } from "./workspace";

export type PlayOptions = {
  readonly stories: readonly (Story | LoneStory)[];
  /** A deliberate mistake in the product. */
  readonly breakage?: Breakage | undefined;
  readonly say: (line: string) => void;
  /** Rejects when everything must stop. */
  readonly stopped: Promise<never>;
};

type Play = PlayOptions & { readonly run: Run; readonly commands: Commands; readonly steps: Steps };

type World = Play & { readonly cloud: Cloud; readonly tools: Tools };

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
const checkNothingWasLost = ({ backup, denials }: Cloud, step: Step): Promise<void> =>
  step("AWS Backup refused no call of a role, and dropped no notification", async () => {
    const [dropped] = backup.dropped;
    must(denials.length === 0, `refused: ${denials[0]}`);
    must(dropped === undefined, `dropped a notification of ${dropped?.vaultArn}: ${dropped?.reason}`);
  });

/** Plays a story in a local AWS that no other one uses. */
const playInOwnCloud = async (story: Story, world: World): Promise<void> => {
  const { run, steps, tools } = world;
  const step = steps.of(story.name);
  const cloud = await step("a local AWS of its own starts", () =>
    startLocalAws({
      program: tools.emulatorProgram,
      directory: join(place.run, story.name),
      onStart: run.started,
    }),
  );
  try {
    await playStory(story, { ...world, cloud });
    await checkNothingWasLost(cloud, step);
  } finally {
    await cloud.close();
  }
};

const playAny = async (story: Story | LoneStory, world: World): Promise<void> => {
  if ("playAlone" in story) return story.playAlone({ ...world, step: world.steps.of(story.name) });
  return story.hasOwnCloud ? playInOwnCloud(story, world) : playStory(story, world);
};

const playAll = async (world: World): Promise<void> => {
  // One failing story does not stop the others: each has its own stage, channel and state.
  const ends = await Promise.allSettled(world.stories.map((story) => playAny(story, world)));
  const unexpected = ends.find((end) => end.status === "rejected" && !world.steps.hasReported(end.reason));
  if (unexpected?.status === "rejected") throw unexpected.reason;
  if (ends.every(({ status }) => status === "fulfilled")) {
    await checkNothingWasLost(world.cloud, world.steps.of("end")).catch(() => {}); // The step has reported it.
  } else {
    // The notifier writes its log there too.
    world.say(`\n${await endOfLog(world.cloud.emulator.logFile)}`);
  }
};

/** What fails after one of these, fails because everything stops: nothing is printed from then on. */
type Stops = (end: Promise<never>) => Promise<never>;

const playInCloud = async (play: Play, stops: Stops): Promise<void> => {
  const { stories, run, commands, steps, say } = play;
  const stopped = stops(play.stopped);
  const tools = await Promise.race([
    steps.of("start")("everything that the run needs was found", () => prepare(say)),
    stopped,
  ]);
  const starting = steps.of("start")("local AWS and AWS Backup start", () =>
    startLocalAws({ program: tools.emulatorProgram, directory: place.run, onStart: run.started }),
  );
  try {
    const cloud = await Promise.race([starting, stopped]);
    const { emulator } = cloud;
    const dies = emulator.ended.then((exit) => {
      throw new Error(`the local AWS stopped during the run (${exit}); its log is ${emulator.logFile}`);
    });
    say(`Playing ${stories.map(({ name }) => name).join(", ")}; a first deployment takes a minute or two`);
    await Promise.race([playAll({ ...play, cloud, tools }), stops(dies), stopped]);
  } finally {
    await commands.endAll();
    await starting.then((cloud) => cloud.close()).catch(() => {});
  }
};

const quietSeconds = 15;

/**
 * Plays stories, all at once: most of their time is spent waiting in Terraform's provider. Says what is running, where
 * nothing was said for a while.
 * @returns the result of every step.
 * @throws Error in one sentence where the run could not begin, or was stopped; then nothing that it started still runs.
 */
export const playStories = async (options: PlayOptions): Promise<readonly StepResult[]> => {
  const run = await beginRun(place, options.say);
  let isMuted = false;
  const say = (line: string): void => {
    if (isMuted) return;
    options.say(line);
    quiet.refresh();
  };
  const steps = newSteps(say);
  const quiet = setInterval(() => say(`        ... ${steps.running().join("; ")}`), quietSeconds * 1000);
  try {
    await playInCloud({ ...options, say, run, steps, commands: newCommands(run, place.logs) }, (end) =>
      end.finally(() => {
        isMuted = true;
      }),
    );
    return steps.results;
  } catch (error) {
    if (steps.hasReported(error)) return steps.results;
    throw error;
  } finally {
    isMuted = true;
    clearInterval(quiet);
    await run.end();
  }
};

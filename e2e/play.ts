import { beginRun, type Run } from "../local/process/run-file";
import { startSlack } from "../local/slack/slack";
import { type Cloud, startCloud } from "./cloud";
import { type Commands, newCommands } from "./commands";
import { commandEnvironment } from "./environment";
import { endOfLog, must } from "./expectations";
import { place } from "./paths";
import { prepare, type Tools } from "./prepare";
import type { Story } from "./scene";
import { newSteps, type StepResult, type Steps } from "./steps";
import { type Edit, newWorkspace } from "./workspace";

export type PlayOptions = {
  readonly stories: readonly Story[];
  /** Changes of the product before a story begins. */
  readonly edits: readonly Edit[];
  readonly say: (line: string) => void;
  /** Rejects when everything must stop. */
  readonly stopped: Promise<never>;
};

type World = {
  readonly cloud: Cloud;
  readonly tools: Tools;
  readonly commands: Commands;
  readonly steps: Steps;
  readonly edits: readonly Edit[];
  readonly say: (line: string) => void;
};

/** Plays one story to its end, or to its first failing step, which has then told about itself. */
const playStory = async (story: Story, { cloud, tools, commands, steps, edits }: World): Promise<void> => {
  const endpoints = { awsUrl: cloud.gateway.url, backupUrl: cloud.backup.url };
  const slack = await startSlack();
  try {
    const workspace = await newWorkspace(
      story.stage,
      commandEnvironment({ ...endpoints, slackApiUrl: slack.apiUrl }, tools.providers),
      commands,
    );
    for (const edit of edits) await workspace.edit(edit);
    await story.play({ cloud, slack, way: story.way, workspace, step: steps.of(story.name) });
  } finally {
    await slack.close();
  }
};

/** What no step has waited for: nobody may have been refused, and nothing lost. */
const checkNothingWasLost = ({ cloud: { backup, denials }, steps }: World): Promise<void> =>
  steps.of("end")("AWS Backup has refused no call of a role, and dropped no notification", async () => {
    const [dropped] = backup.dropped;
    must(denials.length === 0, `refused: ${denials[0]}`);
    must(dropped === undefined, `dropped a notification of ${dropped?.vaultArn}: ${dropped?.reason}`);
  });

const playAll = async (stories: readonly Story[], world: World): Promise<void> => {
  // One failing story does not stop the others: each has a stage, a channel and a state of its own.
  const ends = await Promise.allSettled(stories.map((story) => playStory(story, world)));
  const unexpected = ends.find((end) => end.status === "rejected" && !world.steps.hasReported(end.reason));
  if (unexpected?.status === "rejected") throw unexpected.reason;
  if (ends.every(({ status }) => status === "fulfilled")) {
    await checkNothingWasLost(world).catch(() => {}); // The step has told it.
  } else {
    // The notifier writes its log there too.
    world.say(`\n${await endOfLog(world.cloud.emulator.logFile)}`);
  }
};

const diesWith = ({ emulator }: Cloud): Promise<never> =>
  emulator.ended.then((exit) => {
    throw new Error(`the local AWS ended in the middle of the run (${exit}); its log is ${emulator.logFile}`);
  });

type Voice = {
  readonly say: (line: string) => void;
  /** From now on nothing is said: what fails, fails because everything stops. */
  readonly mute: () => void;
};

const newVoice = (say: (line: string) => void): Voice => {
  let isMute = false;
  return {
    say: (line) => {
      if (!isMute) say(line);
    },
    mute: () => {
      isMute = true;
    },
  };
};

/** The same promise, after whose failure nothing is said any more. */
const muting = (end: Promise<never>, { mute }: Voice): Promise<never> =>
  end.catch((error: unknown) => {
    mute();
    throw error;
  });

const inWorld = async (
  run: Run,
  commands: Commands,
  steps: Steps,
  voice: Voice,
  options: PlayOptions,
): Promise<void> => {
  const { stories, edits } = options;
  const { say } = voice;
  const stopped = muting(options.stopped, voice);
  const tools = await Promise.race([
    steps.of("start")("what the run needs is there", () => prepare(say)),
    stopped,
  ]);
  const starting = steps.of("start")("local AWS and AWS Backup start", () =>
    startCloud(tools.emulatorProgram, run),
  );
  try {
    const cloud = await Promise.race([starting, stopped]);
    const world = { cloud, tools, commands, steps, edits, say };
    await Promise.race([playAll(stories, world), muting(diesWith(cloud), voice), stopped]);
  } finally {
    await commands.endAll();
    await starting.then((cloud) => cloud.close()).catch(() => {});
  }
};

/**
 * Plays stories, all at once: most of their time is spent waiting in Terraform's provider.
 * @returns what every step came to.
 * @throws Error in one sentence where the run could not begin, or was stopped; then nothing that it started lives.
 */
export const playStories = async (options: PlayOptions): Promise<readonly StepResult[]> => {
  const run = await beginRun(place, options.say);
  const voice = newVoice(options.say);
  const steps = newSteps(voice.say);
  const commands = newCommands(run);
  try {
    await inWorld(run, commands, steps, voice, options);
    return steps.results;
  } catch (error) {
    if (steps.hasReported(error)) return steps.results;
    throw error;
  } finally {
    voice.mute();
    await run.end();
  }
};

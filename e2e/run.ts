import { prepare } from "../local/run/prepare";
import type { Context } from "../scripts/program/context";
import { Failure } from "../scripts/program/failure";
import type { Breakage } from "./breakages";
import { playStories } from "./play";
import type { LoneStory, Story, StoryName } from "./scene";
import { type StepResult, summaryOf } from "./steps";
import { directStory } from "./stories/direct";
import { examplesStory } from "./stories/examples";
import { prodStory } from "./stories/prod";
import { botStory, queueStory } from "./stories/queue";
import { restoreTestsStory } from "./stories/restore-tests";
import { sandboxStory } from "./stories/sandbox";
import { watchStory } from "./stories/watch";
import { workloadsStory } from "./stories/workloads";

const stories: Readonly<Record<StoryName, Story | LoneStory>> = {
  queue: queueStory,
  bot: botStory,
  direct: directStory,
  prod: prodStory,
  workloads: workloadsStory,
  watch: watchStory,
  "restore-tests": restoreTestsStory,
  examples: examplesStory,
  sandbox: sandboxStory,
};

/** What to play. */
type E2eRequest = {
  /** Only get ready. */
  readonly prepare: boolean;
  /** None means all. */
  readonly story: readonly StoryName[];
  /** A mistake that the main story must notice. */
  readonly breakage: Breakage | undefined;
};

const storiesOf = ({ story, breakage }: E2eRequest): readonly (Story | LoneStory)[] => {
  if (breakage !== undefined) return [stories.queue];
  return story.length > 0 ? story.map((name) => stories[name]) : Object.values(stories);
};

const interruption = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });

/** @throws Failure where the mistake was not noticed by the right step. */
const checkBreakage = (
  results: readonly StepResult[],
  { name, failsAt }: Breakage,
  say: (line: string) => void,
): void => {
  const failed = results.find(({ passed }) => !passed);
  const isNoticed = failed?.title.startsWith(failsAt) === true;
  const at = failed === undefined ? "nowhere" : `at "${failed.title}"`;
  say(`The mistake ${name} was noticed ${at}${isNoticed ? "" : `, expected at "${failsAt}..."`}.`);
  if (!isNoticed) throw new Failure(`${name} was not noticed where it must be`);
};

/**
 * Plays the stories that were asked for.
 * @throws Failure where a step failed, or where a mistake was not noticed where it must be.
 */
export const runE2e = async (request: E2eRequest, context: Context): Promise<void> => {
  const { say } = context.terminal;
  context.ifInterrupted("Everything that was started is stopped too.");
  const stopped = interruption(context.signal);
  stopped.catch(() => {}); // It may come before anyone waits for it, or after everyone has.
  if (request.prepare) {
    await Promise.race([prepare(say), stopped]);
    return;
  }
  const startedAt = performance.now();
  const { breakage } = request;
  const results = await playStories({ stories: storiesOf(request), breakage, say, stopped });
  say(`\n${summaryOf(results, (performance.now() - startedAt) / 1000)}`);
  if (breakage) checkBreakage(results, breakage, say);
  else if (results.some(({ passed }) => !passed)) throw new Failure("a step failed");
};

import { type Asked, help, readArguments, UsageError } from "./arguments";
import type { Breakage } from "./breakages";
import { playStories } from "./play";
import { prepare } from "./prepare";
import { type StepResult, summaryOf } from "./steps";

// The SDK's version is pinned, and works with every Node.js that package.json allows.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

const say = (line: string): void => console.log(line);

class Interrupted extends Error {}

const interruption = (): Promise<never> =>
  new Promise((_resolve, reject) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () =>
        reject(new Interrupted(`stopped by ${signal}; everything that was started is stopped too`)),
      );
    }
  });

/** Whether the right step noticed the mistake. */
const checkBreakage = (results: readonly StepResult[], { name, failsAt }: Breakage): boolean => {
  const failed = results.find(({ passed }) => !passed);
  const isNoticed = failed?.title.startsWith(failsAt) === true;
  const at = failed === undefined ? "nowhere" : `at "${failed.title}"`;
  say(`The mistake ${name} was noticed ${at}${isNoticed ? "" : `, expected at "${failsAt}..."`}.`);
  return isNoticed;
};

const play = async (asked: Extract<Asked, { kind: "play" | "break" }>): Promise<boolean> => {
  const startedAt = performance.now();
  const stopped = interruption();
  stopped.catch(() => {}); // It may come before anyone waits for it, or after everyone has.
  const breakage = asked.kind === "break" ? asked.breakage : undefined;
  const results = await playStories({ stories: asked.stories, breakage, say, stopped });
  say(`\n${summaryOf(results, (performance.now() - startedAt) / 1000)}`);
  return breakage ? checkBreakage(results, breakage) : results.every(({ passed }) => passed);
};

const main = async (): Promise<number> => {
  const asked = readArguments(process.argv.slice(2));
  switch (asked.kind) {
    case "help":
      say(help);
      return 0;
    case "prepare":
      await prepare(say);
      return 0;
    default:
      return (await play(asked)) ? 0 : 1;
  }
};

const exitCodeOf = (error: unknown): number => {
  if (error instanceof UsageError) return 2;
  return error instanceof Interrupted ? 130 : 1;
};

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(`Error: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(exitCodeOf(error));
  },
);

import { parseArgs } from "node:util";
import { wrongUsage } from "../../scripts/program/failure";

/** One input of a run: its chunk, and where in the chunk fast-check finds it. */
export type InputId = { readonly chunk: number; readonly path: string };

/** How the fuzzing was asked for. */
export type FuzzRequest = {
  readonly inputs: number;
  /** The same seed gives the same inputs. */
  readonly seed: number;
  /** Only this input, with all that comes of it. */
  readonly only?: InputId;
};

export const fuzzHelp = `Puts random and mutated events through the notifier's reader and writer, and every message to the local Slack.

Usage:
  npm run fuzz -- [flags]

Flags:
  --inputs <number>    how many; default 1000000, some minutes; 50000 is a short run
  --seed <number>      the same seed gives the same inputs; default: a new one
  --only <id>          one input alone, as a failed run names it; needs its --seed
  --help               shows this text

Examples:
  npm run fuzz
  npm run fuzz -- --inputs 50000 --seed 42
  npm run fuzz -- --seed 42 --only 1234:17`;

const mostInputs = 1_000_000_000;
const mostSeed = 2 ** 31 - 1;

const numberOf = (flag: string, text: string, min: number, max: number): number => {
  const number = Number(text);
  if (/^\d{1,10}$/.test(text) && number >= min && number <= max) return number;
  throw wrongUsage(`--${flag} is "${text}"; allowed is a whole number from ${min} to ${max}`);
};

const idOf = (text: string): InputId => {
  const [, chunk, path] = /^(\d{1,8}):(\d+(?::\d+)*)$/.exec(text) ?? [];
  if (chunk !== undefined && path !== undefined) return { chunk: Number(chunk), path };
  throw wrongUsage(`--only is "${text}"; allowed is what a failed run names, such as 1234:17`);
};

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        inputs: { type: "string", default: "1000000" },
        seed: { type: "string" },
        only: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch {
    throw wrongUsage(
      "fuzz takes only --inputs <number>, --seed <number>, --only <id> and --help; see `npm run fuzz -- --help`",
    );
  }
};

/**
 * Reads the command line.
 * @param newSeed makes a seed where none is given
 * @throws Failure (exit code 2) that says in one sentence what is wrong.
 */
export const readFuzzArguments = (
  args: readonly string[],
  newSeed: () => number = () => Math.floor(Math.random() * mostSeed),
): FuzzRequest | "help" => {
  const { inputs, seed, only, help } = parse(args);
  if (help) return "help";
  if (only !== undefined && seed === undefined) {
    throw wrongUsage(`--only ${only} needs the seed of its run; add --seed <number>`);
  }
  return {
    inputs: numberOf("inputs", inputs, 1, mostInputs),
    seed: seed === undefined ? newSeed() : numberOf("seed", seed, 0, mostSeed),
    ...(only !== undefined && { only: idOf(only) }),
  };
};

import { parseArgs } from "node:util";
import { wrongUsage } from "../../scripts/program/failure";

/** How the fault lab was asked for. */
export type FaultsRequest = {
  /** Of a scenario; each takes its share. */
  readonly events: number;
  readonly seed: number;
  /** Absent for all. */
  readonly scenario?: string;
  readonly list: boolean;
};

export const faultsHelp = `Plays troubles of Slack, AWS and the network against the notifier's real bundle, and counts every event.

Usage:
  npm run faults -- [flags]

Flags:
  --short            few events a scenario: about two minutes
  --events <number>  events a scenario; each takes its share of them; default: 1500
  --seed <number>    of everything that is left to chance; default: 1
  --scenario <name>  plays only this one
  --list             names the scenarios
  --help             shows this text

Time is virtual: three days of outage pass in seconds. Everything is on loopback.
Exit codes: 0 every event was told, parked or rightly left out; 1 one was lost, or told twice without an excuse.

Examples:
  npm run faults -- --short
  npm run faults -- --scenario crash --seed 7`;

const defaultEvents = 1500;
const shortEvents = 200;
const mostEvents = 100_000;

const numberOf = (flag: string, text: string, most: number): number => {
  const number = Number(text);
  if (/^\d{1,9}$/.test(text) && number >= 1 && number <= most) return number;
  throw wrongUsage(
    `--${flag} is "${text}"; allowed is a whole number from 1 to ${most}, such as ${shortEvents}`,
  );
};

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        short: { type: "boolean" },
        events: { type: "string" },
        seed: { type: "string" },
        scenario: { type: "string" },
        list: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch {
    throw wrongUsage(
      "the fault lab takes only --short, --events <number>, --seed <number>, --scenario <name>, --list and --help; see `npm run faults -- --help`",
    );
  }
};

/**
 * Reads the fault lab's command line.
 * @throws Failure (exit code 2) that says in one sentence what is wrong.
 */
export const readFaultsArguments = (args: readonly string[]): FaultsRequest | "help" => {
  const { short = false, events, seed = "1", scenario, list = false, help } = parse(args);
  if (help) return "help";
  const usual = String(short ? shortEvents : defaultEvents);
  return {
    events: numberOf("events", events ?? usual, mostEvents),
    seed: numberOf("seed", seed, 999_999_999),
    list,
    ...(scenario !== undefined && { scenario }),
  };
};

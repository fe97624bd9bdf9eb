import { parseArgs } from "node:util";
import { quoted, refuseCredentials } from "./credential";
import { wrongUsage } from "./failure";
import type { Flag, Flags, FlagValues } from "./flag";
import { type Description, usageOf } from "./help";

/** What was typed after the name of a command, read and checked. */
export type CommandLine<F extends Flags> = {
  readonly operands: readonly string[];
  readonly flags: FlagValues<F>;
  /** What follows a second `--`. */
  readonly passedOn: readonly string[];
};

type Typed = { readonly name: string; readonly value?: string | undefined };

/** The text of one use of a flag; "" where the flag takes no value. */
const textOf = ({ name, value }: Typed, { placeholder }: Flag<unknown>): string => {
  if (placeholder === undefined) {
    if (value === undefined) return "";
    throw wrongUsage(`--${name} takes no value; write just --${name}`);
  }
  // A number can begin with a minus sign; then its range is the better answer.
  if (value !== undefined && value !== "" && !/^-(?!\d)/.test(value)) return value;
  throw wrongUsage(`--${name} needs a value; write --${name} <${placeholder}>`);
};

/**
 * Reads what was typed after the name of a command.
 * @returns "help" where it asks for help.
 * @throws Failure (exit code 2) that says in one sentence what is wrong and what is allowed.
 */
export const readCommandLine = <F extends Flags>(
  description: Description<F>,
  args: readonly string[],
): CommandLine<F> | "help" => {
  const { name, operands = [], passesOn } = description;
  const flags: readonly (readonly [string, Flag<unknown>])[] = Object.entries(description.flags ?? {});
  refuseCredentials(args);
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const passedOn = args.slice(end + 1);
  const options = flags.map(([flag, { placeholder }]) => [
    flag,
    { type: placeholder ? "string" : "boolean" },
  ]);
  const { tokens, positionals } = parseArgs({
    args: args.slice(0, end),
    options: { ...Object.fromEntries(options), help: { type: "boolean", short: "h" } },
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const typed = tokens.filter((token) => token.kind === "option");
  if (typed.some((token) => token.name === "help")) return "help";
  const unknown = typed.find((token) => !flags.some(([flag]) => flag === token.name));
  if (unknown !== undefined) {
    const allowed = [...flags.map(([flag]) => flag), "help"].map((flag) => `--${flag}`).join(", ");
    throw wrongUsage(
      `${quoted(unknown.rawName)} is not a flag of ${name}; allowed are ${allowed}; see \`npm run ${name} -- --help\``,
    );
  }
  const values = flags.map(([flag, how]) => {
    const texts = typed.filter((token) => token.name === flag).map((use) => textOf(use, how));
    return [flag, how.read(texts, flag)];
  });
  const extra = positionals[operands.at(-1)?.isRepeatable ? positionals.length : operands.length];
  if (extra !== undefined) {
    throw wrongUsage(`${quoted(extra)} is one argument too many; allowed is \`${usageOf(description)}\``);
  }
  if (passedOn.length > 0 && passesOn === undefined) {
    throw wrongUsage(`${name} runs nothing that takes ${quoted(passedOn.join(" "))}; leave it out`);
  }
  // Each value was read by its own flag, which the type of an entry does not know.
  return { operands: positionals, flags: Object.fromEntries(values) as FlagValues<F>, passedOn };
};

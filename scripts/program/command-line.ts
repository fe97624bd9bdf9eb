import { parseArgs } from "node:util";
import type { Description, Flag, Flags, FlagValues } from "./description";
import { wrongUsage } from "./failure";
import { usageOf } from "./help";

/** What was typed after the name of a command, read and checked. */
export type CommandLine<F extends Flags> = {
  readonly operands: readonly string[];
  readonly flags: FlagValues<F>;
  /** What follows a second `--`. */
  readonly passedOn: readonly string[];
};

const credentials = [
  {
    what: "a webhook URL",
    pattern: /:\/\/|hooks\.slack|\/?services\//i,
    renew: "make a new one",
    storedBy: "set-webhook",
    askedBy: ["set-webhook", "demo"],
  },
  {
    what: "a bot token",
    pattern: /xox[a-z][-.]|xapp-/i,
    renew: "install the app again",
    storedBy: "set-bot-token",
    askedBy: ["set-bot-token"],
  },
] as const;

const refuseCredentials = (args: readonly string[], name: string): void => {
  for (const { what, pattern, renew, storedBy, askedBy } of credentials) {
    if (!args.some((arg) => pattern.test(arg))) continue;
    const next = askedBy.some((asking) => asking === name)
      ? `paste the new one when \`npm run ${name}\` asks`
      : `store the new one with \`npm run ${storedBy}\``;
    throw wrongUsage(
      `${what} is a credential and cannot be an argument, because arguments show in the process list and stay in the shell history; ` +
        `revoke this one in Slack, ${renew}, and ${next}`,
    );
  }
};

/** Never repeats what could be part of a webhook URL, not even in an error. */
export const quoted = (text: string): string =>
  /[/\\%]/.test(text) || text.length > 60 ? "something long or with a slash" : `"${text}"`;

type Token = { readonly name: string; readonly rawName: string; readonly value?: string | undefined };

const textOf = (flag: Exclude<Flag, { type: "boolean" }>, { name, value }: Token): string => {
  // A number may begin with a minus sign; then its range is the better answer.
  const isMissing = value === undefined || value === "" || /^-(?!\d)/.test(value);
  if (isMissing) throw wrongUsage(`--${name} needs a value; write --${name} <${flag.placeholder}>`);
  if (flag.type === "string" && flag.choices?.includes(value) === false) {
    throw wrongUsage(`--${name} is ${quoted(value)}; allowed are ${flag.choices.join(", ")}`);
  }
  return value;
};

const numberOf = (text: string, name: string, { min, max }: { min: number; max: number }): number => {
  const number = Number(text);
  if (/^\d{1,10}$/.test(text) && number >= min && number <= max) return number;
  throw wrongUsage(`--${name} is ${quoted(text)}; allowed is a whole number from ${min} to ${max}`);
};

const flagValueOf = (name: string, flag: Flag, tokens: readonly Token[]) => {
  if (flag.type === "boolean") {
    if (tokens.every(({ value }) => value === undefined)) return tokens.length > 0;
    throw wrongUsage(`--${name} takes no value; write just --${name}`);
  }
  const texts = tokens.map((token) => textOf(flag, token));
  if (flag.type === "number") return texts.map((text) => numberOf(text, name, flag)).at(-1) ?? flag.default;
  return flag.isRepeatable ? texts : texts.at(-1);
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
  const flags: Flags = description.flags ?? {};
  refuseCredentials(args, name);
  const end = args.indexOf("--");
  const { tokens, positionals } = parseArgs({
    args: end === -1 ? [...args] : args.slice(0, end),
    options: {
      help: { type: "boolean", short: "h" },
      ...Object.fromEntries(
        Object.entries(flags).map(([flag, { type }]) => [
          flag,
          { type: type === "boolean" ? type : "string" } as const,
        ]),
      ),
    },
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const typed = tokens.filter((token) => token.kind === "option");
  if (typed.some((token) => token.name === "help")) return "help";
  const unknown = typed.find((token) => !Object.hasOwn(flags, token.name));
  if (unknown !== undefined) {
    const allowed = [...Object.keys(flags), "help"].map((flag) => `--${flag}`).join(", ");
    throw wrongUsage(
      `${quoted(unknown.rawName)} is not a flag of ${name}; allowed are ${allowed}; see \`npm run ${name} -- --help\``,
    );
  }
  const values = Object.entries(flags).map(([flag, described]) => [
    flag,
    flagValueOf(
      flag,
      described,
      typed.filter((token) => token.name === flag),
    ),
  ]);
  const extra = operands.some(({ isRepeatable }) => isRepeatable) ? undefined : positionals[operands.length];
  if (extra !== undefined) {
    throw wrongUsage(`${quoted(extra)} is one argument too many; allowed is \`${usageOf(description)}\``);
  }
  const passedOn = end === -1 ? [] : args.slice(end + 1);
  if (passedOn.length > 0 && passesOn === undefined) {
    throw wrongUsage(`${name} runs nothing that takes ${quoted(passedOn.join(" "))}; leave it out`);
  }
  // Each value was read as its flag's description says, which the type of an entry does not know.
  return { operands: positionals, flags: Object.fromEntries(values) as FlagValues<F>, passedOn };
};

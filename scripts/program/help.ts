import type { Flag, Flags } from "./flag";

/** An argument that is not a flag. */
export type Operand = {
  readonly name: string;
  readonly description: string;
  readonly isRepeatable?: true;
};

/** How a command is typed, and what `--help` says about it. */
export type Description<F extends Flags = Flags> = {
  /** Name of the npm script. */
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** Sentences about what it does, one per line. */
  readonly details?: readonly string[];
  readonly operands?: readonly Operand[];
  readonly flags?: F;
  /** What is allowed after a second `--`; the command passes it on to cdktf or Terraform. */
  readonly passesOn?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** What to type after `npm run <name> --`. */
  readonly examples?: readonly string[];
  /** Whether the command refuses to run without arguments; then no example is without. */
  readonly needsArguments?: true;
  /** What 0 and 1 mean, where they say more than "done" and "failed", and 3 where the command ends with it. */
  readonly exitCodes?: { readonly 0?: string; readonly 1?: string; readonly 3?: string };
};

const maxColumns = 118;

/** Breaks a text into lines at its spaces. */
const linesOf = (text: string, width: number): readonly string[] => {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line === undefined || line.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
};

/** How to type a command: `npm run cleanup -- [stage] [region] [flags] [-- further flags]`. */
export const usageOf = ({ name, operands = [], flags, passesOn }: Description): string => {
  const parts = [
    ...operands.map((operand) => `[${operand.name}]${operand.isRepeatable ? "..." : ""}`),
    ...(flags === undefined ? [] : ["[flags]"]),
    ...(passesOn === undefined ? [] : ["[-- further flags]"]),
  ];
  return [`npm run ${name}`, ...(parts.length > 0 ? ["--", ...parts] : [])].join(" ");
};

const flagRow = ([name, { placeholder, description }]: readonly [string, Flag<unknown>]) =>
  [`--${name}${placeholder === undefined ? "" : ` <${placeholder}>`}`, description] as const;

const section = (title: string, rows: readonly (readonly [left: string, right: string])[]): string => {
  const indent = Math.max(...rows.map(([left]) => left.length)) + 4;
  const lines = rows.map(([left, right]) =>
    [`  ${left}`.padEnd(indent), linesOf(right, maxColumns - indent).join(`\n${" ".repeat(indent)}`)].join(
      "",
    ),
  );
  return rows.length === 0 ? "" : [`${title}:`, ...lines].join("\n");
};

/** The text of `--help`. */
export const helpOf = (description: Description): string => {
  const { name, summary, details = [], operands = [], flags = {}, passesOn } = description;
  const { environment = {}, examples = [], exitCodes = {}, needsArguments } = description;
  const parts = [
    summary,
    `Usage:\n  ${usageOf(description)}`,
    details.map((line) => `  ${line}`).join("\n"),
    section("Arguments", [
      ...operands.map((operand) => [operand.name, operand.description] as const),
      ...(passesOn === undefined ? [] : [["-- ...", passesOn] as const]),
    ]),
    section("Flags", [...Object.entries(flags).map(flagRow), ["--help, -h", "shows this text"]]),
    section("Environment", [
      ...Object.entries(environment),
      ["DEBUG=1", "shows the stack trace of an error"],
    ]),
    [
      "Examples:",
      ...(needsArguments ? [] : [`npm run ${name}`]),
      ...examples.map((typed) => `npm run ${name} -- ${typed}`),
    ].join("\n  "),
    section("Exit codes", [
      ["0", exitCodes[0] ?? "done"],
      ["1", exitCodes[1] ?? "failed"],
      ["2", "wrong usage"],
      ...(exitCodes[3] === undefined ? [] : [["3", exitCodes[3]] as const]),
      ["130", "stopped by Ctrl-C"],
    ]),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
};

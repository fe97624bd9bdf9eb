import type { Description, Flag, Flags, Operand } from "./description";

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

type Row = readonly [left: string, right: string];

const table = (rows: readonly Row[]): string => {
  const indent = Math.max(...rows.map(([left]) => left.length)) + 4;
  return rows
    .map(
      ([left, right]) =>
        `  ${left}`.padEnd(indent) + linesOf(right, maxColumns - indent).join(`\n${"".padEnd(indent)}`),
    )
    .join("\n");
};

const operandOf = ({ name, isRepeatable }: Operand): string => `[${name}]${isRepeatable ? "..." : ""}`;

/** How to type a command: `npm run cleanup -- [stage] [region] [flags] [-- cdktf flags]`. */
export const usageOf = ({ name, operands = [], flags, passesOn }: Description<Flags>): string => {
  const parts = [
    ...operands.map(operandOf),
    ...(flags === undefined ? [] : ["[flags]"]),
    ...(passesOn === undefined ? [] : ["[-- cdktf flags]"]),
  ];
  return [`npm run ${name}`, ...(parts.length > 0 ? ["--", ...parts] : [])].join(" ");
};

const allowedOf = (flag: Flag): string => {
  if (flag.type === "number") {
    const usual = flag.default === undefined ? "" : `; default: ${flag.default}`;
    return ` (${flag.min} to ${flag.max}${usual})`;
  }
  return flag.type === "string" && flag.choices ? `: ${flag.choices.join(", ")}` : "";
};

const flagRow = ([name, flag]: readonly [string, Flag]): Row => [
  `--${name}${flag.type === "boolean" ? "" : ` <${flag.placeholder}>`}`,
  `${flag.description}${allowedOf(flag)}`,
];

const section = (title: string, rows: readonly Row[]): readonly string[] =>
  rows.length > 0 ? [`${title}:\n${table(rows)}`] : [];

/** The text of `--help`. */
export const helpOf = (description: Description<Flags>): string => {
  const { name, summary, details = [], operands = [], flags = {}, passesOn } = description;
  const { environment = {}, examples = [], exitCodes = {} } = description;
  return [
    summary,
    `Usage:\n  ${usageOf(description)}`,
    ...(details.length > 0 ? [details.map((line) => `  ${line}`).join("\n")] : []),
    ...section("Arguments", [
      ...operands.map((operand): Row => [operand.name, operand.description]),
      ...(passesOn === undefined ? [] : [["-- ...", passesOn] as const]),
    ]),
    ...section("Flags", [...Object.entries(flags).map(flagRow), ["--help, -h", "shows this text"]]),
    ...section("Environment", [
      ...Object.entries(environment),
      ["DEBUG=1", "shows the stack trace of an error"],
    ]),
    `Examples:\n${[`npm run ${name}`, ...examples.map((typed) => `npm run ${name} -- ${typed}`)].map((line) => `  ${line}`).join("\n")}`,
    ...section("Exit codes", [
      ["0", exitCodes[0] ?? "done"],
      ["1", exitCodes[1] ?? "failed"],
      ["2", "wrong usage"],
      ["130", "stopped by Ctrl-C"],
    ]),
  ].join("\n\n");
};

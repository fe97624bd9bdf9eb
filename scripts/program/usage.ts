/** A flag of a command: `--yes`, or one with a value such as `--resource <arn>`. */
export type Flag =
  | { readonly type: "boolean"; readonly description: string }
  | { readonly type: "string"; readonly placeholder: string; readonly description: string };

export type Flags = Readonly<Record<string, Flag>>;

/** How a command is typed, and what `--help` says of it. */
export type Usage<F extends Flags> = {
  /** Name of the npm script. */
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** Sentences about what it does, one a line. */
  readonly details: readonly string[];
  readonly flags: F;
  /** What may follow a second `--`; such a command hands it on to cdktf. */
  readonly passesOn?: string;
  /** Environment variables beside those of every command. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly examples: readonly string[];
};

/** Values of the flags as typed. */
export type FlagValues<F extends Flags> = {
  readonly [Name in keyof F]?: F[Name]["type"] extends "boolean" ? boolean : string;
};

const table = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join("\n");
};

const flagRows = (flags: Flags): (readonly [string, string])[] =>
  Object.entries(flags).map(([name, flag]) => [
    flag.type === "boolean" ? `--${name}` : `--${name} <${flag.placeholder}>`,
    flag.description,
  ]);

const commonEnvironment: Readonly<Record<string, string>> = {
  STAGE: "the stage, where no argument names it",
  AWS_REGION: "the Region, where no argument names it",
  "AWS_PROFILE, AWS_...": "credentials and endpoints, as the AWS SDKs read them",
  TERRAFORM_BINARY_NAME: "another Terraform, such as tofu",
  "DEBUG=1": "shows the stack trace of an error",
};

/** The text of `--help`. */
export const helpOf = <F extends Flags>(usage: Usage<F>): string => {
  const typed = `npm run ${usage.name} -- [stage] [region] [flags]${usage.passesOn ? " [-- cdktf flags]" : ""}`;
  return [
    usage.summary,
    `Usage:\n  ${typed}`,
    usage.details.map((line) => `  ${line}`).join("\n"),
    `Arguments:\n${table([
      ["stage", "a file in stages/, such as dev; default: $STAGE, else dev"],
      ["region", "such as eu-west-1; default: $AWS_REGION, else the Region of the stage"],
      ...(usage.passesOn ? [["-- ...", usage.passesOn] as const] : []),
    ])}`,
    `Flags:\n${table([...flagRows(usage.flags), ["--help", "shows this text"]])}`,
    `Environment:\n${table(Object.entries({ ...usage.environment, ...commonEnvironment }))}`,
    `Examples:\n${usage.examples.map((line) => `  ${line}`).join("\n")}`,
    `Exit codes:\n${table([
      ["0", "done"],
      ["1", "failed"],
      ["2", "wrong usage"],
      ["130", "stopped by Ctrl-C"],
    ])}`,
  ].join("\n\n");
};

import { parseArgs } from "node:util";
import { wrongUsage } from "./failure";
import type { Flags, FlagValues, Usage } from "./usage";

/** What an operator asked for. */
export type Request<F extends Flags> = {
  readonly stage: string;
  /** Whether the stage was typed, not taken from the environment or the default. */
  readonly isStageTyped: boolean;
  /** Absent where neither an argument nor AWS_REGION names one. */
  readonly region?: string;
  readonly flags: FlagValues<F>;
  /** What follows a second `--`. */
  readonly passedOn: readonly string[];
};

const stagePattern = /^[a-z][a-z0-9-]{0,30}$/;
const regionPattern = /^[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}$/;

const isUrl = (text: string): boolean => /:\/\/|hooks\.slack|\/?services\//i.test(text);

/** What may be a piece of a webhook URL is never repeated, not even in a complaint. */
const quoted = (text: string): string =>
  /[/\\%]/.test(text) || text.length > 60 ? "something long or with a slash" : `"${text}"`;

const isToken = (text: string): boolean => /xox[a-z][-.]|xapp-/i.test(text);

const refuseTokens = (args: readonly string[], name: string): void => {
  if (!args.some(isToken)) return;
  throw wrongUsage(
    "a bot token is a credential and cannot be an argument, because arguments show in the process list and stay in the shell history; " +
      `revoke this one in Slack, install the app again, and ${
        name === "set-bot-token"
          ? "paste the new one when `npm run set-bot-token` asks"
          : "store the new one with `npm run set-bot-token`"
      }`,
  );
};

const refuseUrls = (args: readonly string[], name: string): void => {
  if (!args.some(isUrl)) return;
  throw wrongUsage(
    "a webhook URL is a credential and cannot be an argument, because arguments show in the process list and stay in the shell history; " +
      `revoke this one in Slack, make a new one, and ${
        name === "set-webhook"
          ? "paste it when `npm run set-webhook` asks"
          : "store it with `npm run set-webhook`"
      }`,
  );
};

const optionsOf = (flags: Flags) => ({
  help: { type: "boolean" as const, short: "h" },
  ...Object.fromEntries(Object.entries(flags).map(([name, { type }]) => [name, { type }])),
});

const listOf = (flags: Flags): string =>
  [...Object.keys(flags), "help"].map((name) => `--${name}`).join(", ");

/** Reads the flags strictly: an unknown one, or one without its value, is wrong usage. */
const readFlags = <F extends Flags>(args: readonly string[], { name, flags }: Usage<F>) => {
  const { tokens, values, positionals } = parseArgs({
    args: [...args],
    options: optionsOf(flags),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== "option" || token.name === "help") continue;
    const flag = Object.hasOwn(flags, token.name) ? flags[token.name] : undefined;
    if (flag === undefined) {
      throw wrongUsage(
        `${quoted(token.rawName)} is not a flag of ${name}; allowed are ${listOf(flags)}; see \`npm run ${name} -- --help\``,
      );
    }
    if (flag.type === "boolean" && token.value !== undefined) {
      throw wrongUsage(`--${token.name} takes no value; write just --${token.name}`);
    }
    if (
      flag.type === "string" &&
      (token.value === undefined || token.value === "" || /^-/.test(token.value))
    ) {
      throw wrongUsage(`--${token.name} needs a value; write --${token.name} <${flag.placeholder}>`);
    }
  }
  // parseArgs types its values by the options, which are only known here as a record.
  return { flags: values as FlagValues<F> & { readonly help?: boolean }, positionals };
};

const checkStage = (stage: string, source: string): string => {
  if (regionPattern.test(stage)) {
    throw wrongUsage(
      `${source} is "${stage}", which is a Region; the stage comes first, as in \`dev ${stage}\``,
    );
  }
  if (stagePattern.test(stage) && stage !== "all") return stage;
  throw wrongUsage(
    `${source} is ${quoted(stage)}; allowed is one stage, the name of a file in stages/ such as dev`,
  );
};

const checkRegion = (region: string, source: string): string => {
  if (regionPattern.test(region)) return region;
  throw wrongUsage(`${source} is ${quoted(region)}; allowed is the name of an AWS Region, such as eu-west-1`);
};

/**
 * Reads a command line and its environment.
 * @returns "help" where it asks for help.
 * @throws Failure (exit code 2) that says in one sentence what is wrong.
 */
export const readArguments = <F extends Flags>(
  usage: Usage<F>,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Request<F> | "help" => {
  const end = args.indexOf("--");
  const own = end === -1 ? args : args.slice(0, end);
  const passedOn = end === -1 ? [] : args.slice(end + 1);
  refuseUrls(args, usage.name);
  refuseTokens(args, usage.name);
  const { flags, positionals } = readFlags(own, usage);
  if (flags.help) return "help";
  const [stage, region, extra] = positionals;
  if (extra !== undefined) {
    throw wrongUsage(
      `${quoted(extra)} is one argument too many; ${usage.name} takes a stage and a Region, as in \`npm run ${usage.name} -- dev eu-west-1\``,
    );
  }
  if (passedOn.length > 0 && usage.passesOn === undefined) {
    throw wrongUsage(`${usage.name} runs nothing that takes ${quoted(passedOn.join(" "))}; leave it out`);
  }
  const asked = region ?? (env["AWS_REGION"] || undefined);
  return {
    stage: checkStage(stage ?? (env["STAGE"] || "dev"), stage === undefined ? "STAGE" : "the first argument"),
    isStageTyped: stage !== undefined,
    flags,
    passedOn,
    ...(asked !== undefined && {
      region: checkRegion(asked, region === undefined ? "AWS_REGION" : "the second argument"),
    }),
  };
};

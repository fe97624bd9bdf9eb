import { regionPattern } from "../../handler/model/region";
import { quoted } from "./credential";
import { wrongUsage } from "./failure";
import type { Operand } from "./help";

/** What an operator asks a command to do for one stage. */
export type StageRequest<FlagValues = Readonly<Record<never, never>>> = {
  readonly stage: string;
  /** Whether the stage was typed, not taken from the environment or the default. */
  readonly isStageTyped: boolean;
  /** Absent where neither an argument nor AWS_REGION names one. */
  readonly region?: string;
  /** Who names it: `AWS_REGION`. */
  readonly regionFrom?: string;
  readonly flags: FlagValues;
  /** What follows a second `--`. */
  readonly passedOn: readonly string[];
};

export const stageOperands: readonly Operand[] = [
  { name: "stage", description: "a file in stages/, such as dev; default: $STAGE, else dev" },
  {
    name: "region",
    description:
      "such as eu-west-1; default: the stage's, else $AWS_REGION, else the profile's, else us-east-1",
  },
];

export const stageEnvironment: Readonly<Record<string, string>> = {
  STAGE: "the stage, where no argument names it",
  "AWS_REGION, AWS_DEFAULT_REGION": "the Region, where neither stage nor argument names it",
  "AWS_PROFILE, AWS_...": "credentials and endpoints, as the AWS SDKs read them",
  TERRAFORM_BINARY_NAME: "another Terraform, such as tofu",
};

const stagePattern = /^[a-z][a-z0-9-]{0,30}$/;
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

/** The Regions that the operator names, as an argument and in the environment; a Failure where two differ. */
const namedRegions = async (
  region: string | undefined,
  source: string,
  env: NodeJS.ProcessEnv,
  profileRegion?: string,
) => {
  // Late, so that `--help` is fast.
  const { regionOf } = await import("../../src/region");
  const variables = ["AWS_REGION", "AWS_DEFAULT_REGION"].map((from) => ({ region: env[from], from }));
  const given = [{ region, from: source }, ...variables].flatMap(({ region, from }) =>
    region ? [{ region: checkRegion(region, from), from }] : [],
  );
  const found = regionOf({ given, profileRegion });
  if (typeof found === "string") throw wrongUsage(found);
  return { found, isNamed: given.length > 0 };
};

/**
 * The Region of a command that is for no stage: the typed one, else that of the environment, the profile, us-east-1.
 * @throws Failure (exit code 2) that says in one sentence what is wrong.
 */
export const readRegion = async (
  ...given: [region: string | undefined, source: string, env: NodeJS.ProcessEnv, profileRegion?: string]
) => (await namedRegions(...given)).found;

/**
 * The stage and the Region that `[stage] [region]` and the environment name.
 * @throws Failure (exit code 2) that says in one sentence what is wrong.
 */
export const readStage = async (
  [stage, region]: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Pick<StageRequest, "stage" | "isStageTyped" | "region" | "regionFrom">> => {
  const { found, isNamed } = await namedRegions(region, "the second argument", env);
  return {
    stage: checkStage(stage ?? (env["STAGE"] || "dev"), stage === undefined ? "STAGE" : "the first argument"),
    isStageTyped: stage !== undefined,
    ...(isNamed && { region: found.region, regionFrom: found.from }),
  };
};

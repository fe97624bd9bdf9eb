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
  readonly flags: FlagValues;
  /** What follows a second `--`. */
  readonly passedOn: readonly string[];
};

export const stageOperands: readonly Operand[] = [
  { name: "stage", description: "a file in stages/, such as dev; default: $STAGE, else dev" },
  { name: "region", description: "such as eu-west-1; default: $AWS_REGION, else the Region of the stage" },
];

export const stageEnvironment: Readonly<Record<string, string>> = {
  STAGE: "the stage, where no argument names it",
  AWS_REGION: "the Region, where no argument names it",
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

/**
 * The stage and the Region that `[stage] [region]` and the environment name.
 * @throws Failure (exit code 2) that says in one sentence what is wrong.
 */
export const readStage = (
  [stage, region]: readonly string[],
  env: NodeJS.ProcessEnv,
): Pick<StageRequest, "stage" | "isStageTyped" | "region"> => {
  const asked = region ?? (env["AWS_REGION"] || undefined);
  return {
    stage: checkStage(stage ?? (env["STAGE"] || "dev"), stage === undefined ? "STAGE" : "the first argument"),
    isStageTyped: stage !== undefined,
    ...(asked !== undefined && {
      region: checkRegion(asked, region === undefined ? "AWS_REGION" : "the second argument"),
    }),
  };
};

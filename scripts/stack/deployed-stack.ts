import type { StackOutputs } from "../../src/outputs";
import type { Context } from "../program/context";
import { Failure } from "../program/failure";
import { callerAccountId } from "./caller-identity";
import type { Target } from "./commands";
import { readDeployment } from "./deployment";

/**
 * A stage is deployed once, in one Region.
 * @throws Failure where another one was asked for.
 */
export const checkRegion = (
  deployedIn: string | undefined,
  { stage, region }: Target,
  command: string,
): void => {
  if (region === undefined || deployedIn === undefined || region === deployedIn) return;
  throw new Failure(
    `stage ${stage} is deployed in ${deployedIn}, but ${region} was asked for (second argument, AWS_REGION or the stage file); run \`npm run ${command} -- ${stage} ${deployedIn}\``,
  );
};

/**
 * The place of a stage must be the one that was asked for.
 * @throws Failure where the Region or the account is another.
 */
export const checkPlace = async (
  place: { readonly region?: string; readonly accountId?: string },
  target: Target,
  command: string,
  context: Context,
): Promise<void> => {
  const { stage, region } = target;
  checkRegion(place.region, target, command);
  const accountId = await callerAccountId(place.region ?? region, context);
  if (place.accountId !== undefined && accountId !== place.accountId) {
    throw new Failure(
      `stage ${stage} is deployed in account ${place.accountId}, but the AWS credentials belong to account ${accountId}; choose others with AWS_PROFILE`,
    );
  }
};

/**
 * Reads the outputs of a stage that must be deployed, in the Region and the account of the caller.
 * @throws Failure that says what to do where it is not.
 */
export const readDeployedStack = (target: Target, command: string, context: Context): Promise<StackOutputs> =>
  context.terminal.step(`Reading the outputs of stage ${target.stage}`, async () => {
    const { stage, region = "" } = target;
    const deploy = `npm run deploy -- ${stage} ${region}`.trim();
    const deployment = await readDeployment(target, context);
    if (deployment.state === "none") {
      throw new Failure(`stage ${stage} is not deployed; deploy it with \`${deploy}\``);
    }
    if (deployment.state === "partial") {
      throw new Failure(`stage ${stage} is only partly deployed; finish it with \`${deploy}\``);
    }
    const { outputs } = deployment;
    await checkPlace({ region: outputs.region, accountId: outputs.account_id }, target, command, context);
    return outputs;
  });

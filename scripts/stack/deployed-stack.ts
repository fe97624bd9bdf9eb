import type { StackOutputs } from "../../src/outputs";
import type { Context } from "../program/context";
import { Failure } from "../program/failure";
import { callerAccountId } from "./caller-identity";
import { commandLineOf, type Target } from "./commands";
import { readDeployment } from "./deployment";
import { checkNotInAws } from "./stage-in-aws";
import { locatedBy, synthesize } from "./synthesized-stack";

/**
 * A stage is deployed once, in one Region.
 * @throws Failure where another Region was named.
 */
export const checkRegion = (
  deployedIn: string | undefined,
  { stage, region }: Target,
  command: string,
): void => {
  if (region === undefined || deployedIn === undefined || region === deployedIn) return;
  throw new Failure(
    `stage ${stage} is deployed in ${deployedIn}, not in ${region} (second argument, AWS_REGION or the stage file); run \`npm run ${command} -- ${stage} ${deployedIn}\``,
  );
};

/**
 * A stage must be deployed in the Region that was named, and in the account of the credentials.
 * @throws Failure where the Region or the account is another.
 */
export const checkAccountAndRegion = async (
  deployedIn: { readonly region?: string; readonly accountId?: string },
  target: Target,
  command: string,
  context: Context,
): Promise<void> => {
  const { stage, region } = target;
  checkRegion(deployedIn.region, target, command);
  const accountId = await callerAccountId(deployedIn.region ?? region, context);
  if (deployedIn.accountId !== undefined && accountId !== deployedIn.accountId) {
    throw new Failure(
      `stage ${stage} is deployed in account ${deployedIn.accountId}, but the AWS credentials belong to account ${accountId}; choose other credentials with AWS_PROFILE`,
    );
  }
};

/**
 * Reads the outputs of a stage, which must be deployed in the Region and the account of the caller.
 * @throws Failure that says what to do where it is not.
 */
export const readDeployedStack = (target: Target, command: string, context: Context): Promise<StackOutputs> =>
  context.terminal.step(`Reading the outputs of stage ${target.stage}`, async () => {
    const { stage } = target;
    const deploy = commandLineOf("deploy", target);
    const synthesized = await synthesize(target, context);
    const deployment = await readDeployment(target, context, synthesized);
    if (deployment.state === "none") {
      await checkNotInAws(locatedBy(target, synthesized), context);
      throw new Failure(`stage ${stage} is not deployed; deploy it with \`${deploy}\``);
    }
    if (deployment.state === "partial") {
      throw new Failure(`stage ${stage} is only partially deployed; finish it with \`${deploy}\``);
    }
    const { outputs } = deployment;
    await checkAccountAndRegion(
      { region: outputs.region, accountId: outputs.account_id },
      target,
      command,
      context,
    );
    return outputs;
  });

import type { OptIns } from "../../handler/selection/selection";
import { idsIn } from "../../src/outputs";
import type { AwsConfig } from "../aws/client";
import type { Context } from "../program/context";
import { explain } from "../program/explain";
import { Failure } from "../program/failure";
import type { StageRequest } from "../program/stage-request";
import { readCandidates } from "../selection/candidates";
import { explainSelection } from "../selection/explain-selection";
import { readSelectedPlan } from "../selection/selected-plan";
import { readDeployedStack } from "../stack/deployed-stack";
import { readOptIns } from "../stack/opt-ins";

/** What AWS Backup does not answer leaves out nothing: it is not known. */
const askOptIns = async (aws: AwsConfig, context: Context): Promise<OptIns | undefined> => {
  try {
    return await readOptIns(aws);
  } catch (error) {
    context.terminal.warn(`It is not known which resource types are opted in: ${explain(error)}`);
    return undefined;
  }
};

/** Shows which resources a deployed stage's plans select now, and why. */
export const selection = async (
  request: StageRequest<{ readonly all: boolean }>,
  context: Context,
): Promise<void> => {
  const outputs = await readDeployedStack(request, "selection", context);
  const planIds = idsIn(outputs.plan_ids);
  if (planIds.length === 0) {
    const instead = outputs.vault_name
      ? `vault ${outputs.vault_name} receives copies, and the accounts that they come from select what`
      : `it only gets the notifications of ${outputs.existing_vault_names}; plans of others select their resources`;
    throw new Failure(`stage ${outputs.stage} has no backup plan: ${instead}`);
  }
  const { terminal } = context;
  const aws = context.awsConfig(outputs.region);
  const { plans, candidates, optIns } = await terminal.step(
    "Reading plans, selections, settings and resources",
    async () => {
      const plans = await Promise.all(planIds.map((id) => readSelectedPlan(id, aws)));
      const [candidates, optIns] = await Promise.all([readCandidates(plans, aws), askOptIns(aws, context)]);
      return { plans, candidates, optIns };
    },
  );
  const lines = explainSelection(
    { plans, candidates, region: outputs.region, ...(optIns !== undefined && { optIns }) },
    request.flags.all,
  );
  for (const line of lines) terminal.say(line);
};

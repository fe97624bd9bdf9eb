import type { Deployment } from "../../stack/deployment";
import type { StageInAws } from "../../stack/stage-in-aws";
import { type Finding, ok, problem, unknown } from "../finding";

/** Checks a stage of which there is no state here. `deploy` is the command that deploys it. */
const checkWithoutState = (inAws: StageInAws, deploy: string): Finding => {
  switch (inAws.kind) {
    case "absent":
      return problem("the stage is not deployed", `deploy it with ${deploy}`);
    case "found":
      return problem(inAws.fact, inAws.remedy);
    case "unknown":
      return unknown(inAws.reason);
  }
};

/**
 * Checks what Terraform's state has of the stage. `deploy` is the command that deploys it; `findInAws` is asked where no
 * state is here.
 */
export const checkDeployment = async (
  deployment: Deployment,
  deploy: string,
  findInAws: () => Promise<StageInAws>,
): Promise<Finding> => {
  switch (deployment.state) {
    case "none":
      return checkWithoutState(await findInAws(), deploy);
    case "partial":
      return problem("the stage is only partially deployed", `finish it with ${deploy}`);
    case "complete":
      return ok(`deployed in ${deployment.outputs.region}`);
  }
};

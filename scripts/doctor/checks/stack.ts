import type { Deployment } from "../../stack/deployment";
import { type Finding, ok, problem } from "../finding";

/** Checks what Terraform's state has of the stage. `deploy` is the command that deploys it. */
export const checkDeployment = (deployment: Deployment, deploy: string): Finding => {
  switch (deployment.state) {
    case "none":
      return problem("the stage is not deployed", `deploy it with ${deploy}`);
    case "partial":
      return problem("the stage is only partially deployed", `finish it with ${deploy}`);
    case "complete":
      return ok(`deployed in ${deployment.outputs.region}`);
  }
};

import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Context } from "../program/context";
import type { StageRequest } from "../program/stage-request";
import { planStack } from "../stack/deploy-stack";
import { prepare } from "./deploy";

type PlanRequest = StageRequest<{ readonly full: boolean; readonly markdown: string | undefined }>;

/** Plans a stage as `deploy --yes` does, up to where that would apply the plan. */
export const plan = async (request: PlanRequest, context: Context): Promise<void> => {
  const { full, markdown } = request.flags;
  const asDeploy = {
    ...request,
    flags: { yes: true, plan: full, "migrate-state": false, "take-over": false },
  };
  const { located, costLine } = await prepare("Planning to deploy", asDeploy, context);
  const { isEmpty, page } = await planStack(asDeploy, located, costLine, context);
  if (markdown !== undefined) await writeFile(resolve(context.projectDir, markdown), page);
  if (!isEmpty) context.endWith(3);
};

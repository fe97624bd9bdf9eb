import type { OptIns } from "../../../handler/selection/selection";
import { readOptIns, skippedBy } from "../../stack/opt-ins";
import type { SynthesizedStack } from "../../stack/synthesized-stack";
import { type Check, check } from "../check";
import type { DeployedStage } from "../deployed-stage";
import { type Finding, ok, problem, warning } from "../finding";

/** Checks the Region's opt-in settings: a plan silently skips resources of types that are off. */
export const checkResourceTypes = (
  optIns: OptIns,
  { optIns: needed }: Pick<SynthesizedStack, "optIns">,
  region: string,
): Finding => {
  const skipped = skippedBy(optIns, needed, region);
  if (skipped) return (skipped.isKnown ? problem : warning)(skipped.fact, skipped.remedy);
  const off = Object.keys(optIns)
    .filter((type) => optIns[type] === false)
    .sort();
  return ok(off.length === 0 ? "all are enabled" : `not enabled in this Region: ${off.join(", ")}`);
};

export const resourceTypesCheck = ({ outputs, expected, aws }: DeployedStage): Check =>
  check("resource types", async () => checkResourceTypes(await readOptIns(aws), expected, outputs.region));

import { deployedRegionOf } from "../local-state";
import { type NamedRegion, type RegionSources, regionOf } from "../region";
import type { NamedStage } from "./load";

/** The Region of a stage, with what its file names; one sentence where it is contradicted. */
export const regionOfStage = (
  { region }: Pick<NamedStage, "region">,
  { given, profileRegion }: RegionSources,
): NamedRegion | string => regionOf({ given: [{ region, from: "the stage file" }, ...given], profileRegion });

/** What is wrong with the Region of a stage whose state is in a local file: Terraform would replace everything. */
export const moveProblemsOf = (
  { name }: Pick<NamedStage, "name">,
  { region, from }: NamedRegion,
  stateFile: string,
): readonly string[] => {
  const deployedIn = deployedRegionOf(stateFile);
  return deployedIn === undefined || deployedIn === region
    ? []
    : [
        `stage ${name} is deployed in ${deployedIn}, as its state says, not in ${region} (${from}); write \`region: "${deployedIn}"\` into the stage file, or destroy the stage in ${deployedIn} first`,
      ];
};

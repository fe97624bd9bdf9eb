import { parseArn } from "../../handler/model/arn";
import { copyRegionOf } from "../../src/outputs";
import type { DeployedResource } from "../stack/deployment";
import { namesIn, type SynthesizedStack } from "../stack/synthesized-stack";
import { absent, answered, type Sources } from "./agreement";
import { fileVaultOf, vaultIn } from "./sources";

/** What outputs, state and stage file say of the vault for a stage's copies in one Region. */
export type CopySources = { readonly region: string; readonly sources: Omit<Sources, "aws"> };

const nameIn = (vaultArn: string): string => vaultArn.slice(vaultArn.lastIndexOf(":") + 1);

/**
 * What everything says of each vault for copies. Outputs that name none can be those of a deployment that stopped halfway: state, stage
 * file and AWS must agree all the same.
 */
export const copySourcesOf = (
  own: Omit<Sources, "aws">,
  outputs: Readonly<Record<string, unknown>>,
  resources: readonly DeployedResource[],
  { vaults }: Pick<SynthesizedStack, "vaults">,
): readonly CopySources[] => {
  const { copy_vault_arns: list } = outputs;
  const claimed = typeof list === "string" ? namesIn(list) : [];
  const regionIn = (arn: string) => parseArn(arn)?.region;
  const regions = [
    ...resources.map(({ address }) => copyRegionOf(address)),
    ...claimed.map(regionIn),
    ...vaults.map(({ region }) => region),
  ].filter((region) => region !== undefined);
  return [...new Set(regions)].map((region) => {
    const arn = claimed.find((one) => regionIn(one) === region);
    // Without a default name: in that Region, it is the name of the vault of a stage that is deployed there.
    const sources = {
      stage: own.stage,
      outputs: {
        ...own.outputs,
        vaultName: arn === undefined ? absent : answered(nameIn(arn)),
        vaultArn: arn === undefined ? absent : answered(arn),
        // Existing vaults are in the stage's own Region.
        existingVaults: answered([]),
      },
      state: vaultIn(resources, region),
      file: { ...own.file, vault: fileVaultOf(vaults, region), existingVaults: answered([]) },
    };
    return { region, sources };
  });
};

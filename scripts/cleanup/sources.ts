import { copyRegionOf, outputsSchema, type StackOutputs, stackIdOf } from "../../src/outputs";
import type { DeployedResource } from "../stack/deployment";
import { type FileVault, namesIn, type SynthesizedStack } from "../stack/synthesized-stack";
import { type Answer, absent, answered, type Sources, type StateVault, unanswered } from "./agreement";

/** One item, or none; several are not an answer. */
const onlyOf = <Value>(items: readonly Value[], what: string): Answer<Value> => {
  const [first, ...others] = items;
  if (first === undefined) return absent;
  return others.length === 0 ? answered(first) : unanswered(`it has ${items.length} ${what}, expected one`);
};

/** The vault that Terraform's state holds: the stage's own, or the one for copies in another Region. */
export const vaultIn = (resources: readonly DeployedResource[], copyRegion?: string): Answer<StateVault> => {
  const vault = onlyOf(
    resources.filter(
      ({ type, address }) => type === "aws_backup_vault" && copyRegionOf(address) === copyRegion,
    ),
    "vaults",
  );
  if (vault.kind !== "value") return vault;
  const { name, arn, force_destroy: forceDestroy } = vault.value.values;
  return typeof name === "string" && typeof arn === "string"
    ? answered({ name, arn, forceDestroy: forceDestroy === true })
    : unanswered("its vault has no name or no ARN");
};

/** The vault that the stage file describes: the stage's own, or the one for copies in another Region. */
export const fileVaultOf = (vaults: readonly FileVault[], copyRegion?: string): Answer<FileVault> =>
  onlyOf(
    vaults.filter(({ region }) => region === copyRegion),
    "vaults",
  );

type RawOutputs = Readonly<Record<string, unknown>>;

/** An output, if it is there and valid. */
const outputOf = <Name extends keyof StackOutputs>(
  outputs: RawOutputs,
  name: Name,
): Answer<StackOutputs[Name]> => {
  if (outputs[name] === undefined) return absent;
  const read = outputsSchema.shape[name].safeParse(outputs[name]);
  return read.success
    ? answered(read.data as StackOutputs[Name]) // The schema of this name.
    : unanswered(`output ${name} is not valid`);
};

const mapped = <From, To>(answer: Answer<From>, to: (value: From) => To): Answer<To> =>
  answer.kind === "value" ? answered(to(answer.value)) : answer;

/** What outputs, state and stage file say about a stage's vault. */
export const sourcesOf = (
  stage: string,
  outputs: RawOutputs,
  resources: readonly DeployedResource[],
  { vaults, existingVaultNames, statePath }: SynthesizedStack,
): Omit<Sources, "aws"> => {
  const forceDestroy = outputOf(outputs, "vault_force_destroy");
  const isNoVault = forceDestroy.kind === "value" && forceDestroy.value === "";
  return {
    stage,
    defaultVaultName: stackIdOf(stage),
    outputs: {
      stage: outputOf(outputs, "stage"),
      vaultName: outputOf(outputs, "vault_name"),
      vaultArn: outputOf(outputs, "vault_arn"),
      forceDestroy: isNoVault ? absent : mapped(forceDestroy, (text) => text === "true"),
      existingVaults: mapped(outputOf(outputs, "existing_vault_names"), namesIn),
      statePath: outputOf(outputs, "state_path"),
    },
    state: vaultIn(resources),
    file: {
      vault: fileVaultOf(vaults),
      existingVaults: existingVaultNames === undefined ? absent : answered(existingVaultNames),
      statePath: statePath === undefined ? absent : answered(statePath),
    },
  };
};

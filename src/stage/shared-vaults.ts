import { stackIdOf } from "../outputs";
import type { NamedStage } from "./load";
import { partitionOf } from "./partition";
import { shown } from "./problem";

type Located = Pick<NamedStage, "name" | "accountId" | "vault" | "existingVaults">;

const ownVaultOf = ({ name, vault }: Located): string | undefined =>
  vault === undefined ? undefined : (vault.name ?? stackIdOf(name));

/** Existing vaults whose notification setting a stage makes, with their places in its file. */
const takenBy = ({ existingVaults = [] }: Located): readonly (readonly [index: number, vault: string])[] =>
  existingVaults.flatMap(({ name, subscribeTo }, index) =>
    subscribeTo === undefined ? [[index, name] as const] : [],
  );

const vaultsOf = (stage: Located): readonly (string | undefined)[] => [
  ownVaultOf(stage),
  ...takenBy(stage).map(([, vault]) => vault),
];

const problemsWith = (stage: Located, other: Located, region: string): readonly string[] => {
  const own = ownVaultOf(stage);
  const topic = `arn:${partitionOf(region)}:sns:${region}:${stage.accountId}:${stackIdOf(other.name)}`;
  return [
    ...takenBy(stage)
      .filter(([, vault]) => vaultsOf(other).includes(vault))
      .map(
        ([index, vault]) =>
          `existingVaults[${index}]: ${shown(vault)} is a vault of ${other.name}.ts too, in the same account and Region, and a vault notifies one topic; subscribe to that stage's: { name: "${vault}", subscribeTo: "${topic}" }`,
      ),
    ...(own !== undefined && own === ownVaultOf(other)
      ? [
          `vault.name: ${shown(own)} is also the vault that ${other.name}.ts creates, in the same account and Region; choose another name`,
        ]
      : []),
  ];
};

/**
 * Vaults that another stage of the folder names too. Only what is certain is refused: both files name the account, and the other
 * names the Region, which without it depends on where it is deployed. Whose own vault it is, is not refused for another's mistake.
 * @param others the stages that can be loaded; read only where the stage names its account
 */
export const sharedVaultProblemsOf = (
  stage: Located,
  region: string,
  others: () => readonly NamedStage[],
): readonly string[] =>
  stage.accountId === undefined
    ? []
    : others()
        .filter(
          (other) =>
            other.name !== stage.name && other.accountId === stage.accountId && other.region === region,
        )
        .flatMap((other) => problemsWith(stage, other, region));

import { parseArn } from "../../handler/model/arn";
import type { PlanSettings } from "./plan";

/** The vault for copies that the stack makes in another Region. */
export const copyVaultNameOf = (vaultName: string, sourceRegion: string): string =>
  `${vaultName}-from-${sourceRegion}`;

/** The Regions in which a stage's plans need a vault for copies, each once. */
export const copyRegionsOf = (plans: readonly Pick<PlanSettings, "rules">[]): readonly string[] => [
  ...new Set(
    plans.flatMap(({ rules }) => rules.flatMap(({ copyTo }) => copyTo.flatMap((c) => c.region ?? []))),
  ),
];

/** The accounts whose vaults get copies, each once, without the stage's own where that is known. */
export const copyAccountsOf = (
  plans: readonly Pick<PlanSettings, "rules">[],
  ownAccountId: string | undefined,
): readonly string[] => {
  const arns = plans.flatMap(({ rules }) =>
    rules.flatMap(({ copyTo }) => copyTo.flatMap((c) => c.vaultArn ?? [])),
  );
  const accounts = arns.map((arn) => parseArn(arn)?.accountId).filter((account) => account !== undefined);
  return [...new Set(accounts)].filter((account) => account !== ownAccountId);
};

import { type Answer, answered } from "./answer";
import type { Plan } from "./facts";
import type { WatchSettings } from "./settings";

type VaultNames = WatchSettings["vaultNames"];

/** Whether a vault's backups count for the stage. One that AWS does not name may be the stage's. */
export const isOfStage = (vaultNames: VaultNames, vaultName: string | undefined): boolean =>
  vaultNames === "all-vaults" || !vaultName || vaultNames.includes(vaultName);

/** The vaults whose backups count, with those into which AWS Backup makes them instead. */
export const ownVaultNamesOf = (vaultNames: VaultNames, plans: Answer<readonly Plan[]>): VaultNames => {
  if (vaultNames === "all-vaults") return vaultNames;
  const rules = (answered(plans) ?? []).flatMap((plan) => answered(plan.rules) ?? []);
  const instead = rules.flatMap(({ isElsewhere, airGappedVaultName }) =>
    isElsewhere || airGappedVaultName === undefined ? [] : [airGappedVaultName],
  );
  return [...vaultNames, ...instead];
};

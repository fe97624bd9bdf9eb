import type { WatchSettings } from "./settings";

/** Whether a vault's backups count for the stage. One that AWS does not name may be the stage's. */
export const isOfStage = (vaultNames: WatchSettings["vaultNames"], vaultName: string | undefined): boolean =>
  vaultNames === "all-vaults" || !vaultName || vaultNames.includes(vaultName);

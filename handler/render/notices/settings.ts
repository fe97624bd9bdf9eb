import { byState, calledBy, ifNotYours, type WordsOf } from "../notice-words";

const vaultStates = byState(
  "Backup vault",
  "backup vaults",
  {
    deleted: {
      means: "The vault is gone. Plans that name it fail from now on.",
      next: ifNotYours("DeleteBackupVault"),
    },
    modified: {
      next: calledBy("PutBackupVaultLockConfiguration", "DeleteBackupVaultLockConfiguration"),
    },
  },
  "shield",
);

const lockWords = {
  true: { means: "Its lock is on: recovery points cannot be deleted before their time." },
  false: {
    title: "Backup vault modified, and not locked",
    groupTitle: "backup vaults modified, and not locked",
    means: "It has no lock: whoever has the permission can delete its recovery points.",
    next: ifNotYours("DeleteBackupVaultLockConfiguration"),
  },
} as const;

/** A modified vault also says whether it is locked. (AWS Backup Developer Guide, vault events) */
export const backupVaultWords: WordsOf = (event) => ({
  ...vaultStates(event),
  ...(event.isLocked !== undefined && lockWords[`${event.isLocked}`]),
});

export const backupPlanWords = byState(
  "Backup plan",
  "backup plans",
  {
    deleted: {
      means: "It makes no backups any more. Those that it made remain.",
      next: ifNotYours("DeleteBackupPlan"),
    },
    modified: {
      means: "Its next backups follow the new version.",
      next: calledBy("UpdateBackupPlan"),
    },
  },
  "shield",
);

export const regionSettingsWords = byState(
  "Region settings",
  "Region settings",
  {
    modified: {
      means:
        "They say which services AWS Backup saves in this Region. One that is off is not backed up, whatever plans say.",
      next: calledBy("UpdateRegionSettings"),
    },
  },
  "shield",
);

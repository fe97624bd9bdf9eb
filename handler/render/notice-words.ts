import type { NoticeEvent } from "../model/event";

/** The words of a notice. Sentences in mrkdwn, without any text from AWS. */
type NoticeWords = {
  /** What happened, in a few words: `Backup vault deleted`. */
  readonly title: string;
  /** The title after a number of such notices: `backup vaults deleted`. */
  readonly groupTitle: string;
  /** Replaces the severity's emoji. */
  readonly emoji?: string;
  readonly means?: string;
  readonly next?: string;
};

/** The words for one subject in any state, including states that AWS may add. */
type WordsOf = (event: NoticeEvent) => NoticeWords;

/** A state for use in a title. A word of any other form is not an AWS state: the card shows it as a fact. */
export const shownState = (state: string): string =>
  /^[a-z]+(?: [a-z]+){0,5}$/.test(state) ? state : "changed";

/** Words by state; what a state leaves out is made from the subject's name and the state. */
const byState =
  (
    one: string,
    many: string,
    states: Readonly<Record<string, Partial<NoticeWords>>>,
    emoji?: string,
  ): WordsOf =>
  ({ state }) => ({
    title: `${one} ${shownState(state)}`,
    groupTitle: `${many} ${shownState(state)}`,
    ...(emoji !== undefined && { emoji }),
    ...(Object.hasOwn(states, state) ? states[state] : {}),
  });

/** Where to find out who made a change. Most are made by a colleague. */
const ifUnexpected = (calls: readonly string[], warning = ""): string =>
  `If nobody on your team did this, ${warning}check CloudTrail for who called ${calls.map((call) => `\`${call}\``).join(" or ")}.`;

/** The same for changes that take backups away. */
const ifAttack = (call: string): string => ifUnexpected([call], "treat it as an attack on your backups: ");

const deletedManually = {
  emoji: "lock",
  means: "Someone deleted this backup before its retention ended. It cannot be recovered.",
  next: ifAttack("DeleteRecoveryPoint"),
};

/** (AWS Backup Developer Guide, RecoveryPoint states; deleting recovery points) */
const recoveryPointWords = byState("Recovery point", "recovery points", {
  "deleted manually": deletedManually,
  "deleting manually": {
    ...deletedManually,
    title: "Recovery point being deleted manually",
    groupTitle: "recovery points being deleted manually",
  },
  modified: {
    emoji: "lock",
    means: "Its retention or storage class was changed, so it may be deleted earlier than planned.",
    next: ifAttack("UpdateRecoveryPointLifecycle"),
  },
  expired: {
    emoji: "hourglass",
    means: "Its retention has ended, but AWS Backup could not delete it. It is still stored and billed.",
    next: "Check the permissions of the role that created it, then delete it manually.",
  },
  partial: {
    title: "Recovery point incomplete",
    groupTitle: "recovery points incomplete",
    means: "Some of its nested recovery points are missing. Open it to see which.",
  },
  stopped: {
    title: "Continuous recovery point stopped",
    groupTitle: "continuous recovery points stopped",
    means: "It no longer follows the resource: later points in time cannot be restored from it.",
    next: ifAttack("DisassociateRecoveryPoint"),
  },
});

/** (AWS Backup Developer Guide, backup search and indexes) */
const recoveryPointIndexWords = byState("Backup index", "backup indexes", {
  completed: { means: "The items in this backup can now be searched." },
  failed: { means: "The backup itself is fine; its items cannot be searched." },
  deleted: { means: "The backup remains; its items can no longer be searched." },
});

/** (AWS Backup Developer Guide, continuous backups and point-in-time restore) */
const continuousBackupWords = byState("Continuous backup", "continuous backups", {
  interrupted: {
    means: "Until it resumes, later points in time cannot be restored.",
    next: "Check that the resource still exists and that the backup role can read it. An S3 bucket needs versioning and EventBridge notifications.",
  },
});

const vaultStates = byState(
  "Backup vault",
  "backup vaults",
  {
    deleted: {
      means: "The vault no longer exists. Plans that use it will fail.",
      next: ifAttack("DeleteBackupVault"),
    },
    modified: {
      next: ifUnexpected(["PutBackupVaultLockConfiguration", "DeleteBackupVaultLockConfiguration"]),
    },
  },
  "shield",
);

const lockWords = {
  true: { means: "Its vault lock is on: recovery points cannot be deleted before their retention ends." },
  false: {
    title: "Backup vault modified, not locked",
    groupTitle: "backup vaults modified, not locked",
    means: "It has no vault lock: anyone with the permission can delete its recovery points.",
    next: ifAttack("DeleteBackupVaultLockConfiguration"),
  },
} as const;

/** A modified vault also says whether it is locked. (AWS Backup Developer Guide, vault events) */
const backupVaultWords: WordsOf = (event) => ({
  ...vaultStates(event),
  ...(event.isLocked !== undefined && lockWords[`${event.isLocked}`]),
});

const backupPlanWords = byState(
  "Backup plan",
  "backup plans",
  {
    deleted: {
      means: "It creates no more backups. Existing ones remain.",
      next: ifAttack("DeleteBackupPlan"),
    },
    modified: {
      means: "Its next backups use the new version.",
      next: ifUnexpected(["UpdateBackupPlan"]),
    },
  },
  "shield",
);

const regionSettingsWords = byState(
  "Region settings",
  "Region settings",
  {
    modified: {
      means:
        "They set which services AWS Backup protects in this Region. A service that is off is not backed up, even if a plan selects it.",
      next: ifUnexpected(["UpdateRegionSettings"]),
    },
  },
  "shield",
);

const unscanned = {
  means: "It is unknown whether this backup contains malware.",
  next: "Scan it again before you restore from it.",
};

/** (AWS Backup Developer Guide, malware scans) */
const malwareScanWords = byState("Malware scan", "malware scans", {
  "threats found": {
    title: "Malware found in a backup",
    groupTitle: "backups with malware",
    emoji: "rotating_light",
    means: "Restoring this recovery point may bring the malware back. Do not use it.",
    next: "Open the findings in GuardDuty, find an older recovery point that is clean, and check the resource itself.",
  },
  "no threats found": {
    title: "Malware scan found no threats",
    groupTitle: "malware scans found no threats",
  },
  failed: unscanned,
  canceled: unscanned,
  "completed with issues": {
    means: "Parts of this backup were not scanned.",
    next: "The scan job's page says which. Decide whether they matter before you restore from it.",
  },
});

/** One entry per subject: a list of all of them, too. */
export const wordsBySubject: Readonly<Record<NoticeEvent["subject"], WordsOf>> = {
  "recovery point": recoveryPointWords,
  "recovery point index": recoveryPointIndexWords,
  "continuous backup": continuousBackupWords,
  "backup vault": backupVaultWords,
  "backup plan": backupPlanWords,
  "Region settings": regionSettingsWords,
  "malware scan": malwareScanWords,
  // (AWS Backup API Reference, BackupVaultEvent)
  "access point": byState("Backup access point", "backup access points", {}),
};

/** The words of a notice, by its subject and state. */
export const noticeWordsOf: WordsOf = (event) => wordsBySubject[event.subject](event);

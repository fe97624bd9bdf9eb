import type { Advice, NoticeEvent } from "../model/event";

type AdviceByState = Readonly<Record<string, Advice>>;

/** Where to find out who made a change. Most are made by a colleague. */
const ifUnexpected = (calls: readonly string[], warning = ""): string =>
  `If nobody on your team did this, ${warning}check CloudTrail for who called ${calls.map((call) => `\`${call}\``).join(" or ")}.`;

/** The same for changes that take backups away. */
const ifAttack = (call: string): string => ifUnexpected([call], "treat it as an attack on your backups: ");

const deletedManually: Advice = {
  means: "Someone deleted this backup before its retention ended. It cannot be recovered.",
  next: ifAttack("DeleteRecoveryPoint"),
};

/** (AWS Backup Developer Guide, RecoveryPoint states; deleting recovery points) */
const recoveryPoint: AdviceByState = {
  "deleted manually": deletedManually,
  "deleting manually": deletedManually,
  modified: {
    means: "Its retention or storage class was changed, so it may be deleted earlier than planned.",
    next: ifUnexpected(["UpdateRecoveryPointLifecycle"]),
  },
  expired: {
    means: "Its retention has ended, but AWS Backup could not delete it. It is still stored and billed.",
    next: "Check the permissions of the role that created it, then delete it manually.",
  },
  detached: {
    means: "It no longer belongs to its composite backup, which can then only be restored without it.",
    next: ifAttack("DisassociateRecoveryPointFromParent"),
  },
  partial: { means: "Some of its nested recovery points are missing. Open it to see which." },
  stopped: {
    means: "It no longer follows the resource: later points in time cannot be restored from it.",
    // (AWS Backup Developer Guide, RecoveryPoint states)
    next: "AWS stops one when the plan's retention changes, when a bucket's versioning is switched off, or when a log backup fails: check these first. Otherwise look for `DisassociateRecoveryPoint` in CloudTrail.",
  },
};

/** (AWS Backup Developer Guide, backup search and indexes) */
const recoveryPointIndex: AdviceByState = {
  completed: { means: "The items in this backup can now be searched." },
  failed: { means: "The backup itself is fine; its items cannot be searched." },
  deleted: { means: "The backup remains; its items can no longer be searched." },
};

/** (AWS Backup Developer Guide, continuous backups and point-in-time restore) */
const continuousBackup: AdviceByState = {
  interrupted: {
    means: "Until it resumes, later points in time cannot be restored.",
    next: "Check that the resource still exists and that the backup role can read it. An S3 bucket needs versioning and EventBridge notifications.",
  },
};

const backupVault: AdviceByState = {
  deleted: {
    means: "The vault no longer exists. Plans that use it will fail.",
    next: ifAttack("DeleteBackupVault"),
  },
  "access policy changed": { means: "It decides who may use the vault, and who may delete what is in it." },
  "access policy deleted": {
    means: "Nothing but IAM permissions decides now who may use the vault, and who may delete what is in it.",
  },
  "notifications changed": { means: "This channel may no longer hear of the vault's events." },
  "notifications deleted": { means: "This channel no longer hears of the vault's jobs." },
  modified: {
    next: ifUnexpected(["PutBackupVaultLockConfiguration", "DeleteBackupVaultLockConfiguration"]),
  },
};

/** A modified vault also says whether it is locked. (AWS Backup Developer Guide, vault events) */
const lock: Readonly<Record<`${boolean}`, Advice>> = {
  true: { means: "Its vault lock is on: recovery points cannot be deleted before their retention ends." },
  false: {
    means: "It has no vault lock: anyone with the permission can delete its recovery points.",
    next: ifAttack("DeleteBackupVaultLockConfiguration"),
  },
};

const backupPlan: AdviceByState = {
  "selection deleted": { means: "The plan no longer backs up the resources of that selection." },
  deleted: {
    means: "It creates no more backups. Existing ones remain.",
    next: ifAttack("DeleteBackupPlan"),
  },
  modified: {
    means: "Its next backups use the new version.",
    next: ifUnexpected(["UpdateBackupPlan"]),
  },
};

const regionSettings: AdviceByState = {
  modified: {
    means:
      "They set which services AWS Backup protects in this Region. A service that is off is not backed up, even if a plan selects it.",
    next: ifUnexpected(["UpdateRegionSettings"]),
  },
};

const unscanned: Advice = {
  means: "It is unknown whether this backup contains malware.",
  next: "Scan it again before you restore from it.",
};

/** (AWS Backup Developer Guide, malware scans) */
const malwareScan: AdviceByState = {
  "threats found": {
    means: "Restoring this recovery point may bring the malware back. Do not use it.",
    next: "Open the findings in GuardDuty, find an older recovery point that is clean, and check the resource itself.",
  },
  failed: unscanned,
  canceled: unscanned,
  "completed with issues": {
    means: "Parts of this backup were not scanned.",
    next: "The scan job's page says which. Decide whether they matter before you restore from it.",
  },
};

const bySubject: Readonly<Record<NoticeEvent["subject"], AdviceByState>> = {
  "recovery point": recoveryPoint,
  "recovery point index": recoveryPointIndex,
  "continuous backup": continuousBackup,
  "backup vault": backupVault,
  "backup plan": backupPlan,
  "Region settings": regionSettings,
  "malware scan": malwareScan,
  "access point": {},
  alarm: { alarm: { next: "Open the alarm to see what its metric did." } },
};

const daysWords = (days: number): string => `${days} ${days === 1 ? "day" : "days"}`;

/** What a recovery point's retention is now. */
const retentionFacts = ({ state, retention }: NoticeEvent): Pick<Advice, "facts"> => {
  const {
    moveToColdStorageAfterDays: cold,
    deleteAfterDays: days,
    deletesAt,
    storageClass,
  } = retention ?? {};
  const words = [
    cold === undefined ? [] : `cold storage after ${daysWords(cold)}`,
    days === undefined ? [] : `deleted after ${daysWords(days)}`,
    deletesAt === undefined ? [] : `that is on ${deletesAt.toISOString().slice(0, 10)}`,
  ].flat();
  if (state !== "modified" || retention === undefined) return {};
  return {
    facts: [
      ...(words.length === 0 ? [] : ([["Retention now", words.join(", ")]] as const)),
      ...(storageClass === undefined ? [] : ([["Storage class now", storageClass]] as const)),
    ],
  };
};

/** Who did it is known. */
const calledAdvice: Advice = {
  next: "Ask them whether they meant it. If not, treat it as an attack on your backups: revoke that identity's sessions and keys.",
};

const refusedAdvice: Advice = {
  means: "AWS refused the call, so nothing changed.",
  next: "If nobody on your team tried this, find out who uses that identity.",
};

/** What a notice means and what to do about it; `undefined` where its title says all that is known. */
export const noticeAdviceOn = (event: NoticeEvent): Advice | undefined => {
  const { subject, state, isLocked, caller } = event;
  if (state === "change refused") return refusedAdvice;
  const states = bySubject[subject];
  const advice = {
    ...(Object.hasOwn(states, state) && states[state]),
    ...(isLocked !== undefined && subject === "backup vault" && lock[`${isLocked}`]),
    ...(caller !== undefined && calledAdvice),
    ...(subject === "recovery point" && retentionFacts(event)),
  };
  return Object.keys(advice).length > 0 ? advice : undefined;
};

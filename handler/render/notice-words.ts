import type { NoticeEvent, NoticeWords } from "../model/notice-event";

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
    states: Readonly<Record<string, Partial<NoticeWords>>> = {},
    emoji?: string,
  ): WordsOf =>
  ({ state }) => ({
    title: `${one} ${shownState(state)}`,
    groupTitle: `${many} ${shownState(state)}`,
    ...(emoji !== undefined && { emoji }),
    ...(Object.hasOwn(states, state) ? states[state] : {}),
  });

const recoveryPointWords = byState("Recovery point", "recovery points", {
  "deleted manually": { emoji: "lock" },
  "deleting manually": {
    emoji: "lock",
    title: "Recovery point being deleted manually",
    groupTitle: "recovery points being deleted manually",
  },
  modified: { emoji: "lock" },
  expired: { emoji: "hourglass" },
  partial: { title: "Recovery point incomplete", groupTitle: "recovery points incomplete" },
  stopped: {
    title: "Continuous recovery point stopped",
    groupTitle: "continuous recovery points stopped",
  },
});

const vaultStates = byState("Backup vault", "backup vaults", {}, "shield");

/** A modified vault also says whether it is locked; a call, that it no longer is. (AWS Backup Developer Guide, vault events) */
const backupVaultWords: WordsOf = (event) => {
  if (event.isLocked !== false) return vaultStates(event);
  const isRemoved = event.caller?.call === "DeleteBackupVaultLockConfiguration";
  return {
    ...vaultStates(event),
    ...(isRemoved
      ? { title: "Vault lock removed", groupTitle: "vault locks removed", emoji: "rotating_light" }
      : { title: "Backup vault modified, not locked", groupTitle: "backup vaults modified, not locked" }),
  };
};

const malwareScanWords = byState("Malware scan", "malware scans", {
  "threats found": {
    title: "Malware found in a backup",
    groupTitle: "backups with malware",
    emoji: "rotating_light",
  },
  "no threats found": {
    title: "Malware scan found no threats",
    groupTitle: "malware scans found no threats",
  },
});

/** One entry per subject: a list of all of them, too. */
export const wordsBySubject: Readonly<Record<NoticeEvent["subject"], WordsOf>> = {
  "recovery point": recoveryPointWords,
  "recovery point index": byState("Backup index", "backup indexes"),
  "continuous backup": byState("Continuous backup", "continuous backups"),
  "backup vault": backupVaultWords,
  "backup plan": byState("Backup plan", "backup plans", {}, "shield"),
  "Region settings": byState("Region settings", "Region settings", {}, "shield"),
  "malware scan": malwareScanWords,
  // (AWS Backup API Reference, BackupVaultEvent)
  "access point": byState("Backup access point", "backup access points"),
  "restore test": byState("Restore test", "restore tests"),
  watch: byState("Found by the watch:", "found by the watch:"),
  alarm: byState("CloudWatch alarm", "CloudWatch alarms"),
};

/** The words of a notice, by its subject and state. */
export const noticeWordsOf: WordsOf = (event) => ({
  ...wordsBySubject[event.subject](event),
  ...event.words,
});

import { byState } from "../notice-words";

/** (AWS Backup API Reference, BackupVaultEvent) */
export const accessPointWords = byState("Backup access point", "backup access points", {});

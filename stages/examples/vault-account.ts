import { defineStage } from "../../src/stage";

/**
 * An account that only keeps copies of the organization's backups. The other accounts copy with
 * `copyTo: [{ vaultArn: "arn:aws:backup:<Region>:<this account>:backup-vault:organization", deleteAfterDays: 90 }]`; the organization's
 * management account must have turned on cross-account backup.
 */
export default defineStage({
  accountId: "111122223333",
  vault: {
    name: "organization",
    receivesCopiesFrom: { organizationId: "o-a1b2c3d4e5" },
    lock: { minRetentionDays: 30, maxRetentionDays: 365 },
    breakGlassRoleArn: "arn:aws:iam::111122223333:role/break-glass",
  },
  // Copies are jobs of the accounts that they come from; here, what happens to the vault and its recovery points.
  eventBridge: true,
  routes: [{ kinds: ["backup-vault.*", "recovery-point.deleted-manually"], mention: "here" }],
  alarmEmail: "ops@example.com",
});

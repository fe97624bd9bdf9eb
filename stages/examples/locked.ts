import { defineStage } from "../../src/stage";

/** Records that nobody may delete early, and a copy that survives the loss of the account. */
export default defineStage({
  vault: {
    name: "records",
    plans: [
      {
        name: "records",
        rules: [
          {
            name: "daily",
            schedule: "cron(0 3 ? * * *)",
            deleteAfterDays: 35,
            airGapped: { deleteAfterDays: 90 },
          },
        ],
        selections: [{ name: "kept", tags: { keep: "records" } }],
      },
    ],
    // With mode: "compliance" nobody could remove it, not even AWS.
    lock: { minRetentionDays: 7, maxRetentionDays: 365 },
    breakGlassRoleArn: "arn:aws:iam::111122223333:role/break-glass",
    airGapped: { minRetentionDays: 30, maxRetentionDays: 365 },
  },
  // With a trail, also who changed the lock or the policy, or deleted a recovery point.
  eventBridge: true,
  routes: [{ kinds: ["backup-vault.*", "recovery-point.deleted-manually"], mention: "here" }],
  silenceAlarmHours: 26,
  alarmEmail: "ops@example.com",
});

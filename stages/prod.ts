import { defineStage } from "../src/stage";

/**
 * For backups that count: `destroy` is refused while the vault holds recovery points. Alarms go by e-mail: set `ALARM_EMAIL`, or write `alarmEmail` here. One of them tells
 * of silence: with daily backups, Slack hears something every day. No event is told twice.
 */
export default defineStage({
  vault: {
    rules: [
      {
        name: "daily",
        schedule: "cron(0 3 ? * * *)",
        startWindowMinutes: 60,
        completionWindowMinutes: 720,
        deleteAfterDays: 35,
        recoveryPointTags: { plan: "backup-notifications-prod", rule: "daily" },
      },
      {
        name: "monthly",
        schedule: "cron(0 4 1 * ? *)",
        startWindowMinutes: 60,
        completionWindowMinutes: 1440,
        moveToColdStorageAfterDays: 30,
        deleteAfterDays: 365,
        recoveryPointTags: { plan: "backup-notifications-prod", rule: "monthly" },
      },
    ],
    selectionTags: { backup: "prod" },
  },
  eventBridge: true,
  silenceAlarmHours: 26,
  ledger: true,
  // Call whoever is there when something failed:
  // routes: [{ kinds: ["*.failed", "*.expired", "malware-scan.threats-found"], mention: "here" }],
});

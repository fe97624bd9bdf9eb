import { defineStage } from "../src/stage";

/**
 * For production backups. Terraform refuses `cdktf destroy` before it changes anything, because vault, key and backup role
 * are protected; `npm run cleanup -- prod` asks for the stage's name, and then deletes every recovery point and the stack.
 * Alarms go out by e-mail: set `alarmEmail` here, an address or a list, or `ALARM_EMAIL` each time. The watch finds what nobody announces, and
 * each day at 08:00 one message sums up the day; an alarm reports where it is missing. No event is posted twice.
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
  watch: true,
  // Mention whoever is online when something fails:
  // routes: [{ kinds: ["*.failed", "*.expired", "malware-scan.threats-found"], mention: "here" }],
});

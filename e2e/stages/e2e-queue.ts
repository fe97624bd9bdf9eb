import { defineStage } from "../../src/stage";

/** `stages/dev.ts` for the local AWS, with every option of a stage turned on. */
export default defineStage({
  vault: {
    rules: [
      {
        name: "daily",
        schedule: "cron(0 5 ? * * *)",
        startWindowMinutes: 60,
        completionWindowMinutes: 180,
        deleteAfterDays: 7,
        recoveryPointTags: { plan: "backup-notifications-e2e" },
      },
    ],
    selectionTags: { backup: "backup-notifications-e2e" },
    forceDestroy: true,
  },
  eventBridge: true,
  ledger: true,
  silenceAlarmHours: 26,
  // The AWS provider of a mirror may not know nodejs24.x yet. The story changes the retention.
  notifier: {
    runtime: "nodejs22.x",
    logRetentionDays: Number(process.env["E2E_LOG_RETENTION_DAYS"] ?? 14),
  },
  slackHosts: ["127.0.0.1"],
  alarmEmail: "ops@example.com",
  routes: [{ kinds: ["*.started"], post: true }],
  // The local AWS has no Amazon Linux for arm64.
  testWorkload: { instanceType: "t3.nano" },
});

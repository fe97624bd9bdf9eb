import { defineStage } from "../../src/stage";

/** The smallest setup: topic to function, no queue. */
export default defineStage({
  // Of the local AWS. A state in a bucket is kept under it.
  accountId: "111122223333",
  vault: {
    rules: [{ name: "daily", schedule: "cron(0 5 ? * * *)", deleteAfterDays: 7 }],
    selectionTags: { backup: "backup-notifications-e2e-direct" },
    forceDestroy: true,
  },
  delivery: "direct",
  // Not 1, the default: the local AWS loses what it throttles, where Lambda keeps it.
  notifier: { runtime: "nodejs22.x", logRetentionDays: 14, reservedConcurrency: 5 },
  slackHosts: ["127.0.0.1"],
  alarmEmail: false,
  routes: [{ kinds: ["*.started"], post: true }],
});

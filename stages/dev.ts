import { defineStage } from "../src/stage";

/** Small and disposable: the first messages arrive within minutes, then `npm run cleanup` removes everything. */
export default defineStage({
  vault: {
    rules: [
      {
        name: "daily",
        schedule: "cron(0 5 ? * * *)",
        startWindowMinutes: 60,
        completionWindowMinutes: 180,
        deleteAfterDays: 7,
        recoveryPointTags: { plan: "backup-notifications-dev" },
      },
    ],
    selectionTags: { backup: "backup-notifications-dev" },
    forceDestroy: true,
  },
  alarmEmail: false,
  // A first backup takes minutes: show right away that it has started, and each that ends.
  routes: [{ kinds: ["*.started", "backup.completed"], post: true }],
  testWorkload: { instance: { instanceType: "t4g.nano" }, table: true },
});

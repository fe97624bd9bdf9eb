import { defineStage } from "../src/stage";

/** Small and disposable: see the first messages within minutes, then take everything away again. */
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
  // A first backup takes minutes: see at once that it has started.
  routes: [{ kinds: ["*.started"], post: true }],
  testWorkload: { instanceType: "t4g.nano" },
});

import { defineStage } from "../src/stage";

/** `stages/dev.ts` of the sandbox. Change it there, and see with `npm run deploy` what happens. */
export default defineStage({
  vault: {
    rules: [
      {
        name: "daily",
        schedule: "cron(0 5 ? * * *)",
        startWindowMinutes: 60,
        completionWindowMinutes: 180,
        deleteAfterDays: 7,
      },
    ],
    selectionTags: { backup: "backup-notifications-dev" },
    forceDestroy: true,
  },
  alarmEmail: false,
  routes: [{ kinds: ["*.started", "backup.completed"], post: true }],
  slackHosts: ["127.0.0.1"],
  // The AWS provider of a mirror may not know nodejs24.x yet, and the local AWS has no Amazon Linux for arm64.
  notifier: { runtime: "nodejs22.x" },
  testWorkload: { instanceType: "t3.nano" },
});

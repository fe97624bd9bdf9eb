import { defineStage } from "../../src/stage";
import { vaultFor } from "./e2e-queue";

/** A table and a bucket that are backed up, and restored for tests. */
export default defineStage({
  vault: vaultFor("backup-notifications-e2e-restore"),
  watch: { digest: false },
  restoreTests: [
    {
      name: "weekly",
      schedule: "cron(0 9 ? * SUN *)",
      what: { resourceTypes: ["DynamoDB", "S3"] },
      withinMinutes: 60,
    },
  ],
  alarmEmail: "ops@example.com",
  notifier: { runtime: "nodejs22.x" },
  slackHosts: ["127.0.0.1"],
  testWorkload: { table: true, bucket: true },
});

import { defineStage } from "../../src/stage";

/** Nightly backups with a copy in another Region, which a failure of the first one does not reach. */
export default defineStage({
  vault: {
    name: "company",
    plans: [
      {
        name: "nightly",
        rules: [
          {
            name: "daily",
            schedule: "cron(0 2 ? * * *)",
            timeZone: "Europe/Berlin",
            deleteAfterDays: 14,
            // The stack makes vault company-from-<its Region> and its key there. RDS needs its option groups there, too.
            copyTo: [{ region: "eu-west-1", deleteAfterDays: 35 }],
          },
        ],
        selections: [{ name: "important", anyTags: { tier: ["gold", "silver"] } }],
      },
    ],
    // Also for the copies.
    lock: { minRetentionDays: 7, maxRetentionDays: 90 },
  },
  routes: [{ kinds: ["copy.failed"], mention: "here" }],
  silenceAlarmHours: 26,
  alarmEmail: "ops@example.com",
});

import { defineStage } from "../../src/stage";

/** Databases that can be restored to any minute of a month, and once a month for a year; their servers as a whole. */
export default defineStage({
  vault: {
    plans: [
      {
        name: "databases",
        rules: [
          // Choose times outside of the databases' own maintenance and backup windows.
          { name: "point-in-time", schedule: "cron(0 1 ? * * *)", continuous: true, deleteAfterDays: 35 },
          { name: "monthly", schedule: "cron(0 4 1 * ? *)", deleteAfterDays: 365 },
        ],
        selections: [{ name: "production", resourceTypes: ["RDS", "Aurora", "S3"], tags: { env: "prod*" } }],
      },
      {
        name: "servers",
        rules: [{ name: "daily", schedule: "cron(0 2 ? * * *)", deleteAfterDays: 14 }],
        selections: [
          { name: "by-role", anyTags: { role: ["sql-server", "file-server"] }, notTags: { env: "test*" } },
        ],
        windowsVss: true,
      },
    ],
  },
  routes: [{ resourceTypes: ["RDS", "Aurora"], kinds: ["*.failed", "*.expired"], mention: "here" }],
  alarmEmail: "ops@example.com",
});

import { defineStage } from "../../src/stage";

const schedule = "cron(0 5 ? * * *)";

/** Every test resource but an instance, and two plans: one selects by tag, one by ARN, continuously. */
export default defineStage({
  vault: {
    plans: [
      {
        name: "tagged",
        rules: [{ name: "daily", schedule, deleteAfterDays: 7 }],
        selections: [{ name: "by-tag", tags: { backup: "workloads" } }],
      },
      {
        name: "archive",
        rules: [{ name: "point-in-time", schedule, continuous: true, deleteAfterDays: 35 }],
        selections: [
          { name: "by-arn", arns: ["arn:aws:rds:*:*:db:*workloads*", "arn:aws:s3:::*workloads*"] },
        ],
      },
    ],
    forceDestroy: true,
  },
  delivery: "direct",
  notifier: { runtime: "nodejs22.x", logRetentionDays: 14, reservedConcurrency: 5 },
  slackHosts: ["127.0.0.1"],
  alarmEmail: false,
  dashboard: false,
  testWorkload: { table: true, volume: true, database: true, fileSystem: true, bucket: true },
});

import { defineStage } from "../../src/stage";

/** As the short form of one plan names plan and selection. */
const name = "backup-notifications-e2e-direct";
const schedule = "cron(0 5 ? * * *)";

/** The smallest setup: topic to function, no queue. Two plans select by tags and by ARN, and have every option. */
export default defineStage({
  // Of the local AWS. A state in a bucket is kept under it.
  accountId: "111122223333",
  vault: {
    plans: [
      {
        name,
        rules: [{ name: "daily", schedule, deleteAfterDays: 7 }],
        selections: [{ name, tags: { backup: name, team: "sto*" } }],
      },
      {
        name: "orders",
        rules: [
          { name: "point-in-time", schedule, continuous: true, deleteAfterDays: 7 },
          {
            name: "yearly",
            schedule: "cron(0 5 1 1 ? *)",
            moveToColdStorageAfterDays: 30,
            archiveEbs: true,
            deleteAfterDays: "never",
          },
          { name: "kept", schedule: "cron(0 5 1 7 ? *)", deleteAfterDays: "never" },
        ],
        selections: [
          {
            name: "by-name",
            arns: ["arn:aws:dynamodb:*:*:table/orders-*"],
            except: ["arn:aws:dynamodb:*:*:table/*-test"],
          },
          { name: "by-tag", anyTags: { orders: ["yes", "all"] }, notTags: { env: ["dev-*", "test"] } },
        ],
        windowsVss: true,
      },
    ],
    forceDestroy: true,
  },
  delivery: "direct",
  // Not 1, the default: the local AWS loses what it throttles, where Lambda keeps it.
  notifier: { runtime: "nodejs22.x", logRetentionDays: 14, reservedConcurrency: 5 },
  slackHosts: ["127.0.0.1"],
  alarmEmail: false,
  routes: [{ kinds: ["*.started"], post: true }],
});

import { defineStage } from "../../src/stage";

/** Everything is backed up every night unless a tag says otherwise, and the books are kept. */
export default defineStage({
  vault: {
    plans: [
      {
        name: "nightly",
        rules: [
          { name: "daily", schedule: "cron(0 3 ? * * *)", timeZone: "Europe/Berlin", deleteAfterDays: 35 },
        ],
        // Every type that AWS Backup protects in this Region; the stack leaves out what is its own.
        selections: [{ name: "everything", notTags: { disable_backup: "true" } }],
      },
      {
        name: "books",
        rules: [
          {
            name: "yearly",
            schedule: "cron(0 5 1 1 ? *)",
            moveToColdStorageAfterDays: 30,
            deleteAfterDays: "never",
          },
        ],
        selections: [
          { name: "ledgers", tags: { keep: "years" } },
          { name: "archive", arns: ["arn:aws:s3:::books-*"], except: ["arn:aws:s3:::books-test"] },
        ],
      },
    ],
  },
  silenceAlarmHours: 26,
  alarmEmail: "ops@example.com",
});

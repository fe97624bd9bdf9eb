import { accountRoot } from "../../local/ministack/account-root";
import { defineStage } from "../../src/stage";

/** A vault whose plan selects this tag. */
export const vaultFor = (tag: string) => ({
  rules: [
    {
      name: "daily",
      schedule: "cron(0 5 ? * * *)",
      startWindowMinutes: 60,
      completionWindowMinutes: 180,
      deleteAfterDays: 7,
      recoveryPointTags: { plan: tag },
    },
  ],
  selectionTags: { backup: tag },
  forceDestroy: true,
});

const { accountId, region } = accountRoot;

/** Another team's topic. */
export const forwardTopicArn = `arn:aws:sns:${region}:${accountId}:tickets`;

/** What all stages with this file's settings forward. */
export const forwardRoute = { kinds: ["*.failed"], forward: forwardTopicArn } as const;

/** `stages/dev.ts` for the local AWS, with every option of a stage turned on. */
export default defineStage({
  vault: vaultFor("backup-notifications-e2e"),
  eventBridge: true,
  ledger: true,
  silenceAlarmHours: 26,
  // The AWS provider of a mirror may not know nodejs24.x yet. The story changes the retention.
  notifier: {
    runtime: "nodejs22.x",
    logRetentionDays: Number(process.env["E2E_LOG_RETENTION_DAYS"] ?? 14),
  },
  slackHosts: ["127.0.0.1"],
  alarmEmail: "ops@example.com",
  routes: [{ kinds: ["*.started"], post: true }, forwardRoute],
  accountNames: { [accountId]: "shop", "444455556666": "audit" },
  // The local AWS has no Amazon Linux for arm64.
  testWorkload: { instanceType: "t3.nano" },
});

import { defineStage } from "../../src/stage";

/** An account that already has backups: nothing about them changes, and their vaults report to Slack. */
export default defineStage({
  existingVaults: ["Default"],
  // Also deleted recovery points, and changed plans and vaults. For jobs of EFS's automatic backups: jobs: "all-vaults".
  eventBridge: true,
  routes: [{ kinds: ["*.failed", "*.expired"], mention: "here" }],
  silenceAlarmHours: 26,
  alarmEmail: "ops@example.com",
});

import { defineStage } from "../../src/stage";
import { vaultFor } from "./e2e-queue";

/** A vault, a table that its plan backs up, and the watch. */
export default defineStage({
  vault: vaultFor("backup-notifications-e2e-watch"),
  watch: { digest: { at: "08:00", timeZone: "Europe/Berlin" } },
  alarmEmail: "ops@example.com",
  routes: [{ kinds: ["backup.completed"], post: true }],
  notifier: { runtime: "nodejs22.x" },
  slackHosts: ["127.0.0.1"],
  testWorkload: { table: true },
});

import { defineStage } from "../../src/stage";
import queue, { forwardRoute, vaultFor } from "./e2e-queue";

/** The main story's stage, with a Slack app instead of the webhook. */
export default defineStage({
  ...queue,
  vault: vaultFor("backup-notifications-e2e-bot"),
  routes: [
    { kinds: ["*.started"], post: true },
    { kinds: ["recovery-point.*"], channel: "changes" },
    forwardRoute,
  ],
  bot: {
    channel: "C0BACKUPS01",
    channels: { changes: "C0CHANGES01" },
    // The local Slack, on a free port of this machine.
    apiUrl: process.env["E2E_SLACK_API_URL"] ?? "http://127.0.0.1/api/",
  },
});

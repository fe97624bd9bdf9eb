import { defineStage } from "../../src/stage";
import prod from "../../stages/prod";

/** `stages/prod.ts`, beside a vault that was there before and has a channel of its own, on the local AWS. */
export default defineStage({
  ...prod,
  existingVaults: ["team-vault"],
  channels: ["audit"],
  routes: [{ vaults: ["team-vault"], channel: "audit", mention: "here" }],
  notifier: { ...prod.notifier, runtime: "nodejs22.x" },
  slackHosts: ["127.0.0.1"],
});

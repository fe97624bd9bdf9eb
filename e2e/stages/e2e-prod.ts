import { defineStage } from "../../src/stage";
import prod from "../../stages/prod";

/** `stages/prod.ts` on the local AWS, with an existing vault that has its own channel. */
export default defineStage({
  ...prod,
  existingVaults: ["team-vault"],
  channels: ["audit"],
  routes: [{ vaults: ["team-vault"], channel: "audit", mention: "here" }],
  notifier: { ...prod.notifier, runtime: "nodejs22.x" },
  slackHosts: ["127.0.0.1"],
});

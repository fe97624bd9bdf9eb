import { defineStage } from "../../src/stage";
import prod from "../../stages/prod";

/** `stages/prod.ts` as it is, beside a vault that was there before, on the local AWS. */
export default defineStage({
  ...prod,
  existingVaults: ["team-vault"],
  notifier: { ...prod.notifier, runtime: "nodejs22.x" },
  slackHosts: ["127.0.0.1"],
});

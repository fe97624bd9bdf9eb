import { defineStage } from "../../src/stage";
import prod from "../../stages/prod";

const { vault, ...others } = prod;

/** The story takes the vault out of the file, or calls it another team's. */
const change = process.env["E2E_VAULT"];

/** `stages/prod.ts` on the local AWS, with an existing vault that has its own channel. */
export default defineStage({
  ...others,
  ...(change === undefined && vault && { vault }),
  existingVaults: ["team-vault", ...(change === "existing" ? ["backup-notifications-e2e-prod"] : [])],
  channels: ["audit"],
  routes: [{ vaults: ["team-vault"], channel: "audit", mention: "here" }],
  notifier: { ...prod.notifier, runtime: "nodejs22.x" },
  slackHosts: ["127.0.0.1"],
});

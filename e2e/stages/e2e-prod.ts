import { accountRoot, copyRegion, receivingAccountId } from "../../local/ministack/account-root";
import { defineStage } from "../../src/stage";
import prod from "../../stages/prod";
import { receivingVault } from "./e2e-vault";

const { vault, ...others } = prod;

/** The topic that a vault of others notifies. */
export const auditTopicArn = `arn:aws:sns:${accountRoot.region}:${accountRoot.accountId}:audit-backups`;

/** The story takes the vault out of the file, or calls it another team's. */
const change = process.env["E2E_VAULT"];

/** The lock leaves the file before the vault is emptied. */
const lock = process.env["E2E_LOCK"] === undefined ? { lock: { minRetentionDays: 1 } } : {};

const heard = [
  "team-vault",
  "shared-vault",
  "audit-vault",
  "aws/efs/automatic-backup-vault",
  "backup-notifications-e2e-prod",
];

/** Each night's backup is copied to another Region, and to another account. */
const copyTo = [
  { region: copyRegion, deleteAfterDays: 35 },
  {
    vaultArn: `arn:aws:backup:${accountRoot.region}:${receivingAccountId}:backup-vault:${receivingVault}`,
    deleteAfterDays: 35,
  },
];

const copied = {
  rules: vault?.rules?.map((rule) => (rule.name === "daily" ? { ...rule, copyTo } : rule)),
};

/** `stages/prod.ts` on the local AWS, with copies in another Region and another account, existing vaults, one with its own channel, and with the jobs of all others. */
export default defineStage({
  ...others,
  ...(change === undefined && vault && { vault: { ...vault, ...copied, ...lock } }),
  existingVaults: [
    "team-vault",
    "shared-vault",
    { name: "audit-vault", subscribeTo: auditTopicArn },
    ...(change === "existing" ? ["backup-notifications-e2e-prod"] : []),
  ],
  jobs: "all-vaults",
  // Also without the vault, whose rules have a time zone.
  watch: { digest: { at: "08:00", timeZone: "Etc/UTC" } },
  channels: ["audit"],
  routes: [
    // The other stories' jobs are in the same account.
    { post: false },
    { vaults: heard, kinds: ["*.completed", "*.failed"], post: true },
    { vaults: ["team-vault"], channel: "audit", mention: "here" },
  ],
  notifier: { ...prod.notifier, runtime: "nodejs22.x" },
  slackHosts: ["127.0.0.1"],
});

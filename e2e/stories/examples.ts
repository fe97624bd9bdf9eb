import { copyRegion } from "../../local/ministack/account-root";
import { startSlack } from "../../local/slack/slack";
import { asBreakGlassRole } from "../acts/break-glass";
import { cleanUp, mustBeGone } from "../acts/cleanup";
import { deployAgain, deployAndConnect } from "../acts/deploy";
import { failureReason, otherTeamsTable } from "../acts/jobs";
import { awaitMessage, must } from "../expectations";
import type { DeployedScene, Scene, Story } from "../scene";
import { webhookWay } from "../slack-way";
import type { Step } from "../steps";

/** A file of `stages/examples`. */
type Example = {
  readonly name: string;
  /** The vault whose jobs are heard; none where the account only receives copies. */
  readonly vaultName?: string;
  /** Whether it is the account's own. */
  readonly exists?: true;
  /** Vaults that AWS has besides it. */
  readonly furtherVaults?: readonly string[];
  /** Whether only the break-glass role can clean up. */
  readonly isProtected?: true;
};

const examples: readonly Example[] = [
  { name: "existing-vaults", vaultName: "Default", exists: true },
  { name: "small-company", vaultName: "backup-notifications-small-company" },
  { name: "databases", vaultName: "backup-notifications-databases" },
  { name: "cross-region", vaultName: "company", furtherVaults: ["company-from-us-east-1"] },
  { name: "vault-account", isProtected: true },
  { name: "locked", vaultName: "records", furtherVaults: ["records-air-gapped"], isProtected: true },
];

const mustHaveVaults = ({ cloud }: Scene, { furtherVaults = [] }: Example): void => {
  const vaults = [...cloud.backup.vaults(), ...cloud.backup.inRegion(copyRegion).vaults()];
  const missing = furtherVaults.find((wanted) => vaults.every(({ name }) => name !== wanted));
  must(missing === undefined, `AWS has no vault ${missing}`);
};

/** A job that leaves no recovery point, which a locked vault would keep. */
const failAJob = async (scene: DeployedScene, vaultName: string): Promise<void> => {
  const { step, cloud, slack, outputs } = scene;
  await step(`a job in vault ${vaultName} fails, and Slack has it`, async () => {
    const table = otherTeamsTable(scene, outputs.stage);
    cloud.backup.willEnd(table, { state: "FAILED", statusMessage: `${failureReason}.` });
    const { id } = cloud.backup.startBackupJob({
      BackupVaultName: vaultName,
      ResourceArn: table,
      IamRoleArn: outputs.backup_role_arn || `arn:aws:iam::${outputs.account_id}:role/theirs`,
      // Within what every lock of the examples allows.
      Lifecycle: { DeleteAfterDays: 35 },
    });
    const says = [outputs.stage, vaultName, id, failureReason];
    await awaitMessage(cloud, slack, { title: "Backup failed", says });
  });
};

const playExample = async (empty: Scene, example: Example): Promise<void> => {
  const { vaultName, exists, isProtected } = example;
  if (vaultName && exists) empty.cloud.backup.seedVault({ name: vaultName });
  const scene = await deployAndConnect(empty);
  mustHaveVaults(scene, example);
  await deployAgain(scene);
  if (vaultName) await failAJob(scene, vaultName);
  const last = isProtected ? await asBreakGlassRole(scene) : scene;
  await mustBeGone(last, await cleanUp(last));
};

/** Plays one example, with a working copy and a Slack of its own. */
const playIn = async (scene: Scene, example: Example): Promise<void> => {
  const slack = await startSlack();
  try {
    const workspace = (await scene.workspace.ofStage(example.name)).withVariables({
      STAGES_DIR: "e2e/stages/examples",
    });
    const step: Step = (title, work) => scene.step(`${example.name}: ${title}`, work);
    await playExample({ ...scene, slack, workspace, step }, example);
  } finally {
    await slack.close();
  }
};

/**
 * The stage files that people copy, all at once: each deployed as it is, heard, and removed. In an account of their own, since one of
 * them backs up everything.
 */
export const examplesStory: Story = {
  name: "examples",
  stage: "existing-vaults",
  way: webhookWay,
  hasOwnCloud: true,
  play: async (scene) => {
    // One that fails does not stop the others.
    const ends = await Promise.allSettled(examples.map((example) => playIn(scene, example)));
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  },
};

import { BackupClient, DeleteRecoveryPointCommand } from "@aws-sdk/client-backup";
import { clientConfig } from "../cloud";
import { must } from "../expectations";
import type { DeployedScene } from "../scene";
import { deployChanged } from "./deploy";
import { mustRefuse } from "./refusals";

/** A locked vault keeps its recovery points, until the lock leaves the stage file. Returns the scene without the lock. */
export const unlockVault = async (scene: DeployedScene): Promise<DeployedScene> => {
  const { step, workspace, cloud, outputs } = scene;
  const { stage, vault_name: BackupVaultName } = outputs;
  await step(
    "the locked vault refuses a deletion, and cleanup says so before it deletes anything",
    async () => {
      const point = cloud.backup.recoveryPoints().find(({ vaultName }) => vaultName === BackupVaultName);
      const backup = new BackupClient({ ...clientConfig(cloud), endpoint: cloud.backup.url });
      const refusal = await backup
        .send(new DeleteRecoveryPointCommand({ BackupVaultName, RecoveryPointArn: point?.arn }))
        .catch((error: Error) => error);
      must(refusal instanceof Error, `AWS deletes ${point?.arn}, although its vault is locked`);
      await mustRefuse(
        scene,
        (expected) =>
          workspace.npm("cleanup", {
            args: ["--yes", "--", "--skip-provider-lock"],
            ...expected,
          }),
        `vault ${BackupVaultName} is locked, so AWS deletes none of its`,
        `remove lock from stages/${stage}.ts`,
      );
    },
  );
  const unlocked = { ...scene, workspace: workspace.withVariables({ E2E_LOCK: "removed" }) };
  await step("npm run deploy without the lock in the stage file removes it", async () => {
    await deployChanged(unlocked);
    const vault = cloud.backup.vaults().find(({ name }) => name === BackupVaultName);
    must(vault !== undefined && vault.lock === undefined, "the vault is still locked");
  });
  return unlocked;
};

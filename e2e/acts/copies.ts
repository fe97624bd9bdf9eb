import { copyRegion } from "../../local/ministack/account-root";
import { awaitMessage, must } from "../expectations";
import type { DeployedScene } from "../scene";
import { otherTeamsTable } from "./jobs";

/** A copy to another Region: it arrives in the vault that the stage made there, and in Slack. */
export const copyToAnotherRegion = async (scene: DeployedScene): Promise<void> => {
  const { step, cloud, slack, outputs } = scene;
  const { vault_name: sourceVaultName, copy_vault_arns: destinationVaultArn } = outputs;
  const there = cloud.backup.inRegion(copyRegion);
  await step("a copy to another Region arrives in its vault, and Slack names both ends", async () => {
    const [vault] = there.vaults();
    must(vault?.arn === destinationVaultArn, `the vault in ${copyRegion} is ${vault?.arn}`);
    must(vault?.lock !== undefined, `vault ${vault?.name} is not locked`);
    const resourceArn = otherTeamsTable(scene, "copied");
    const { arn: recoveryPointArn } = cloud.backup.seedRecoveryPoint({
      vaultName: sourceVaultName,
      resourceArn,
    });
    const { id } = cloud.backup.startCopyJob({
      sourceVaultName,
      recoveryPointArn,
      destinationVaultArn,
      iamRoleArn: outputs.backup_role_arn,
      lifecycle: { DeleteAfterDays: 35 },
    });
    await awaitMessage(cloud, slack, {
      title: "Copy completed",
      says: ["copied", sourceVaultName, vault?.name ?? "", copyRegion, id],
    });
    const vaults = there.recoveryPoints().map(({ vaultName }) => vaultName);
    must(
      vaults.length === 1 && vaults[0] === vault?.name,
      `the copies are in ${vaults.join(", ") || "no vault"}`,
    );
  });
};

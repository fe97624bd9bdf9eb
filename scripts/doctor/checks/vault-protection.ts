import {
  BackupClient,
  DescribeBackupVaultCommand,
  GetBackupVaultAccessPolicyCommand,
} from "@aws-sdk/client-backup";
import { connect } from "../../aws/client";
import { breakGlassRoleIn } from "../../vault/vault-protection";
import type { Check } from "../check";
import type { DeployedStage } from "../deployed-stage";
import { type DeployedResource, is, settingsCheck, valuesAt } from "../setting";

/** What keeps recovery points in the stage's own vault: as the stage file asks, and as AWS has it. */
const resourcesOf = ({ outputs, expected, aws }: DeployedStage): readonly DeployedResource[] => {
  const BackupVaultName = outputs.vault_name;
  const backup = connect(BackupClient, aws);
  const lock: DeployedResource = {
    name: "vault lock",
    read: () => backup.send(new DescribeBackupVaultCommand({ BackupVaultName })),
    missing: `vault ${BackupVaultName} does not exist`,
    settings: [
      { expect: is("Locked", "true"), so: "recovery points can be deleted before their retention ends" },
    ],
    good: `recovery points stay in ${BackupVaultName} until their retention ends`,
  };
  const policy: DeployedResource = {
    name: "access policy",
    read: () => backup.send(new GetBackupVaultAccessPolicyCommand({ BackupVaultName })),
    missing: `vault ${BackupVaultName} has none, so everyone with the permission can delete its recovery points`,
    settings: [
      {
        expect: (answer) =>
          breakGlassRoleIn(valuesAt(answer, "Policy")[0]) === undefined &&
          "Policy lacks the stack's statement",
        so: "others than the break-glass role can delete recovery points",
      },
    ],
    good: (answer) => `only ${breakGlassRoleIn(valuesAt(answer, "Policy")[0])} can delete recovery points`,
  };
  return [...(expected.hasLock ? [lock] : []), ...(expected.hasAccessPolicy ? [policy] : [])];
};

/** One check for the vault's lock, and one for its access policy, where the stage has them. */
export const vaultProtectionChecks = (stage: DeployedStage): readonly Check[] =>
  resourcesOf(stage).map((resource) => settingsCheck(resource, stage.outputs));

import {
  BackupClient,
  DescribeBackupVaultCommand,
  GetBackupVaultAccessPolicyCommand,
} from "@aws-sdk/client-backup";
import { parseArn } from "../../../handler/model/arn";
import { copyPolicySid, idsIn } from "../../../src/outputs";
import { connect } from "../../aws/client";
import type { SynthesizedStack } from "../../stack/synthesized-stack";
import { breakGlassRoleIn } from "../../vault/vault-protection";
import type { Check } from "../check";
import type { DeployedStage } from "../deployed-stage";
import { type DeployedResource, includes, is, settingsCheck, valuesAt } from "../setting";

type Vault = {
  readonly BackupVaultName: string;
  readonly backup: BackupClient;
  /** Follows the name of each check: ` in eu-west-1`. */
  readonly place: string;
};

const describe = ({ backup, BackupVaultName }: Vault) =>
  backup.send(new DescribeBackupVaultCommand({ BackupVaultName }));

/** What keeps recovery points in a vault: as the stage file asks, and as AWS has it. */
const protectionOf = (vault: Vault, expected: SynthesizedStack): readonly DeployedResource[] => {
  const { BackupVaultName, backup, place } = vault;
  const lock: DeployedResource = {
    name: `vault lock${place}`,
    read: () => describe(vault),
    missing: `vault ${BackupVaultName}${place} does not exist`,
    settings: [
      { expect: is("Locked", "true"), so: "recovery points can be deleted before their retention ends" },
    ],
    good: `recovery points stay in ${BackupVaultName} until their retention ends`,
  };
  const policy: DeployedResource = {
    name: `access policy${place}`,
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

/** Without it, no copy of another account arrives, and only that account hears why. */
const receptionOf = ({ backup, BackupVaultName }: Vault): DeployedResource => ({
  name: "copies of others",
  read: () => backup.send(new GetBackupVaultAccessPolicyCommand({ BackupVaultName })),
  missing: `vault ${BackupVaultName} has no access policy, so no other account can copy into it`,
  settings: [
    {
      expect: includes("Policy.Statement.Sid", copyPolicySid),
      so: "no other account can copy into the vault",
    },
  ],
  good: `other accounts can copy into ${BackupVaultName}`,
});

/** The vault for copies in another Region. */
const copyVaultOf = (vault: Vault): DeployedResource => ({
  name: `vault${vault.place}`,
  read: () => describe(vault),
  missing: `vault ${vault.BackupVaultName}${vault.place} does not exist, so every copy into it fails`,
  settings: [],
  good: `${vault.BackupVaultName}${vault.place} takes copies`,
});

const resourcesOf = ({ outputs, expected, aws }: DeployedStage): readonly DeployedResource[] => {
  const own: Vault = { BackupVaultName: outputs.vault_name, backup: connect(BackupClient, aws), place: "" };
  const copies = idsIn(outputs.copy_vault_arns).map((arn) => {
    const region = parseArn(arn)?.region ?? outputs.region;
    const backup = connect(BackupClient, { ...aws, region });
    return { BackupVaultName: arn.slice(arn.lastIndexOf(":") + 1), backup, place: ` in ${region}` };
  });
  return [
    ...protectionOf(own, expected),
    ...(expected.receivesCopies ? [receptionOf(own)] : []),
    ...copies.flatMap((vault) => [copyVaultOf(vault), ...protectionOf(vault, expected)]),
  ];
};

/** Checks the lock and the access policy of the stage's vault, and the vaults for its copies, where the stage has them. */
export const vaultProtectionChecks = (stage: DeployedStage): readonly Check[] =>
  resourcesOf(stage).map((resource) => settingsCheck(resource, stage.outputs));

import type { BackupClient } from "@aws-sdk/client-backup";
import type { Context } from "../program/context";
import { counted } from "../program/counted";
import { Failure } from "../program/failure";
import { callerArn } from "../stack/caller-identity";
import { commandLineOf, type Target } from "../stack/commands";
import type { DeployedResource } from "../stack/deployment";
import { readVaultContents, type VaultContents } from "../vault/own-vault";
import { hasRole, type VaultProtection } from "../vault/vault-protection";

/** A vault that is to be emptied. */
export type ProtectedVault = {
  readonly name: string;
  readonly contents: VaultContents;
  readonly protection: VaultProtection;
};

const airGappedType = "aws_backup_logically_air_gapped_vault";

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

const endOf = ({ lastRetentionEnd }: VaultContents): string =>
  lastRetentionEnd === undefined ? "their retention ends" : dayOf(lastRetentionEnd);

/** A lock keeps what is in the vault, even while it can still be removed. (AWS Backup Developer Guide, AWS Backup Vault Lock) */
const lockProblem = (
  { name, contents, protection: { lock } }: ProtectedVault,
  target: Target,
  now: number,
): string | undefined => {
  const { recoveryPointCount } = contents;
  if (lock === undefined || recoveryPointCount === 0) return undefined;
  const held = counted(recoveryPointCount, "recovery point");
  const { immutableFrom } = lock;
  if (immutableFrom !== undefined && immutableFrom.getTime() <= now) {
    const end = endOf(contents);
    return `since ${dayOf(immutableFrom)} nobody can remove the lock of vault ${name}, and AWS keeps its ${held} until ${end}; nothing was deleted; repeat the command after that`;
  }
  const until = immutableFrom === undefined ? "" : `, which is possible until ${dayOf(immutableFrom)}`;
  return `vault ${name} is locked, so AWS deletes none of its ${held}; nothing was deleted; remove lock from stages/${target.stage}.ts and run \`${commandLineOf("deploy", target)}\`${until}, then repeat the command`;
};

/**
 * Checks that a vault can be emptied, before anything else is deleted.
 * @throws Failure where its lock or its access policy prevents it.
 */
export const checkProtection = async (
  vault: ProtectedVault,
  target: Target,
  context: Context,
): Promise<void> => {
  const problem = lockProblem(vault, target, context.clock.now());
  if (problem !== undefined) throw new Failure(problem);
  const { breakGlassRoleArn, unread = [] } = vault.protection;
  for (const question of unread) {
    context.terminal.warn(`Of vault ${vault.name} AWS did not say ${question}.`);
  }
  if (breakGlassRoleArn === undefined) return;
  const caller = await callerArn(target.region, context);
  if (hasRole(caller, breakGlassRoleArn)) return;
  throw new Failure(
    `the access policy of vault ${vault.name} lets only ${breakGlassRoleArn} delete recovery points, and these credentials are ${caller}'s; nothing was deleted; run cleanup as that role`,
  );
};

/**
 * Checks that nothing is left in the stage's air-gapped vaults: Terraform could not destroy such a vault, after it had destroyed the rest.
 * @throws Failure where recovery points are left, which nobody can delete before their retention ends.
 */
export const checkAirGappedVaults = async (
  resources: readonly DeployedResource[],
  backup: BackupClient,
): Promise<void> => {
  for (const { type, values } of resources) {
    const { name } = values;
    if (type !== airGappedType || typeof name !== "string") continue;
    const contents = await readVaultContents(backup, name);
    if (contents.recoveryPointCount === 0) continue;
    throw new Failure(
      `nobody can delete the ${counted(contents.recoveryPointCount, "recovery point")} in the air-gapped vault ${name} before ${endOf(contents)}; nothing was deleted; repeat the command after that`,
    );
  }
};

import {
  type BackupClient,
  DescribeBackupVaultCommand,
  paginateListBackupVaults,
  paginateListTags,
  ResourceNotFoundException,
} from "@aws-sdk/client-backup";
import { ownershipTag } from "../../src/outputs";
import { allItems } from "../aws/all-items";
import { explain } from "../program/explain";
import { type Answer, absent, answered, type Sources, unanswered } from "./agreement";

const isDenied = (error: unknown): boolean =>
  error instanceof Error && error.name === "AccessDeniedException";

type Vault = {
  readonly name: string;
  /** Whether Terraform's state holds it. */
  readonly isInState: boolean;
};

/**
 * AWS Backup denies access to a vault that does not exist (API reference, DescribeBackupVault), so a denied vault is gone
 * only where the list of all vaults lacks it. A list without any vault proves nothing against the state.
 */
const searchVault = async (
  client: BackupClient,
  { name, isInState }: Vault,
  denied: unknown,
): Promise<Answer<string>> => {
  const vaults = await allItems(paginateListBackupVaults({ client }, {}), (page) => page.BackupVaultList);
  if (isInState && vaults.length === 0) {
    return unanswered(
      `${explain(denied)}; the list of all vaults is empty, too: if vault ${name} was deleted, remove it from the state with \`terraform state rm\``,
    );
  }
  const found = vaults.find(({ BackupVaultName }) => BackupVaultName === name);
  if (found === undefined) return absent;
  return found.BackupVaultArn === undefined
    ? unanswered("its list names no ARN")
    : answered(found.BackupVaultArn);
};

const findVault = async (client: BackupClient, vault: Vault): Promise<Answer<string>> => {
  try {
    const input = { BackupVaultName: vault.name };
    const { BackupVaultArn: arn } = await client.send(new DescribeBackupVaultCommand(input));
    return arn === undefined ? unanswered("it returned no ARN") : answered(arn);
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return absent;
    if (!isDenied(error)) return unanswered(explain(error));
    return searchVault(client, vault, error).catch((failed: unknown) => unanswered(explain(failed)));
  }
};

const readOwner = async (client: BackupClient, ResourceArn: string): Promise<Answer<string>> => {
  try {
    const tags = await allItems(paginateListTags({ client }, { ResourceArn }), ({ Tags }) =>
      Object.entries(Tags ?? {}),
    );
    const owner = tags.find(([key]) => key === ownershipTag)?.[1];
    return owner === undefined ? absent : answered(owner);
  } catch (error) {
    return unanswered(explain(error));
  }
};

/** Asks AWS whether a vault exists, and which stage owns it. */
export const readVaultOwner = async (client: BackupClient, asked: Vault): Promise<Sources["aws"]> => {
  const vault = await findVault(client, asked);
  return { vault, owner: vault.kind === "value" ? await readOwner(client, vault.value) : absent };
};

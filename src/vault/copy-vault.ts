import { BackupVault as Vault } from "@cdktf/provider-aws/lib/backup-vault";
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { AwsEnvironment } from "../foundation/aws-environment";
import { accountAdministration, deletionWindowDaysOf } from "../foundation/encryption-key";
import { policyDocument } from "../foundation/iam-policy";
import { type Protection, protectionOf } from "../foundation/protection";
import { ownershipTag } from "../outputs";
import { copyVaultNameOf } from "../stage/copy-destinations";
import type { LockSettings } from "../stage/vault-lock";
import { AccessPolicy } from "./access-policy";
import type { BackupVault } from "./backup-vault";
import { VaultLock } from "./vault-lock";

export type CopyVaultProps = Protection & {
  readonly aws: AwsEnvironment;
  /** Of the copies' Region. */
  readonly provider: TerraformProvider;
  /** The vault whose recovery points are copied, and its name as the stage file has it. */
  readonly source: BackupVault;
  readonly sourceName: string;
  /** The stage that owns the vault: it alone may empty it. */
  readonly stage: string;
  readonly forceDestroy: boolean;
  readonly lock?: LockSettings | undefined;
  readonly breakGlassRoleArn?: string | undefined;
};

/**
 * A vault for copies in another Region, with the protections of the vault that they come from. AWS's own key cannot encrypt copies of
 * all types, and a key is in one Region. (AWS Backup Developer Guide, Encryption for backup copies)
 */
export class CopyVault extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: CopyVaultProps) {
    super(scope, id);
    const { aws, provider, source, sourceName, stage, forceDestroy, lock, breakGlassRoleArn } = props;
    const key = new KmsKey(this, "key", {
      provider,
      description: `Encrypts copies of ${aws.namePrefix} in ${aws.region}`,
      enableKeyRotation: true,
      deletionWindowInDays: deletionWindowDaysOf(forceDestroy),
      // The service's roles use it through grants.
      policy: policyDocument([accountAdministration(aws)]),
      ...protectionOf(props),
    });
    // A stage of this name can be in the copies' Region, too.
    const name = `alias/${aws.namePrefix}-from-${aws.region}`;
    new KmsAlias(this, "alias", { provider, name, targetKeyId: key.keyId });
    const vault = new Vault(this, "Resource", {
      provider,
      name: copyVaultNameOf(sourceName, aws.region),
      forceDestroy,
      kmsKeyArn: key.arn,
      tags: { [ownershipTag]: stage },
      ...protectionOf(props),
      // Destroyed in reverse: while the vault exists, AWS Backup can still work on its recovery points.
      dependsOn: [...source.role.permissions],
    });
    if (lock) new VaultLock(this, "lock", { vault, lock, provider });
    if (breakGlassRoleArn) {
      new AccessPolicy(this, "access-policy", {
        vault,
        partition: aws.partition,
        breakGlassRoleArn,
        provider,
      });
    }
    this.arn = vault.arn;
  }
}

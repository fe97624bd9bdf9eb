import { BackupVault as Vault } from "@cdktf/provider-aws/lib/backup-vault";
import { Construct } from "constructs";
import type { AwsEnvironment } from "../foundation/aws-environment";
import type { EncryptionKey } from "../foundation/encryption-key";
import { type Protection, protectionOf } from "../foundation/protection";
import { ownershipTag } from "../outputs";
import { BackupRole } from "./backup-role";
import { ScannerRole } from "./scanner-role";

export type BackupVaultProps = Protection & {
  readonly aws: AwsEnvironment;
  readonly key: EncryptionKey;
  readonly name: string;
  /** The stage that owns the vault: it alone may empty it. */
  readonly stage: string;
  /** Whether `destroy` also deletes the recovery points. */
  readonly forceDestroy: boolean;
  /** Whether a plan can back up S3 buckets into the vault. */
  readonly holdsBuckets: boolean;
  /** Whether a rule scans its recovery points for malware. */
  readonly scans: boolean;
};

/** A vault and its role. Its plans and selections are its children too, so that a second vault can have its own. */
export class BackupVault extends Construct {
  readonly name: string;
  readonly arn: string;
  readonly role: BackupRole;
  /** Absent where no rule scans. */
  readonly scannerRole: ScannerRole | undefined;

  constructor(scope: Construct, id: string, props: BackupVaultProps) {
    super(scope, id);
    const { aws, key, name, stage, forceDestroy, isProtected, holdsBuckets, scans } = props;
    this.role = new BackupRole(this, "role", { aws, isProtected, holdsBuckets, scans });
    this.scannerRole = scans ? new ScannerRole(this, "scanner-role", { aws }) : undefined;
    const vault = new Vault(this, "Resource", {
      name,
      forceDestroy,
      kmsKeyArn: key.arn,
      tags: { [ownershipTag]: stage },
      ...protectionOf(props),
      // Destroyed in reverse: while the vault exists, AWS Backup can still work on its recovery points.
      dependsOn: [...this.role.permissions],
    });
    this.name = vault.name;
    this.arn = vault.arn;
  }
}

import { BackupVault as Vault } from "@cdktf/provider-aws/lib/backup-vault";
import { Construct } from "constructs";
import type { EncryptionKey } from "../foundation/encryption-key";

export type BackupVaultProps = {
  readonly key: EncryptionKey;
  readonly name: string;
  /** Whether `destroy` also deletes the recovery points. */
  readonly forceDestroy: boolean;
};

/** A vault. Its plan, selection and role are its children, so that a second vault can have its own. */
export class BackupVault extends Construct {
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, { key, ...props }: BackupVaultProps) {
    super(scope, id);
    const vault = new Vault(this, "Resource", { ...props, kmsKeyArn: key.arn });
    this.name = vault.name;
    this.arn = vault.arn;
  }
}

import { BackupLogicallyAirGappedVault } from "@cdktf/provider-aws/lib/backup-logically-air-gapped-vault";
import type { Construct } from "constructs";
import { type Protection, protectionOf } from "../foundation/protection";
import { ownershipTag } from "../outputs";
import { type AirGappedSettings, airGappedNameOf } from "../stage/air-gapped";

export type AirGappedVaultProps = Protection & {
  readonly name: string;
  /** The stage that owns it. */
  readonly stage: string;
  readonly settings: AirGappedSettings;
};

/**
 * A logically air-gapped vault. It has AWS's own key: one of this account would fall with the account.
 * (AWS Backup Developer Guide, Logically air-gapped vault)
 */
export class AirGappedVault extends BackupLogicallyAirGappedVault {
  constructor(scope: Construct, id: string, props: AirGappedVaultProps) {
    const { name, stage, settings } = props;
    super(scope, id, {
      name: airGappedNameOf(name, settings),
      minRetentionDays: settings.minRetentionDays,
      maxRetentionDays: settings.maxRetentionDays,
      tags: { [ownershipTag]: stage },
      ...protectionOf(props),
    });
  }
}

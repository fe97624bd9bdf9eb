import { type BackupPlanRule, BackupPlan as Plan } from "@cdktf/provider-aws/lib/backup-plan";
import type { Construct } from "constructs";
import type { BackupOptions } from "../stage/backup-options";
import type { RuleSettings } from "../stage/rule";
import type { BackupVault } from "./backup-vault";

export type BackupPlanProps = BackupOptions & {
  readonly name: string;
  readonly vault: BackupVault;
  readonly rules: readonly RuleSettings[];
};

/** The plan that fills a vault. */
export class BackupPlan extends Plan {
  constructor(scope: Construct, id: string, { name, vault, rules, windowsVss }: BackupPlanProps) {
    super(scope, id, {
      name,
      rule: rules.map((rule) => planRule(rule, vault.name)),
      ...(windowsVss && {
        advancedBackupSetting: [{ resourceType: "EC2", backupOptions: { WindowsVSS: "enabled" } }],
      }),
    });
  }
}

const lifecycle = (of: {
  readonly moveToColdStorageAfterDays?: number | undefined;
  readonly deleteAfterDays: number | "never";
  readonly archiveEbs?: boolean;
}) => ({
  // Without a number, AWS keeps recovery points.
  ...(of.deleteAfterDays !== "never" && { deleteAfter: of.deleteAfterDays }),
  ...(of.moveToColdStorageAfterDays !== undefined && {
    coldStorageAfter: of.moveToColdStorageAfterDays,
    // The provider keeps what is not named.
    ...(of.archiveEbs !== undefined && { optInToArchiveForSupportedResources: of.archiveEbs }),
  }),
});

const planRule = (rule: RuleSettings, targetVaultName: string): BackupPlanRule => ({
  ruleName: rule.name,
  targetVaultName,
  schedule: rule.schedule,
  scheduleExpressionTimezone: rule.timeZone,
  startWindow: rule.startWindowMinutes,
  completionWindow: rule.completionWindowMinutes,
  ...(rule.continuous && { enableContinuousBackup: true }),
  lifecycle: lifecycle(rule),
  recoveryPointTags: { ...rule.recoveryPointTags },
  copyAction: rule.copyTo.map((copy) => ({ destinationVaultArn: copy.vaultArn, lifecycle: lifecycle(copy) })),
});

import { type BackupPlanRule, BackupPlan as Plan } from "@cdktf/provider-aws/lib/backup-plan";
import type { Construct } from "constructs";
import type { BackupOptions } from "../stage/backup-options";
import type { RuleSettings } from "../stage/rule";
import type { BackupVault } from "./backup-vault";

export type BackupPlanProps = BackupOptions & {
  readonly name: string;
  readonly vault: BackupVault;
  /** For the rules that use it. */
  readonly airGappedVaultArn?: string | undefined;
  readonly rules: readonly RuleSettings[];
};

/** The plan that fills a vault. */
export class BackupPlan extends Plan {
  constructor(scope: Construct, id: string, props: BackupPlanProps) {
    const { name, vault, rules, windowsVss, airGappedVaultArn } = props;
    super(scope, id, {
      name,
      rule: rules.map((rule) => planRule(rule, vault.name, airGappedVaultArn)),
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

type CopyAction = { readonly destinationVaultArn: string; readonly lifecycle: ReturnType<typeof lifecycle> };

const copiesOf = (
  { copyTo, airGapped }: RuleSettings,
  airGappedVaultArn: string | undefined,
): CopyAction[] => [
  ...copyTo.map((copy) => ({ destinationVaultArn: copy.vaultArn, lifecycle: lifecycle(copy) })),
  ...(airGappedVaultArn !== undefined && airGapped !== undefined && airGapped !== "primary"
    ? [{ destinationVaultArn: airGappedVaultArn, lifecycle: lifecycle(airGapped) }]
    : []),
];

const planRule = (
  rule: RuleSettings,
  targetVaultName: string,
  airGappedVaultArn: string | undefined,
): BackupPlanRule => ({
  ruleName: rule.name,
  targetVaultName,
  schedule: rule.schedule,
  scheduleExpressionTimezone: rule.timeZone,
  startWindow: rule.startWindowMinutes,
  completionWindow: rule.completionWindowMinutes,
  ...(rule.continuous && { enableContinuousBackup: true }),
  lifecycle: lifecycle(rule),
  recoveryPointTags: { ...rule.recoveryPointTags },
  copyAction: copiesOf(rule, airGappedVaultArn),
  ...(rule.airGapped === "primary" &&
    airGappedVaultArn !== undefined && { targetLogicallyAirGappedBackupVaultArn: airGappedVaultArn }),
});

import {
  type BackupPlanRule,
  type BackupPlanRuleCopyAction,
  BackupPlan as Plan,
} from "@cdktf/provider-aws/lib/backup-plan";
import type { Construct } from "constructs";
import type { BackupOptions } from "../stage/backup-options";
import type { RuleSettings } from "../stage/rule";
import { hasScan, scannedTypes } from "../stage/scan";
import type { BackupVault } from "./backup-vault";

/** Vaults of the stack, for the rules that copy there. */
export type Destinations = {
  readonly airGappedVaultArn?: string | undefined;
  /** ARNs by Region. */
  readonly copyVaultArns: ReadonlyMap<string, string>;
};

export type BackupPlanProps = BackupOptions & {
  readonly name: string;
  readonly vault: BackupVault;
  readonly destinations: Destinations;
  readonly rules: readonly RuleSettings[];
};

/** The plan that fills a vault. */
export class BackupPlan extends Plan {
  constructor(scope: Construct, id: string, props: BackupPlanProps) {
    const { name, vault, rules, windowsVss, destinations } = props;
    const { scannerRole } = vault;
    super(scope, id, {
      name,
      rule: rules.map((rule) => planRule(rule, vault.name, destinations)),
      ...(windowsVss && {
        advancedBackupSetting: [{ resourceType: "EC2", backupOptions: { WindowsVSS: "enabled" } }],
      }),
      ...(scannerRole &&
        hasScan({ rules }) && {
          scanSetting: [
            { malwareScanner, resourceTypes: [...scannedTypes], scannerRoleArn: scannerRole.arn },
          ],
          dependsOn: [...scannerRole.permissions],
        }),
    });
  }
}

/** The only one. (AWS Backup API Reference, ScanAction) */
const malwareScanner = "GUARDDUTY";

const lifecycleOf = (of: {
  readonly moveToColdStorageAfterDays?: number | undefined;
  readonly deleteAfterDays: number | "never";
  readonly archiveEbs?: boolean;
}): Pick<BackupPlanRule, "lifecycle"> => {
  const { deleteAfterDays, moveToColdStorageAfterDays, archiveEbs } = of;
  // AWS keeps recovery points without a lifecycle; an empty one differs from what the provider reads back, in every plan.
  if (deleteAfterDays === "never" && moveToColdStorageAfterDays === undefined) return {};
  return {
    lifecycle: {
      ...(deleteAfterDays !== "never" && { deleteAfter: deleteAfterDays }),
      ...(moveToColdStorageAfterDays !== undefined && {
        coldStorageAfter: moveToColdStorageAfterDays,
        // The provider keeps what is not named.
        ...(archiveEbs !== undefined && { optInToArchiveForSupportedResources: archiveEbs }),
      }),
    },
  };
};

const copiesOf = (
  { copyTo, airGapped }: RuleSettings,
  { airGappedVaultArn, copyVaultArns }: Destinations,
): BackupPlanRuleCopyAction[] => [
  ...copyTo.flatMap((copy) => {
    const destinationVaultArn = copy.vaultArn ?? copyVaultArns.get(copy.region ?? "");
    return destinationVaultArn === undefined ? [] : [{ destinationVaultArn, ...lifecycleOf(copy) }];
  }),
  ...(airGappedVaultArn !== undefined && airGapped !== undefined && airGapped !== "primary"
    ? [{ destinationVaultArn: airGappedVaultArn, ...lifecycleOf(airGapped) }]
    : []),
];

const planRule = (
  rule: RuleSettings,
  targetVaultName: string,
  destinations: Destinations,
): BackupPlanRule => ({
  ruleName: rule.name,
  targetVaultName,
  schedule: rule.schedule,
  scheduleExpressionTimezone: rule.timeZone,
  startWindow: rule.startWindowMinutes,
  completionWindow: rule.completionWindowMinutes,
  ...(rule.continuous && { enableContinuousBackup: true }),
  ...lifecycleOf(rule),
  ...(rule.scan && {
    scanAction: [{ malwareScanner, scanMode: rule.scan === "full" ? "FULL_SCAN" : "INCREMENTAL_SCAN" }],
  }),
  recoveryPointTags: { ...rule.recoveryPointTags },
  copyAction: copiesOf(rule, destinations),
  ...(rule.airGapped === "primary" &&
    destinations.airGappedVaultArn !== undefined && {
      targetLogicallyAirGappedBackupVaultArn: destinations.airGappedVaultArn,
    }),
});

import { type BackupPlanRule, BackupPlan as Plan } from "@cdktf/provider-aws/lib/backup-plan";
import type { Construct } from "constructs";
import type { RuleSettings } from "../stage/rule";
import type { BackupVault } from "./backup-vault";

export type BackupPlanProps = {
  readonly name: string;
  readonly vault: BackupVault;
  readonly rules: readonly RuleSettings[];
};

/** The plan that fills a vault. */
export class BackupPlan extends Plan {
  constructor(scope: Construct, id: string, { name, vault, rules }: BackupPlanProps) {
    super(scope, id, { name, rule: rules.map((rule) => planRule(rule, vault.name)) });
  }
}

const lifecycle = (of: {
  readonly moveToColdStorageAfterDays?: number | undefined;
  readonly deleteAfterDays: number;
}) => ({
  deleteAfter: of.deleteAfterDays,
  ...(of.moveToColdStorageAfterDays !== undefined && { coldStorageAfter: of.moveToColdStorageAfterDays }),
});

const planRule = (rule: RuleSettings, targetVaultName: string): BackupPlanRule => ({
  ruleName: rule.name,
  targetVaultName,
  schedule: rule.schedule,
  scheduleExpressionTimezone: rule.timeZone,
  startWindow: rule.startWindowMinutes,
  completionWindow: rule.completionWindowMinutes,
  lifecycle: lifecycle(rule),
  recoveryPointTags: { ...rule.recoveryPointTags },
  copyAction: rule.copyTo.map((copy) => ({ destinationVaultArn: copy.vaultArn, lifecycle: lifecycle(copy) })),
});
